"""Dialogues in progress: what the bot asked somebody, and what was answered so far."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row, json_column, telegram_id
from storage.database import Session
from storage.prepared import every, first, prepared


class Dialogue(Row, table=True):
    """One question to one person (or, in an agency's group, to whoever answers it)."""

    __tablename__ = "dialogues"
    __table_args__ = (Index("ix_dialogues_place", "chat_id", "user_id", "closed_at"),)
    ON_BOARD = OnBoard.BEHIND

    chat_id: int = telegram_id()
    user_id: int | None = telegram_id(default=None)
    """Who may answer; None where anyone in the chat may."""
    kind: str
    facts: dict[str, Any] = json_column(default_factory=dict)
    opened_at: datetime
    closed_at: datetime | None = None


async def dialogue(session: Session, dialogue_id: int) -> Dialogue | None:
    return await first(session, _with_id(dialogue_id))


@prepared
def _with_id(dialogue_id: int) -> SelectOfScalar[Dialogue]:
    return select(Dialogue).where(Dialogue.id == dialogue_id)


async def open_dialogues(
    session: Session, jurisdiction: str, chat_id: int, user_id: int, kind: str | None = None
) -> list[Dialogue]:
    found = await every(session, _open_here(jurisdiction, chat_id, user_id))
    return [row for row in found if kind is None or row.kind == kind]


@prepared
def _open_here(jurisdiction: str, chat_id: int, user_id: int) -> SelectOfScalar[Dialogue]:
    query = _open(chat_id, user_id).where(Dialogue.jurisdiction == jurisdiction)
    return query.order_by(col(Dialogue.id).desc())


async def newest_elsewhere(
    session: Session, jurisdiction: str, chat_id: int, user_id: int, since: datetime
) -> Dialogue | None:
    query = select(Dialogue).where(
        Dialogue.jurisdiction == jurisdiction,
        Dialogue.chat_id != chat_id,
        Dialogue.user_id == user_id,
        col(Dialogue.closed_at).is_(None),
        col(Dialogue.opened_at) >= since,
    )
    return (await session.exec(query.order_by(col(Dialogue.id).desc()).limit(1))).first()


async def who_asks(session: Session, chat_id: int, user_id: int) -> list[str]:
    """The jurisdictions that wait for this person's answer in this chat."""
    rows = (await session.exec(_open(chat_id, user_id).order_by(col(Dialogue.id)))).all()
    return list(dict.fromkeys(row.jurisdiction for row in rows))


def _open(chat_id: int, user_id: int) -> SelectOfScalar[Dialogue]:
    return select(Dialogue).where(
        Dialogue.chat_id == chat_id,
        (col(Dialogue.user_id) == user_id) | col(Dialogue.user_id).is_(None),
        col(Dialogue.closed_at).is_(None),
    )


async def closed_since(
    session: Session, jurisdiction: str, user_id: int, kind: str, since: datetime
) -> list[Dialogue]:
    query = select(Dialogue).where(
        Dialogue.jurisdiction == jurisdiction,
        Dialogue.user_id == user_id,
        Dialogue.kind == kind,
        col(Dialogue.closed_at) >= since,
    )
    return list((await session.exec(query.order_by(col(Dialogue.id)))).all())


async def close(session: Session, dialogue_id: int, now: datetime) -> bool:
    """Return False where it was closed already."""
    result = await session.exec(
        update(Dialogue)
        .where(col(Dialogue.id) == dialogue_id, col(Dialogue.closed_at).is_(None))
        .values(closed_at=now)
    )
    return result.rowcount == 1


async def forget_facts(
    session: Session, jurisdiction: str, chat_id: int, kind: str, until: datetime
) -> None:
    await session.exec(
        update(Dialogue)
        .where(
            col(Dialogue.jurisdiction) == jurisdiction,
            col(Dialogue.chat_id) == chat_id,
            col(Dialogue.kind) == kind,
            col(Dialogue.opened_at) <= until,
        )
        .values(facts={})
    )


async def rewrite_chat_id(session: Session, jurisdiction: str, old: int, new: int) -> None:
    await session.exec(
        update(Dialogue)
        .where(
            col(Dialogue.jurisdiction) == jurisdiction,
            col(Dialogue.chat_id) == old,
            col(Dialogue.closed_at).is_(None),
        )
        .values(chat_id=new)
    )
