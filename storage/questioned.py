"""Replies that say nothing of the matter: kept until somebody says what they are."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.prepared import every, first, prepared


class QuestionedState(StrEnum):
    ASKED = "asked"
    """The agency was asked what it is, and has not said."""
    REPORTED = "reported"
    """It was meant as the report."""
    DISOWNED = "disowned"
    """It was not."""
    MORE_TIME = "more_time"
    """It was a request for more time, which went to the office."""
    RECOGNISED = "recognised"
    """The office took it for the report."""
    DECLINED = "declined"
    """The office did not."""
    OVERTAKEN = "overtaken"
    """A report came by itself."""


class QuestionedReply(Row, table=True):
    __tablename__ = "questioned_replies"
    __table_args__ = (
        UniqueConstraint("obligation_id", "chat_id", "message_id"),
        Index("ix_questioned_replies_message", "chat_id", "message_id"),
    )

    obligation_id: int = reference("obligations.id", index=True)
    agency: str
    chat_id: int = telegram_id()
    message_id: int = telegram_id()
    written_at: datetime
    written_by: int | None = telegram_id(default=None)
    """Nothing for an anonymous admin."""
    item: dict[str, Any] = json_column(default_factory=dict)
    """The message, as a part of a report would keep it."""
    asked_at: datetime
    step: str
    """Where the ladder stood when it was asked about."""
    state: str = QuestionedState.ASKED
    question_id: int | None = back_reference()
    """What asks about it: one question stands for all that follow until it is answered."""
    shown_at: datetime | None = None
    """When it was put before the office."""
    card_id: int | None = back_reference()
    """What puts it there."""
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None


async def reply(session: Session, reply_id: int) -> QuestionedReply | None:
    return await first(session, _reply(reply_id))


@prepared
def _reply(reply_id: int) -> SelectOfScalar[QuestionedReply]:
    return select(QuestionedReply).where(QuestionedReply.id == reply_id)


async def replies_to(session: Session, obligation_id: int) -> list[QuestionedReply]:
    """All that were asked about, in the order they were written down."""
    return await every(session, _replies_to(obligation_id))


@prepared
def _replies_to(obligation_id: int) -> SelectOfScalar[QuestionedReply]:
    query = select(QuestionedReply).where(QuestionedReply.obligation_id == obligation_id)
    return query.order_by(col(QuestionedReply.id))


async def of_message(session: Session, chat_id: int, message_id: int) -> QuestionedReply | None:
    query = select(QuestionedReply).where(
        QuestionedReply.chat_id == chat_id, QuestionedReply.message_id == message_id
    )
    return (await session.exec(query)).first()


async def claim(session: Session, reply_id: int, after: QuestionedState) -> bool:
    """Decide it; False where somebody else did so first."""
    result = await session.exec(
        update(QuestionedReply)
        .where(
            col(QuestionedReply.id) == reply_id,
            col(QuestionedReply.state) == QuestionedState.ASKED,
        )
        .values(state=after)
    )
    return result.rowcount == 1
