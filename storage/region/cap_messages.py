"""CAP messages that came from other offices, as they came and as they were read."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row, json_column, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class CapOutcome(StrEnum):
    """What became of it, as the phrases `cap_came_<value>` say to whoever brought it."""

    UPPER = "upper"
    """It is of the office above, and binds once a second person has checked it."""
    NEIGHBOUR = "neighbour"
    """It is of a neighbour, and was shown."""
    DRILL = "drill"
    """It is of an exercise, and was shown as one."""
    LINK_TEST = "link_test"


class ReceivedCap(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.RECEIVED_CAP
    __tablename__ = "received_caps"
    __table_args__ = (UniqueConstraint("jurisdiction", "sender", "identifier"),)

    sender: str
    identifier: str
    sent_at: datetime
    body: str
    """The body of our plan whose message it is."""
    drill: bool = False
    outcome: str
    message: dict[str, Any] = json_column(default_factory=dict)
    """All that it says (`messages.documents.cap.model.CapMessage`)."""
    news: dict[str, Any] = json_column(default_factory=dict)
    """What it came to as an alert; empty for a test of the link."""
    refers_to: list[str] = json_column(default_factory=list)
    """The identifiers of the messages that it changes or ends."""
    sha256: str
    """The file as it came, which lies in the archive."""
    file_name: str
    received_at: datetime
    received_by: int | None = telegram_id(default=None)
    """Whoever sent it in the chat; None for the command line."""


async def received(session: Session, received_id: int) -> ReceivedCap | None:
    return await session.get(ReceivedCap, received_id)


async def by_identifiers(
    session: Session, jurisdiction: str, sender: str, identifiers: Collection[str]
) -> Sequence[ReceivedCap]:
    """Those of the sender's messages that came, in the order in which they were sent."""
    query = select(ReceivedCap).where(
        ReceivedCap.jurisdiction == jurisdiction,
        ReceivedCap.sender == sender,
        col(ReceivedCap.identifier).in_(identifiers),
    )
    in_order = query.order_by(col(ReceivedCap.sent_at), col(ReceivedCap.id))
    return (await session.exec(in_order)).all()


async def of_sender(session: Session, jurisdiction: str, sender: str) -> Sequence[ReceivedCap]:
    query = select(ReceivedCap).where(
        ReceivedCap.jurisdiction == jurisdiction, ReceivedCap.sender == sender
    )
    return (await session.exec(query.order_by(col(ReceivedCap.id)))).all()
