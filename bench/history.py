"""Writes years of an office's life straight into the tables, as playing them would take as long.

Ten thousand agencies are 250 command offices of forty. Each year every office had one alert, and
every agency five duties under it; all of that is done, said and recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, insert, literal, select, text
from sqlalchemy import cast as as_type
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.office import plan_of
from office.decisions.period_end import PERIOD_END
from office.obligations.prompts import DAILY_PROMPTS
from office.plan.files import canonical_json, checksum
from storage.agenda import STEP, AgendaItem, AgendaState
from storage.books.audit import AuditEntry
from storage.books.plans import PlanVersion
from storage.columns import Row
from storage.database import Database
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.occasions import OccasionText
from storage.owed.obligations import Obligation, ObligationEvent, ObligationKind, ObligationState
from storage.owed.reports import Report, ReportPart
from storage.roster.chats import Chat, ChatRole
from storage.subjects import SubjectKind
from storage.upkeep.tables import metadata

AGENCIES_OF_ONE = 40
DUTIES_A_YEAR = 5
NOW = datetime.now(UTC)
AHEAD = timedelta(days=30)
TEXT = "<b>重污染天气橙色预警</b>\n请于<b>30分钟</b>内回复收到。"

Number = ColumnElement[int]


@dataclass(frozen=True, slots=True)
class Offices:
    """Jurisdictions 1 to `count`; each has one order in force, and its id is the office's."""

    count: int

    @property
    def agencies(self) -> int:
        return self.count * AGENCIES_OF_ONE


def name_of(office: int) -> str:
    return f"office{office}"


async def found(database: Database, agencies: int) -> Offices:
    """Make offices with an alert in force and one receipt that each agency owes within a month."""
    offices = Offices(max(1, agencies // AGENCIES_OF_ONE))
    async with database.engine.begin() as connection:
        for number in range(1, offices.count + 1):
            await _found_one(connection, number)
        await _open_duties(connection, offices)
        await _told(connection, offices)
        await _next_times(connection, offices)
        await _tidy(connection)
    return offices


async def pass_year(database: Database, offices: Offices, year: int) -> None:
    """Write one more year further back; the first is 1.

    Its ids are negative: what is older is smaller, and what happens while we measure gets the ids
    that follow on today's.
    """
    async with database.engine.begin() as connection:
        await _past_alerts(connection, offices, year)
        await _past_duties(connection, offices, year)
        await _tidy(connection)


async def _open_duties(connection: AsyncConnection, offices: Offices) -> None:
    # Everything is due in a month, so that nothing falls due while we measure.
    i, due_at = _counter(offices.agencies), NOW + AHEAD
    where = {"id": i + 1, **_place(i)}
    await _fill(
        connection,
        Obligation,
        **where,
        matter_id=_office(i),
        order_id=_office(i),
        kind=ObligationKind.RECEIPT,
        occasion=as_type(_office(i), OccasionText),
        opened_at=NOW,
        due_at=due_at,
        step_due_at=due_at,
        wakes_at=due_at,
    )


async def _told(connection: AsyncConnection, offices: Offices) -> None:
    # Every agency has its order, so that nothing is left for a start to make good.
    i, at = _counter(offices.agencies), NOW - timedelta(days=1)
    await _fill(
        connection,
        Delivery,
        id=i + 1,
        **_place(i),
        kind=DeliveryKind.ALERT,
        lane=0,
        chat_id=_chat(i),
        text=TEXT,
        state=DeliveryState.SENT,
        created_at=at,
        next_try_at=at,
        closed_at=at,
        message_id=i + 1,
        subject_kind=SubjectKind.ORDER,
        subject_id=_office(i),
        context={},
    )


async def _next_times(connection: AsyncConnection, offices: Offices) -> None:
    i = _counter(offices.count)
    for place, kind in enumerate((DAILY_PROMPTS, PERIOD_END)):
        item = {"kind": kind, "subject": i + 1, "due_at": NOW + AHEAD}
        key = offices.agencies + place * offices.count + i + 1
        await _fill(connection, AgendaItem, id=key, jurisdiction=_jurisdiction(i + 1), **item)


async def _past_alerts(connection: AsyncConnection, offices: Offices, year: int) -> None:
    i, at = _counter(offices.count), _year_ago(year)
    here = {"id": -(offices.count * year + i), "jurisdiction": _jurisdiction(i + 1)}
    states = {"created_at": at, "started_at": at, "ended_at": at}
    await _fill(connection, Matter, **here, state=MatterState.LIFTED, **states)
    await _fill(
        connection,
        Order,
        **here,
        matter_id=here["id"],
        kind=OrderKind.ISSUE,
        state=OrderState.ISSUED,
        level="orange",
        starts_at=at,
        plan_version_id=i + 1,
        drafted_by=0,
        drafted_at=at,
        office_chat_id=0,
        issued_at=at,
        snapshot={},
    )


async def _past_duties(connection: AsyncConnection, offices: Offices, year: int) -> None:
    count = offices.agencies * DUTIES_A_YEAR
    i, at = _counter(count), _year_ago(year)
    agency, duty = i % offices.agencies, i // offices.agencies
    key = -(count * year + i)
    alert = -(offices.count * year + _office(agency) - 1)
    place, here = _place(agency), {"jurisdiction": _jurisdiction(_office(agency))}
    await _fill(
        connection,
        Obligation,
        id=key,
        **place,
        matter_id=alert,
        order_id=alert,
        kind=ObligationKind.DAILY,
        occasion=as_type(duty, OccasionText),
        state=ObligationState.MET,
        opened_at=at,
        due_at=at,
        met_at=at,
    )
    for part in range(2):
        await _fill(
            connection,
            Delivery,
            id=2 * key + part,
            **place,
            kind=DeliveryKind.PROMPT,
            lane=4,
            chat_id=_chat(agency),
            text=TEXT,
            state=DeliveryState.SENT,
            created_at=at,
            next_try_at=at,
            closed_at=at,
            message_id=2 * key + part,
            subject_kind=SubjectKind.OBLIGATION,
            subject_id=key,
            context={},
        )
        done = {"kind": STEP, "subject": key, "due_at": at, "state": AgendaState.DONE}
        await _fill(connection, AgendaItem, id=2 * key + part, **here, **done, closed_at=at)
        story = {"obligation_id": key, "at": at, "event": "opened"}
        await _fill(connection, ObligationEvent, id=2 * key + part, **here, **story)
    report = {"obligation_id": key, "serial": "", "submitted_at": at, "submitted_by": 0}
    await _fill(connection, Report, id=key, **place, **report)
    sent = {"chat_id": _chat(agency), "message_id": key, "sent_by": 0, "sent_at": at}
    await _fill(
        connection, ReportPart, id=key, **here, report_id=key, **sent, recorded_at=at, text=TEXT
    )
    entry = {"at": at, "actor": "clock", "action": "receipt", "previous_hash": "", "hash": ""}
    await _fill(connection, AuditEntry, id=key, **here, number=key, **entry, detail={})


async def _fill(connection: AsyncConnection, table: type[Row], **values: Any) -> None:
    """Write a row for each value of the counter; other columns get the model's defaults."""
    columns = metadata.tables[str(table.__tablename__)].columns
    given = _standards(table) | values
    filled = {column.name: _expression(given.get(column.name), column.type) for column in columns}
    rows = select(*(value.label(name) for name, value in filled.items()))
    await connection.execute(insert(table).from_select(list(filled), rows))


def _expression(value: Any, kind: Any) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, kind)


def _standards(table: type[Row]) -> dict[str, Any]:
    fields = table.model_fields.items()
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in fields
        if not field.is_required()
    }


def _counter(count: int) -> Number:
    """Return the numbers from 0 up to, not including, `count`."""
    first = select(literal(0).label("i")).cte("counter", recursive=True)
    return first.union_all(select(first.c.i + 1).where(first.c.i < count - 1)).c.i


def _place(agency: Number) -> Mapping[str, ColumnElement[str]]:
    id_ = literal("a", String) + as_type(agency % AGENCIES_OF_ONE, String)
    return {"jurisdiction": _jurisdiction(_office(agency)), "agency": id_}


def _office(agency: Number) -> Number:
    return agency // AGENCIES_OF_ONE + 1


def _jurisdiction(office: Number) -> ColumnElement[str]:
    return literal("office", String) + as_type(office, String)


def _chat(agency: Number) -> Number:
    return -(agency + 1)


def _year_ago(year: int) -> datetime:
    return NOW - timedelta(days=365 * year)


async def _tidy(connection: AsyncConnection) -> None:
    # PostgreSQL does this by itself in the hours after.
    if connection.dialect.name != "postgresql":
        return
    for name in metadata.tables:
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        await connection.execute(
            text(f"SELECT setval({sequence}, (SELECT GREATEST(MAX(id), 1) FROM {name}))")
        )
    await connection.execute(text("ANALYZE"))


async def _found_one(connection: AsyncConnection, number: int) -> None:
    plan = plan_of(AGENCIES_OF_ONE, name_of(number))
    here: dict[str, Any] = {"id": number, "jurisdiction": plan.jurisdiction}
    version = PlanVersion(
        **here,
        number=1,
        checksum=checksum(plan),
        content=canonical_json(plan),
        applied_at=NOW,
        applied_by="cli:bench",
    )
    alert = Matter(
        **here, state=MatterState.IN_FORCE, level="orange", created_at=NOW, started_at=NOW
    )
    first = (number - 1) * AGENCIES_OF_ONE
    groups = {agency.id: -(first + i + 1) for i, agency in enumerate(plan.agencies)}
    order = Order(
        **here,
        matter_id=number,
        kind=OrderKind.ISSUE,
        state=OrderState.ISSUED,
        level="orange",
        starts_at=NOW,
        hours=2000,
        pollutant="pm25",
        plan_version_id=number,
        drafted_by=0,
        drafted_at=NOW,
        office_chat_id=0,
        serial=f"{number}",
        issued_at=NOW,
        snapshot={"recipients": {agency: [[group, None]] for agency, group in groups.items()}},
    )
    for row in (version, alert, order):
        await connection.execute(insert(type(row)), [row.model_dump()])
    chats = [_group(plan.jurisdiction, agency, group) for agency, group in groups.items()]
    await connection.execute(insert(Chat), [chat.model_dump(exclude={"id"}) for chat in chats])


def _group(jurisdiction: str, agency: str, chat_id: int) -> Chat:
    return Chat(
        jurisdiction=jurisdiction,
        chat_id=chat_id,
        role=ChatRole.AGENCY,
        agency=agency,
        title=agency,
        bot_is_admin=True,
        bound_at=NOW,
    )
