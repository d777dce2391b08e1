"""Urgent dispatches 重要信息: what went up at once, line by line, and that it was received."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class UrgentKind(StrEnum):
    """What it is about, as the phrases `urgent_kind_<value>` call it."""

    ACCIDENT = "accident"
    PETITION = "petition"
    OPINION = "opinion"
    OTHER = "other"


class UrgentPart(StrEnum):
    """首报、续报、终报: the first line has the number, and the last one closes it."""

    FIRST = "first"
    FOLLOW_UP = "follow_up"
    FINAL = "final"


class UrgentState(StrEnum):
    ASKED = "asked"
    SIGNED = "signed"
    RETURNED = "returned"
    GIVEN_UP = "given_up"


class UrgentWay(StrEnum):
    """How it reached the office above."""

    LETTER = "letter"
    """At that office's own desk."""
    CHAT = "chat"
    HAND = "hand"
    """Our office was shown the text, and handed it on."""
    EXERCISE = "exercise"
    """It went nowhere."""


class UrgentDispatch(Row, table=True):
    """One line that goes up. Whatever follows the first one names it, and goes under its number."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.URGENT
    __tablename__ = "urgent_dispatches"
    __table_args__ = (Index("ix_urgent_dispatches_state", "jurisdiction", "state"),)

    drill: bool = False
    first_id: int | None = reference("urgent_dispatches.id", default=None, index=True)
    """The line that it follows; None for a first one."""
    kind: str
    part: str = UrgentPart.FIRST
    place_in_line: int = 0
    """The how many-th follow-up it is, since it was signed."""
    serial: str = ""
    """The number of the first one, which it has from when that was signed."""
    text: str
    plan_version_id: int = reference("plan_versions.id")
    drafted_by: int = telegram_id()
    drafted_at: datetime
    state: str = UrgentState.ASKED
    posts: list[str] = json_column(default_factory=list)
    """The posts of the plan of which one signs."""
    leaders: list[int] = json_column(default_factory=list)
    """The people who alone are asked, as they lead the shift; empty where every holder is."""
    card_id: int | None = back_reference()
    """The message in the office."""
    signed_at: datetime | None = None
    way: str | None = None
    body: str | None = None
    """The body above, as the plan has it."""
    received_at: datetime | None = None
    received_by: str = ""
    closed_at: datetime | None = None
    """When the last line of a first one was signed."""

    @property
    def line(self) -> int:
        """The id of the first one, by which those that follow are found."""
        return self.first_id or self.key


async def dispatch(session: Session, dispatch_id: int) -> UrgentDispatch | None:
    return await session.get(UrgentDispatch, dispatch_id)


async def of_line(session: Session, first_id: int) -> list[UrgentDispatch]:
    """The first one and all that follow it, in the order in which they were drafted."""
    query = select(UrgentDispatch).where(
        (col(UrgentDispatch.id) == first_id) | (col(UrgentDispatch.first_id) == first_id)
    )
    return list((await session.exec(query.order_by(col(UrgentDispatch.id)))).all())


async def open_lines(
    session: Session, jurisdiction: str, *, drill: bool = False
) -> list[UrgentDispatch]:
    """The first ones that nothing has closed."""
    query = select(UrgentDispatch).where(
        UrgentDispatch.jurisdiction == jurisdiction,
        UrgentDispatch.state == UrgentState.SIGNED,
        UrgentDispatch.part == UrgentPart.FIRST,
        col(UrgentDispatch.closed_at).is_(None),
        col(UrgentDispatch.drill).is_(drill),
    )
    return list((await session.exec(query.order_by(col(UrgentDispatch.id)))).all())


async def move(session: Session, dispatch_id: int, to: UrgentState) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(UrgentDispatch)
        .where(
            col(UrgentDispatch.id) == dispatch_id, col(UrgentDispatch.state) == UrgentState.ASKED
        )
        .values(state=to)
    )
    return result.rowcount == 1


async def receive(session: Session, dispatch_id: int, at: datetime, by: str) -> bool:
    """Return False where it was received before."""
    result = await session.exec(
        update(UrgentDispatch)
        .where(
            col(UrgentDispatch.id) == dispatch_id,
            col(UrgentDispatch.state) == UrgentState.SIGNED,
            col(UrgentDispatch.received_at).is_(None),
        )
        .values(received_at=at, received_by=by)
    )
    return result.rowcount == 1


def newest_signed(rows: Iterable[UrgentDispatch]) -> UrgentDispatch | None:
    signed = [row for row in rows if row.state == UrgentState.SIGNED]
    return signed[-1] if signed else None
