"""Replies that do not answer what was asked: they are kept until somebody says what they are."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.occasions import Occasion
from storage.owed.obligations import Obligation
from storage.transaction.answers import Belonging


class QuestionedState(StrEnum):
    ASKED = "asked"
    """The agency was asked what it is, and has not said."""
    REPORTED = "reported"
    """It was meant as the report."""
    CLAIMED = "claimed"
    """The agency said so after the deadline: it counts as late unless the office recognises it."""
    DISOWNED = "disowned"
    """The agency said that it was not a report."""
    MORE_TIME = "more_time"
    """It was a request for more time, which went to the office."""
    RECOGNISED = "recognised"
    """The office took it for the report."""
    DECLINED = "declined"
    """The office did not take it for the report."""
    OVERTAKEN = "overtaken"
    """A report came before anybody answered."""
    LAPSED = "lapsed"
    """What it might have answered is owed no more."""


UNJUDGED = (QuestionedState.ASKED, QuestionedState.CLAIMED)
"""The states in which the office may still decide about a reply."""


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
    """Whoever wrote it; None for an anonymous admin."""
    item: dict[str, Any] = json_column(default_factory=dict)
    """The message, as a part of a report would keep it."""
    asked_at: datetime
    step: str
    """The ladder's last step when the reply was asked about."""
    state: str = QuestionedState.ASKED
    question_id: int | None = back_reference()
    """The message that asks about it; until it is answered it also stands for later replies."""
    shown_at: datetime | None = None
    """When it was put before the office."""
    card_id: int | None = back_reference()
    """The message that puts it before the office."""
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None

    @property
    def words(self) -> str:
        return str(self.item.get("text", ""))


REPLIES = Belonging(QuestionedReply, by="obligation_id")


async def reply(session: Session, reply_id: int) -> QuestionedReply | None:
    return await session.get(QuestionedReply, reply_id)


async def replies_to(session: Session, obligation_id: int) -> list[QuestionedReply]:
    return await REPLIES.to(session, obligation_id)


async def of_message(session: Session, chat_id: int, message_id: int) -> QuestionedReply | None:
    query = select(QuestionedReply).where(
        QuestionedReply.chat_id == chat_id, QuestionedReply.message_id == message_id
    )
    return (await session.exec(query)).first()


async def asked_under(session: Session, matter_id: int, kinds: Collection[str]) -> list[int]:
    query = (
        select(QuestionedReply.obligation_id)
        .join(Obligation, col(Obligation.id) == col(QuestionedReply.obligation_id))
        .where(
            Obligation.matter_id == matter_id,
            col(Obligation.kind).in_(kinds),
            QuestionedReply.state == QuestionedState.ASKED,
        )
        .distinct()
    )
    return list((await session.exec(query)).all())


async def unjudged_agencies(
    session: Session, matter_id: int, kinds: Collection[str], occasion: Occasion, now: datetime
) -> set[str]:
    query = select(Obligation.agency).where(
        Obligation.matter_id == matter_id,
        Obligation.occasion == occasion,
        col(Obligation.kind).in_(kinds),
    )
    return set((await session.exec(query.join(QuestionedReply, _is_unjudged(now)))).all())


async def unjudged(session: Session, jurisdiction: str, now: datetime) -> set[int]:
    query = select(QuestionedReply.obligation_id).where(
        QuestionedReply.jurisdiction == jurisdiction
    )
    return set((await session.exec(query.join(Obligation, _is_unjudged(now)))).all())


async def unjudged_bodies(
    session: Session, jurisdiction: str, now: datetime, *, drill: bool
) -> list[str]:
    query = select(QuestionedReply.agency).where(
        QuestionedReply.jurisdiction == jurisdiction, col(Obligation.drill).is_(drill)
    )
    return list((await session.exec(query.join(Obligation, _is_unjudged(now)))).all())


def _is_unjudged(now: datetime) -> ColumnElement[bool]:
    """It was written by the deadline, which has passed, and is neither answered nor decided."""
    return and_(
        col(QuestionedReply.obligation_id) == col(Obligation.id),
        col(QuestionedReply.state).in_(UNJUDGED),
        col(QuestionedReply.written_at) <= col(Obligation.due_at),
        col(Obligation.due_at) <= now,
    )


async def claim(
    session: Session,
    reply_id: int,
    after: QuestionedState,
    before: QuestionedState = QuestionedState.ASKED,
) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(QuestionedReply)
        .where(
            col(QuestionedReply.id) == reply_id,
            col(QuestionedReply.state) == before,
        )
        .values(state=after)
    )
    return result.rowcount == 1
