"""Updates as Telegram gave them, stored before Telegram is told that they were received."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, bindparam, cast, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row, json_column, telegram_id
from storage.database import Session
from storage.prepared import every, prepared


class InboxState(StrEnum):
    NEW = "new"
    DONE = "done"
    FAILED = "failed"


class InboxUpdate(Row, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index("ix_inbox_state", "state", "id"),
        Index("ix_inbox_album", "chat_id", "media_group_id"),
        Index("ix_inbox_chat", "chat_id", "state", "id"),
    )
    ON_BOARD = OnBoard.BEHIND

    jurisdiction: str = ""
    """It is known once the update was handled, or its sender said which office it is for."""
    bot_id: int = telegram_id()
    update_id: int = telegram_id()
    chat_id: int | None = telegram_id(default=None)
    media_group_id: str | None = None
    raw: dict[str, Any] = json_column()
    """As Telegram gave it, but for phone numbers and buttons."""
    phone_number: str | None = None
    """The sender's own, given in private; whatever closes the update takes it away."""
    state: str = InboxState.NEW
    attempts: int = 0
    error: str | None = None
    received_at: datetime
    handled_at: datetime | None = None


async def known_update_ids(session: Session, bot_id: int, ids: list[int]) -> set[int]:
    query = select(InboxUpdate.update_id).where(
        InboxUpdate.bot_id == bot_id, col(InboxUpdate.update_id).in_(ids)
    )
    return set((await session.exec(query)).all())


async def new_updates(session: Session, limit: int = 200) -> list[InboxUpdate]:
    return await every(session, _new(limit))


@prepared
def _new(limit: int) -> SelectOfScalar[InboxUpdate]:
    return (
        select(InboxUpdate)
        .where(InboxUpdate.state == InboxState.NEW)
        .order_by(col(InboxUpdate.id))
        .limit(limit)
    )


async def claim(session: Session, rows: Sequence[InboxUpdate]) -> set[int]:
    """Return which of these are ours to handle, for as long as this transaction lasts.

    An update is not ours where somebody handled it or does so now, nor while an older one of its
    chat is not handled yet: another process may be handling that one, and locked rows still look
    new. So no more than one of a chat is claimed.
    """
    found = await session.exec(_CLAIM, params={"ids": [row.key for row in rows]})
    return {key for key in found.all() if key is not None}


def _claim() -> SelectOfScalar[int | None]:
    older = aliased(InboxUpdate)
    in_the_way = exists().where(
        col(older.bot_id) == col(InboxUpdate.bot_id),
        # An update that belongs to no chat has nobody before it: nothing equals NULL.
        col(older.chat_id) == col(InboxUpdate.chat_id),
        col(older.state) == InboxState.NEW,
        col(older.id) < col(InboxUpdate.id),
    )
    return (
        select(col(InboxUpdate.id))
        .where(col(InboxUpdate.id).in_(bindparam("ids", expanding=True)))
        .where(InboxUpdate.state == InboxState.NEW, ~in_the_way)
        .with_for_update(skip_locked=True)
    )


_CLAIM = _claim()


async def album_siblings(session: Session, chat_id: int, media_group_id: str) -> list[InboxUpdate]:
    query = (
        select(InboxUpdate)
        .where(
            InboxUpdate.chat_id == chat_id,
            InboxUpdate.media_group_id == media_group_id,
            # An update that failed could not be read, so its photo cannot be taken now either.
            InboxUpdate.state != InboxState.FAILED,
        )
        .order_by(col(InboxUpdate.id))
    )
    return list((await session.exec(query)).all())


async def wordings(
    session: Session, jurisdiction: str, chat_id: int, message_id: int
) -> list[InboxUpdate]:
    query = (
        select(InboxUpdate)
        .where(
            InboxUpdate.jurisdiction == jurisdiction,
            InboxUpdate.chat_id == chat_id,
            InboxUpdate.state == InboxState.DONE,
            or_(_is_of("message", message_id), _is_of("edited_message", message_id)),
        )
        .order_by(col(InboxUpdate.id))
    )
    return list((await session.exec(query)).all())


def _is_of(kind: str, message_id: int) -> ColumnElement[bool]:
    """Compare as text, because a stranger may have sent a number that no database can cast."""
    number = col(InboxUpdate.raw)[kind, "message_id"].as_string()
    return cast(number, String) == str(message_id)


async def newest_of_chat(session: Session, chat_id: int, limit: int = 50) -> list[InboxUpdate]:
    return await every(session, _newest_of_chat(chat_id, limit))


@prepared
def _newest_of_chat(chat_id: int, limit: int) -> SelectOfScalar[InboxUpdate]:
    return (
        select(InboxUpdate)
        .where(InboxUpdate.chat_id == chat_id, InboxUpdate.state == InboxState.DONE)
        .order_by(col(InboxUpdate.id).desc())
        .limit(limit)
    )


async def close(session: Session, row_id: int, state: InboxState, at: datetime) -> bool:
    """Mark it as handled. Return False where it was closed before."""
    return await _close(session, [row_id], state, at, jurisdiction="") == 1


async def reopen(session: Session, row_id: int, jurisdiction: str) -> None:
    """Handle it once more, this time for this office."""
    row = await session.get_one(InboxUpdate, row_id)
    row.state, row.jurisdiction = InboxState.NEW, jurisdiction
    row.handled_at, row.attempts = None, 0
    session.add(row)
    await session.flush()


async def close_all(
    session: Session, ids: Collection[int], at: datetime, jurisdiction: str = ""
) -> None:
    await _close(session, ids, InboxState.DONE, at, jurisdiction)


async def _close(
    session: Session, ids: Collection[int], state: InboxState, at: datetime, jurisdiction: str
) -> int:
    # Each decision ends so: this goes past the ORM, which takes four times as long. Nobody looks at
    # these rows again in this transaction.
    connection = await session.connection()
    facts = {"ids": list(ids), "became": state, "at": at, "office": jurisdiction}
    return (await connection.execute(_CLOSE, facts)).rowcount


_CLOSE = (
    update(InboxUpdate)
    .where(
        col(InboxUpdate.id).in_(bindparam("ids", expanding=True)),
        col(InboxUpdate.state) == InboxState.NEW,
    )
    .values(
        state=bindparam("became"),
        handled_at=bindparam("at"),
        jurisdiction=bindparam("office"),
        phone_number=None,
    )
)


async def note_failure(session: Session, row_id: int, error: str) -> int:
    row = (await session.exec(select(InboxUpdate).where(InboxUpdate.id == row_id))).one()
    row.attempts += 1
    row.error = error
    session.add(row)
    await session.flush()
    return row.attempts


async def prune(session: Session, before: datetime, jurisdictions: Collection[str]) -> int:
    """Delete updates received before this, except those not handled yet; return how many."""
    result = await session.exec(
        delete(InboxUpdate).where(
            col(InboxUpdate.received_at) < before,
            col(InboxUpdate.state) != InboxState.NEW,
            col(InboxUpdate.jurisdiction).in_(jurisdictions),
        )
    )
    return result.rowcount


async def forget_chat(session: Session, jurisdiction: str, chat_id: int, until: datetime) -> None:
    """Delete what came in this chat until then, except what is not handled yet."""
    await session.exec(
        delete(InboxUpdate).where(
            col(InboxUpdate.chat_id) == chat_id,
            col(InboxUpdate.received_at) <= until,
            col(InboxUpdate.state) != InboxState.NEW,
            col(InboxUpdate.jurisdiction).in_((jurisdiction, "")),
        )
    )
