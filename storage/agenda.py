"""What time will make due: one row each, taken by the tick in order of instant."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

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
) -> AgendaItem:
    """Put it on the agenda, in place of whatever of this kind and subject waits there."""
    await cancel(session, jurisdiction=jurisdiction, kind=kind, subject=subject, at=due_at)
    item = AgendaItem(jurisdiction=jurisdiction, kind=kind, subject=subject, due_at=due_at)
    session.add(item)
    await session.flush()
    return item


async def cancel(
    session: Session, *, jurisdiction: str, kind: str, subject: int, at: datetime
) -> None:
    await session.exec(
        update(AgendaItem)
        .where(
            col(AgendaItem.jurisdiction) == jurisdiction,
            col(AgendaItem.kind) == kind,
            col(AgendaItem.subject) == subject,
            col(AgendaItem.state) == AgendaState.WAITING,
        )
        .values(state=AgendaState.CANCELLED, closed_at=at)
    )


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
    return (await session.exec(select(AgendaItem).where(AgendaItem.id == item_id))).one()


async def close(session: Session, item_id: int, verdict: str, at: datetime) -> bool:
    """Mark it done; False where somebody else closed it first."""
    result = await session.exec(
        update(AgendaItem)
        .where(col(AgendaItem.id) == item_id, col(AgendaItem.state) == AgendaState.WAITING)
        .values(state=AgendaState.DONE, closed_at=at, verdict=verdict)
    )
    return result.rowcount == 1


async def note(session: Session, item_id: int, verdict: str) -> None:
    """Write what came of it onto an item that was closed before it was known."""
    await session.exec(
        update(AgendaItem).where(col(AgendaItem.id) == item_id).values(verdict=verdict)
    )


async def next_due_at(session: Session, after: datetime) -> datetime | None:
    """The first instant after this one at which something becomes due."""
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
