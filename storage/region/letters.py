"""Letters: what one office tells another, each a row that is taken at the other office's desk."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, or_
from sqlmodel import col, select

from storage.columns import json_column, reference
from storage.database import Session
from storage.subjects import AboutSubject, Named, SubjectKind


class LetterKind(StrEnum):
    """The kinds of letter; `office/region/taking.py` says what the receiver's desk does."""

    NOTE = "note"
    """Words alone, for the other office to read."""
    ALERT = "alert"
    """An order about the sender's alert, for whoever lies below it or beside it."""
    FILING = "filing"
    """An order about the sender's own alert, filed with the office above."""
    PROGRESS = "progress"
    """How far the sender is with what the office above has ordered."""
    REMINDER = "reminder"
    """The sender's alert wants an order of the receiver's, and none has come."""
    CONSENT_ASKED = "consent_asked"
    """The sender asks whether it may lower or end its alert before the receiver does."""
    CONSENT = "consent"
    """The answer to that: yes, or no with a reason."""
    REPORT_ASKED = "report_asked"
    """The receiver owes the sender a report."""
    REPORT = "report"
    """The report, in answer to that."""
    URGENT = "urgent"
    """Important information from the sender, who lies below the receiver."""
    URGENT_RECEIVED = "urgent_received"
    """The answer to that: who has received it."""
    OPENED = "opened"
    """The sender has an office on this bot from now on, and asks what holds above it."""


class LetterState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    ASIDE = "aside"
    """Taking it failed. It is tried again by itself, and holds up nothing."""


class Letter(AboutSubject, table=True):
    """It belongs to the office that wrote it, and what it is about is a row of that office."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.LETTER
    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "dedupe_key"),
        Index("ix_letters_to_jurisdiction", "to_jurisdiction", "state"),
    )

    to_jurisdiction: str
    kind: str
    title: str
    number: str = ""
    """The serial number that the letter quotes, where it has one."""
    payload: dict[str, Any] = json_column(default_factory=dict)
    """What it says, in values that mean the same to both offices."""
    answers_id: int | None = reference("letters.id", default=None)
    """The letter that this one answers."""
    dedupe_key: str | None = None
    state: str = LetterState.WAITING
    written_at: datetime
    taken_at: datetime | None = None
    came: str = ""
    """What the receiver's desk did with it."""


async def letter(session: Session, letter_id: int) -> Letter | None:
    return await session.get(Letter, letter_id)


async def known(session: Session, letter_id: int) -> Letter:
    return await session.get_one(Letter, letter_id)


async def waiting_up_to(session: Session, last: Letter) -> list[int]:
    """What the same office wrote to the same one and nobody took, up to this letter, in order.

    What was put aside waits for an item of its own, so it is not among them unless it is this one.
    """
    query = select(Letter.id).where(
        Letter.to_jurisdiction == last.to_jurisdiction,
        Letter.jurisdiction == last.jurisdiction,
        or_(col(Letter.state) == LetterState.WAITING, col(Letter.id) == last.key),
        col(Letter.id) <= last.key,
    )
    found = await session.exec(query.order_by(col(Letter.id)))
    return [key for key in found.all() if key is not None]


async def waiting_for(session: Session, to: str) -> list[int]:
    query = select(Letter.id).where(
        Letter.to_jurisdiction == to, Letter.state == LetterState.WAITING
    )
    found = await session.exec(query.order_by(col(Letter.id)))
    return [key for key in found.all() if key is not None]


async def written_about(
    session: Session, jurisdiction: str, kind: LetterKind, about: Named
) -> list[Letter]:
    query = select(Letter).where(
        Letter.jurisdiction == jurisdiction,
        Letter.kind == kind,
        Letter.subject_kind == about.AS_SUBJECT,
        Letter.subject_id == about.key,
    )
    return list((await session.exec(query.order_by(col(Letter.id)))).all())


async def answer_to(session: Session, asked: Letter) -> Letter | None:
    """What the office that was asked wrote back, whether or not it was taken."""
    query = select(Letter).where(
        Letter.answers_id == asked.key, Letter.jurisdiction == asked.to_jurisdiction
    )
    return (await session.exec(query)).first()


async def newest(session: Session, sender: str, to: str, kind: LetterKind) -> Letter | None:
    query = select(Letter).where(
        Letter.to_jurisdiction == to, Letter.jurisdiction == sender, Letter.kind == kind
    )
    return (await session.exec(query.order_by(col(Letter.id).desc()))).first()


async def by_dedupe_key(session: Session, jurisdiction: str, key: str) -> Letter | None:
    query = select(Letter).where(Letter.jurisdiction == jurisdiction, Letter.dedupe_key == key)
    return (await session.exec(query)).first()
