"""Extensions: more time that an agency asks for and the office grants or refuses."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind
from storage.transaction.answers import Belonging


class ExtensionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    MOOT = "moot"
    """The report came before the office decided."""
    LAPSED = "lapsed"
    """What it was asked for is owed no more."""
    NOT_TAKEN = "not_taken"
    """It was asked for after a referral was confirmed: it is kept, but nobody decides about it."""


class Extension(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.EXTENSION
    __tablename__ = "extensions"
    __table_args__ = (Index("ix_extensions_state", "jurisdiction", "state"),)

    obligation_id: int = reference("obligations.id", index=True)
    agency: str
    reason: str
    asked_by: int = telegram_id()
    asked_at: datetime
    step: str
    """The ladder's last step when the extension was asked for."""
    state: str = ExtensionState.ASKED
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    new_due_at: datetime | None = None


EXTENSIONS = Belonging(Extension, by="obligation_id")


async def extension(session: Session, extension_id: int) -> Extension | None:
    return await session.get(Extension, extension_id)


async def extensions_of(session: Session, obligation_id: int) -> list[Extension]:
    return await EXTENSIONS.to(session, obligation_id)


async def pending(session: Session, obligation_id: int) -> Extension | None:
    """The one that waits for the office; no second one is taken before it is decided."""
    rows = await extensions_of(session, obligation_id)
    return next((row for row in rows if row.state == ExtensionState.ASKED), None)


async def asked(session: Session, jurisdiction: str) -> list[Extension]:
    query = select(Extension).where(
        Extension.jurisdiction == jurisdiction, Extension.state == ExtensionState.ASKED
    )
    return list((await session.exec(query.order_by(col(Extension.id)))).all())
