"""A year of an office as rows, and as plain facts too, which tests count in their own way."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from office.desk import Desk
from office.plan.model import Plan
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.occasions import of_day, of_order
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report, ReportPart
from storage.owed.returns import ReportReturn
from storage.owed.values import ReportDoubt, ReportValue
from storage.supervision.slips import Slip, SlipState
from tests.office.episodes import alert_in_force, order_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATES = (
    ObligationState.MET,
    ObligationState.MET,
    ObligationState.MET,
    ObligationState.MET_LATE,
    ObligationState.OPEN,
    ObligationState.SUPERSEDED,
)


class Fact(NamedTuple):
    """One thing owed: what was asked of whom and when, and what became of it."""

    body: str
    kind: str
    asked_at: datetime
    state: str
    minutes: int | None
    """How long the answer took."""


@dataclass(slots=True)
class Told:
    """What one report says of the fields, by its newest version."""

    body: str
    kind: str
    day: date | None
    values: dict[str, str | None]
    doubtful: frozenset[str]
    late: bool


@dataclass(slots=True)
class YearOfOffice:
    desk: Desk
    plan: Plan
    chance: Random = field(default_factory=lambda: Random(14))
    facts: list[Fact] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    slips: list[tuple[str, str, str, datetime]] = field(default_factory=list)
    """Body, step, state, and when it was issued."""
    returned: list[tuple[str, datetime]] = field(default_factory=list)

    def local(self, *numbers: int) -> datetime:
        return datetime(*numbers, tzinfo=self.desk.zone)  # type: ignore[misc, arg-type]

    async def response(
        self, begins: datetime, *levels: tuple[datetime, str], ends: datetime | None, first: str
    ) -> Matter:
        alert = await alert_in_force(self.desk, since=begins, level=first)
        for at, level in levels:
            await order_of(self.desk, alert, OrderKind.ADJUST, at=at, level=level)
        if ends is not None:
            await self.end(alert, ends, OrderKind.LIFT, MatterState.LIFTED)
        return alert

    async def end(
        self, alert: Matter, at: datetime, kind: OrderKind, state: MatterState, why: str = ""
    ) -> Order:
        ending = await order_of(self.desk, alert, kind, at=at)
        ending.grounds = why
        alert.state, alert.ended_at = state, at
        self.desk.session.add_all([alert, ending])
        await self.desk.session.flush()
        return ending

    async def days(self, alert: Matter, first: datetime, count: int) -> None:
        """Receipts at the first hour, and each morning everybody's report of the day before."""
        order = await order_of(self.desk, alert, OrderKind.ADJUST, at=first, level="orange")
        for body in [one.id for one in self.plan.agencies]:
            await self.owe(order, body, "receipt", first)
            for number in range(count):
                await self.owe(order, body, "daily", first + (number + 1) * DAY, is_of_day=True)

    async def owe(
        self,
        order: Order,
        body: str,
        kind: str,
        at: datetime,
        known: ObligationState | None = None,
        *,
        is_of_day: bool = False,
    ) -> Obligation:
        """Chance says what became of it, unless that is given."""
        state = known or self.chance.choice(STATES)
        answered = state in (ObligationState.MET, ObligationState.MET_LATE)
        minutes = self.chance.randint(1, 240) if answered else None
        day = (at - DAY).date() if is_of_day else None
        owed = Obligation(
            jurisdiction=self.desk.jurisdiction,
            matter_id=order.matter_id,
            order_id=order.key,
            agency=body,
            kind=kind,
            occasion=of_day(day) if day else of_order(order.key),
            day=day,
            state=state,
            opened_at=at,
            due_at=at + 4 * HOUR,
            met_at=at + timedelta(minutes=minutes) if minutes is not None else None,
        )
        self.desk.session.add(owed)
        await self.desk.session.flush()
        self.facts.append(Fact(body, kind, at, state, minutes))
        if kind == "daily" and answered:
            await self._report(owed)
        if state != ObligationState.MET and kind == "daily":
            await self._follow(owed)
        return owed

    async def _report(self, owed: Obligation) -> None:
        form = self.plan.form_of(self.plan.owed(owed.kind), owed.agency)
        report = Report(
            jurisdiction=owed.jurisdiction,
            obligation_id=owed.key,
            agency=owed.agency,
            serial=f"报{owed.key}",
            submitted_at=owed.met_at or owed.due_at,
            submitted_by=7,
            late=owed.state == ObligationState.MET_LATE,
        )
        await self._stored(report)
        part = ReportPart(
            jurisdiction=owed.jurisdiction,
            report_id=report.key,
            chat_id=-1,
            message_id=report.key,
            sent_by=7,
            sent_at=report.submitted_at,
            recorded_at=report.submitted_at,
            text="出动若干人次",
        )
        await self._stored(part)
        said: dict[str, str | None] = {}
        for one in form.fields if form else ():
            for version in range(1, self.chance.choice((1, 2, 2, 3))):
                said[one.id] = self.chance.choice((str(self.chance.randint(0, 60)), None))
                await self._value(report, part, one.id, version, said[one.id])
        doubtful = frozenset({"people"} if self.chance.random() < 0.2 else ())
        if doubtful:
            readings = [{"people": "3"}, {"fixed": "3"}]
            doubt = ReportDoubt(
                jurisdiction=owed.jurisdiction,
                report_id=report.key,
                part_id=part.key,
                words="3",
                readings=readings,
            )
            await self._stored(doubt)
            doubtful = frozenset({"people", "fixed"})
        self.told.append(Told(owed.agency, owed.kind, owed.day, said, doubtful, report.late))

    async def _value(
        self, report: Report, part: ReportPart, name: str, version: int, value: str | None
    ) -> None:
        await self._stored(
            ReportValue(
                jurisdiction=report.jurisdiction,
                report_id=report.key,
                version=version,
                field=name,
                value=value,
                part_id=part.key,
                recorded_at=report.submitted_at,
            )
        )

    async def _follow(self, owed: Obligation) -> None:
        """Slips on some of what was late or never came; now and then more time, or a return."""
        step = self.chance.choice(("yellow", "orange"))
        state = self.chance.choice((*SlipState,))
        await self.slip(owed, step, state)
        if self.chance.random() < 0.5:
            await self._stored(
                Extension(
                    jurisdiction=owed.jurisdiction,
                    obligation_id=owed.key,
                    agency=owed.agency,
                    reason="等企业回复",
                    asked_by=7,
                    asked_at=owed.opened_at + HOUR,
                    step="none",
                    state=self.chance.choice((*ExtensionState,)),
                )
            )

    async def slip(
        self, owed: Obligation, step: str, state: str, *, is_referral: bool = False
    ) -> None:
        at = owed.due_at
        await self._stored(
            Slip(
                jurisdiction=owed.jurisdiction,
                obligation_id=owed.key,
                agency=owed.agency,
                step=step,
                serial=f"提{owed.key}",
                matter="日报",
                state=state,
                is_referral=is_referral,
                issued_at=at,
            )
        )
        if not is_referral:
            self.slips.append((owed.agency, step, state, at))

    async def send_back(self, owed: Obligation, at: datetime) -> None:
        report = Report(
            jurisdiction=owed.jurisdiction,
            obligation_id=owed.key,
            agency=owed.agency,
            serial="",
            submitted_at=at,
            submitted_by=7,
        )
        await self._stored(report)
        await self._stored(
            ReportReturn(
                jurisdiction=owed.jurisdiction,
                report_id=report.key,
                obligation_id=owed.key,
                reason="缺数",
                returned_by=7,
                returned_at=at,
                due_at=at + DAY,
                submitted_at=at,
            )
        )
        self.returned.append((owed.agency, at))

    async def _stored(self, row: object) -> None:
        self.desk.session.add(row)
        await self.desk.session.flush()
