"""What the office was to do by the calendar, each turn of it, and who said that it was done."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, telegram_id
from storage.database import Session


class WorkState(StrEnum):
    OPEN = "open"
    DONE = "done"
    LAPSED = "lapsed"
    """Nobody had done it when its next turn came."""


class WorkTurn(Row, table=True):
    __tablename__: ClassVar[str] = "office_work"
    __table_args__ = (UniqueConstraint("jurisdiction", "work", "due_on"),)

    work: str
    """The id that the plan gives it."""
    title: str
    due_on: date
    due_at: datetime
    asked_at: datetime
    reminded_at: datetime | None = None
    late_told_at: datetime | None = None
    state: str = WorkState.OPEN
    done_by: int | None = telegram_id(default=None)
    done_at: datetime | None = None
    said: str = ""
    """What was said of it as it was done, such as the number of a document."""
    file: dict[str, Any] = json_column(default_factory=dict)
    """The file that was sent then, as the file of an order is kept; empty without one."""
    sha256: str | None = None
    """The hash under which that file lies in the archive, where it was kept."""
    card_id: int | None = back_reference()
    """The newest message about it in the office's chat."""


async def turn(session: Session, jurisdiction: str, turn_id: int) -> WorkTurn | None:
    row = await session.get(WorkTurn, turn_id)
    return row if row is not None and row.jurisdiction == jurisdiction else None


async def turns(session: Session, jurisdiction: str) -> Sequence[WorkTurn]:
    """All there ever were, the oldest first: a few each year."""
    query = select(WorkTurn).where(WorkTurn.jurisdiction == jurisdiction)
    return (await session.exec(query.order_by(col(WorkTurn.due_on), col(WorkTurn.id)))).all()


async def settle(
    session: Session, turn_id: int, to: WorkState, at: datetime, **values: Any
) -> bool:
    """Return False where somebody else was first."""
    changed = (
        update(WorkTurn)
        .where(col(WorkTurn.id) == turn_id, col(WorkTurn.state) == WorkState.OPEN)
        .values(state=to, **({"done_at": at} if to == WorkState.DONE else {}), **values)
    )
    return (await session.exec(changed)).rowcount > 0
