"""The agenda: what becomes due, which the tick takes in order of time.

An obligation is its own timer (`Obligation.wakes_at`); anything else that becomes due has a row.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import BindParameter, Index, bindparam, cast, literal, null, union_all
from sqlmodel import col, select, update

from storage.columns import OnBoard, Row, RowId
from storage.database import Session
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.transaction import last, memory

STEP = "obligation_step"
"""The kind of what an obligation's timer makes due: the next look at it."""


class AgendaState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


class AgendaItem(Row, table=True):
    __tablename__ = "agenda"
    __table_args__ = (
        Index("ix_agenda_due", "state", "due_at"),
        Index("ix_agenda_subject", "kind", "subject", "state"),
    )
    ON_BOARD = OnBoard.BEHIND

    kind: str
    subject: int
    """The id of the row that the kind is about."""
    due_at: datetime
    state: str = AgendaState.WAITING
    closed_at: datetime | None = None
    verdict: str | None = None


class Due(NamedTuple):
    """Something that becomes due at an instant; at another instant it is another thing."""

    kind: str
    subject: int
    jurisdiction: str
    due_at: datetime
    item: int | None
    """The id of its row; None for an obligation's timer."""

    @property
    def address(self) -> str:
        return f"obligation:{self.subject}" if self.item is None else f"agenda:{self.item}"


def awaits(row: object) -> bool:
    """Whether this row makes something due."""
    if isinstance(row, Obligation):
        return row.wakes_at is not None
    return isinstance(row, AgendaItem) and row.state == AgendaState.WAITING


async def schedule(
    session: Session, *, jurisdiction: str, kind: str, subject: int, due_at: datetime
) -> None:
    await cancel(session, jurisdiction=jurisdiction, kind=kind, subject=subject, at=due_at)
    memory.not_any_more(session, _no_other(jurisdiction, kind, subject))
    item = AgendaItem(jurisdiction=jurisdiction, kind=kind, subject=subject, due_at=due_at)
    last.write_last(session, item)


async def cancel(
    session: Session, *, jurisdiction: str, kind: str, subject: int, at: datetime
) -> None:
    none_waits = _no_other(jurisdiction, kind, subject)
    if memory.known(session, none_waits):
        return
    change = (
        update(AgendaItem)
        .where(
            col(AgendaItem.jurisdiction) == jurisdiction,
            col(AgendaItem.kind) == kind,
            col(AgendaItem.subject) == subject,
            col(AgendaItem.state) == AgendaState.WAITING,
        )
        .values(state=AgendaState.CANCELLED, closed_at=at)
    )
    # Items of other subjects that wait to be written go on waiting: they are written in one
    # statement with those that follow.
    await last.write_before(session, AgendaItem, kind=kind, subject=subject)
    await session.exec(change, execution_options={last.LEAVES_LAST: True})
    memory.know(session, none_waits, fact=True)


def _no_other(jurisdiction: str, kind: str, subject: int) -> tuple[object, object]:
    """The key under which a transaction remembers that no item of this kind and subject waits."""
    return AgendaItem, (jurisdiction, kind, subject)


async def due_items(session: Session, now: datetime, limit: int = 100) -> list[Due]:
    return await _found(session, _DUE, {"now": now, "limit": limit})


async def _found(session: Session, union: Any, facts: dict[str, Any]) -> list[Due]:
    # A union does not say which rows it asks for, so those that wait to be written would be missed.
    await last.write_before(session, AgendaItem)
    return [Due._make(row) for row in (await session.exec(union, params=facts)).all()]


def _all_due() -> Any:
    now: BindParameter[datetime] = bindparam("now")
    union = union_all(
        _ITEMS.where(AgendaItem.state == AgendaState.WAITING, AgendaItem.due_at <= now),
        _TIMERS.where(col(Obligation.wakes_at) <= now),
    )
    return _by_time(union).limit(bindparam("limit"))


async def jurisdictions_awaiting(session: Session, kind: str) -> set[str]:
    query = select(AgendaItem.jurisdiction).where(
        AgendaItem.kind == kind, AgendaItem.state == AgendaState.WAITING
    )
    return set((await session.exec(query)).all())


async def waiting_item(
    session: Session, jurisdiction: str, kind: str, subject: int
) -> AgendaItem | None:
    query = select(AgendaItem).where(
        AgendaItem.jurisdiction == jurisdiction,
        AgendaItem.kind == kind,
        AgendaItem.subject == subject,
        AgendaItem.state == AgendaState.WAITING,
    )
    return (await session.exec(query)).first()


async def items_waiting(session: Session, jurisdiction: str) -> list[AgendaItem]:
    query = select(AgendaItem).where(
        AgendaItem.jurisdiction == jurisdiction, AgendaItem.state == AgendaState.WAITING
    )
    return list((await session.exec(query.order_by(col(AgendaItem.id)))).all())


async def coming(
    session: Session, jurisdiction: str, kinds: Collection[str], after: datetime
) -> list[AgendaItem]:
    """What waits for an hour that is still to come, of these kinds, the nearest first."""
    query = select(AgendaItem).where(
        AgendaItem.jurisdiction == jurisdiction,
        AgendaItem.state == AgendaState.WAITING,
        col(AgendaItem.kind).in_(kinds),
        col(AgendaItem.due_at) > after,
    )
    ordered = query.order_by(col(AgendaItem.due_at), col(AgendaItem.id))
    return list((await session.exec(ordered)).all())


async def move(session: Session, hours: Mapping[int, datetime]) -> None:
    """Let items that still wait fall due at other instants."""
    for item_id, due_at in hours.items():
        await session.exec(
            update(AgendaItem)
            .where(col(AgendaItem.id) == item_id, col(AgendaItem.state) == AgendaState.WAITING)
            .values(due_at=due_at)
        )


async def was_taken(session: Session, jurisdiction: str, kind: str, subject: int) -> bool:
    query = select(AgendaItem.id).where(
        AgendaItem.jurisdiction == jurisdiction,
        AgendaItem.kind == kind,
        AgendaItem.subject == subject,
        AgendaItem.state == AgendaState.DONE,
    )
    return (await session.exec(query)).first() is not None


async def item(session: Session, item_id: int) -> AgendaItem:
    return await session.get_one(AgendaItem, item_id)


async def close(session: Session, found: Collection[Due], verdict: str, at: datetime) -> list[Due]:
    """Mark them done and return them, without those that somebody else closed or moved first."""
    left = await _stop_timers(session, found) | await _close_items(session, found, verdict, at)
    return [one for one in found if one in left]


async def _stop_timers(session: Session, found: Collection[Due]) -> set[Due]:
    due = {one.subject: one for one in found if one.item is None}
    if not due:
        return set()
    rows = await obligations.read(session, list(due))
    left = [row for row in rows if row.wakes_at == due[row.key].due_at]
    for row in left:
        row.wakes_at = None
    return {due[row.key] for row in left}


async def _close_items(
    session: Session, found: Collection[Due], verdict: str, at: datetime
) -> set[Due]:
    due = {one.item: one for one in found if one.item is not None}
    if not due:
        return set()
    closed = await session.exec(
        update(AgendaItem)
        .where(col(AgendaItem.id).in_(due), col(AgendaItem.state) == AgendaState.WAITING)
        .values(state=AgendaState.DONE, closed_at=at, verdict=verdict)
        .returning(col(AgendaItem.id))
    )
    taken = {due[item_id] for item_id in closed.scalars()}
    for one in taken:
        none_waits = _no_other(one.jurisdiction, one.kind, one.subject)
        memory.know(session, none_waits, fact=True)
    return taken


async def note(session: Session, verdicts: Mapping[Due, str]) -> None:
    """Write the verdicts onto items that were closed before their verdicts were known."""
    facts = [{"row": one.item, "came": came} for one, came in verdicts.items() if one.item]
    if facts:
        connection = await session.connection()
        await connection.execute(_NOTE, facts)


_NOTE = (
    update(AgendaItem)
    .where(col(AgendaItem.id) == bindparam("row"))
    .values(verdict=bindparam("came"))
)


async def next_due_at(session: Session, after: datetime) -> datetime | None:
    instants = (await session.exec(_NEXT_DUE, params={"after": after})).one()
    return min((at for at in instants if at is not None), default=None)


def _next_due() -> Any:
    after: BindParameter[datetime] = bindparam("after")
    item = (
        select(AgendaItem.due_at)
        .where(AgendaItem.state == AgendaState.WAITING, AgendaItem.due_at > after)
        .order_by(col(AgendaItem.due_at))
        .limit(1)
    )
    timer = (
        select(col(Obligation.wakes_at))
        .where(col(Obligation.wakes_at) > after)
        .order_by(col(Obligation.wakes_at))
        .limit(1)
    )
    return sqlalchemy.select(item.scalar_subquery(), timer.scalar_subquery())


async def waiting(session: Session, jurisdiction: str, limit: int = 50) -> list[Due]:
    return await _found(session, _WAITING, {"jurisdiction": jurisdiction, "limit": limit})


def _all_waiting() -> Any:
    home: BindParameter[str] = bindparam("jurisdiction")
    union = union_all(
        _ITEMS.where(AgendaItem.jurisdiction == home, AgendaItem.state == AgendaState.WAITING),
        _TIMERS.where(Obligation.jurisdiction == home, col(Obligation.wakes_at).is_not(None)),
    )
    return _by_time(union).limit(bindparam("limit"))


def _by_time(union: Any) -> Any:
    columns = union.selected_columns
    # SQLite would put the timers, which have no item, before all items of their instant.
    return union.order_by(columns.due_at, columns.item.nulls_last(), columns.subject)


_ITEMS: Any = sqlalchemy.select(
    col(AgendaItem.kind),
    col(AgendaItem.subject),
    col(AgendaItem.jurisdiction),
    col(AgendaItem.due_at),
    col(AgendaItem.id).label("item"),
)
_TIMERS: Any = sqlalchemy.select(
    literal(STEP),
    col(Obligation.id),
    col(Obligation.jurisdiction),
    col(Obligation.wakes_at),
    cast(null(), RowId),
)
_DUE, _NEXT_DUE, _WAITING = _all_due(), _next_due(), _all_waiting()
