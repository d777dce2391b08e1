"""The agenda: one row for each thing that becomes due, which the tick takes in order of time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, bindparam
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage import transaction
from storage.columns import Row
from storage.database import Session
from storage.prepared import every, first, prepared


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

    kind: str
    subject: int
    """The id of the row that the kind is about."""
    due_at: datetime
    state: str = AgendaState.WAITING
    closed_at: datetime | None = None
    verdict: str | None = None


async def schedule(
    session: Session, *, jurisdiction: str, kind: str, subject: int, due_at: datetime
) -> None:
    await cancel(session, jurisdiction=jurisdiction, kind=kind, subject=subject, at=due_at)
    transaction.not_any_more(session, _no_other(jurisdiction, kind, subject))
    item = AgendaItem(jurisdiction=jurisdiction, kind=kind, subject=subject, due_at=due_at)
    transaction.write_last(session, item)


async def schedule_first(
    session: Session, *, jurisdiction: str, kind: str, due: Mapping[int, datetime]
) -> None:
    """The subjects are new, so nothing of this kind can wait for them and nothing is cancelled."""
    session.add_all(
        AgendaItem(jurisdiction=jurisdiction, kind=kind, subject=subject, due_at=due_at)
        for subject, due_at in due.items()
    )
    await session.flush()


async def cancel(
    session: Session, *, jurisdiction: str, kind: str, subject: int, at: datetime
) -> None:
    none_waits = _no_other(jurisdiction, kind, subject)
    if transaction.known(session, none_waits):
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
    await transaction.write_before(session, AgendaItem, kind=kind, subject=subject)
    await session.exec(change, execution_options={transaction.LEAVES_LAST: True})
    transaction.know(session, none_waits, fact=True)


def _no_other(jurisdiction: str, kind: str, subject: int) -> tuple[object, object]:
    """The key under which a transaction remembers that no item of this kind and subject waits."""
    return AgendaItem, (jurisdiction, kind, subject)


async def due_items(session: Session, now: datetime, limit: int = 100) -> list[AgendaItem]:
    return await every(session, _due(now, limit))


@prepared
def _due(now: datetime, limit: int) -> SelectOfScalar[AgendaItem]:
    return (
        select(AgendaItem)
        .where(AgendaItem.state == AgendaState.WAITING, AgendaItem.due_at <= now)
        .order_by(col(AgendaItem.due_at), col(AgendaItem.id))
        .limit(limit)
    )


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


async def item(session: Session, item_id: int) -> AgendaItem:
    return await session.get_one(AgendaItem, item_id)


async def close(
    session: Session, items: Collection[AgendaItem], verdict: str, at: datetime
) -> list[AgendaItem]:
    """Mark them done and return them, without those that somebody else closed first."""
    closed = await session.exec(
        update(AgendaItem)
        .where(
            col(AgendaItem.id).in_([one.key for one in items]),
            col(AgendaItem.state) == AgendaState.WAITING,
        )
        .values(state=AgendaState.DONE, closed_at=at, verdict=verdict)
        .returning(col(AgendaItem.id))
    )
    ids = set(closed.scalars())
    taken = [one for one in items if one.key in ids]
    for one in taken:
        none_waits = _no_other(one.jurisdiction, one.kind, one.subject)
        transaction.know(session, none_waits, fact=True)
    return taken


async def note(session: Session, verdicts: Mapping[int, str]) -> None:
    """Write the verdicts onto items that were closed before their verdicts were known."""
    connection = await session.connection()
    facts = [{"item": item_id, "came": verdict} for item_id, verdict in verdicts.items()]
    await connection.execute(_NOTE, facts)


_NOTE = (
    update(AgendaItem)
    .where(col(AgendaItem.id) == bindparam("item"))
    .values(verdict=bindparam("came"))
)


async def next_due_at(session: Session, after: datetime) -> datetime | None:
    return await first(session, _next_due_at(after))


@prepared
def _next_due_at(after: datetime) -> SelectOfScalar[datetime]:
    return (
        select(AgendaItem.due_at)
        .where(AgendaItem.state == AgendaState.WAITING, AgendaItem.due_at > after)
        .order_by(col(AgendaItem.due_at))
        .limit(1)
    )


async def waiting(session: Session, jurisdiction: str, limit: int = 50) -> list[AgendaItem]:
    query = (
        select(AgendaItem)
        .where(
            AgendaItem.jurisdiction == jurisdiction,
            AgendaItem.state == AgendaState.WAITING,
        )
        .order_by(col(AgendaItem.due_at), col(AgendaItem.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())
