"""The chats the bot may speak in: groups of bodies, the office group, people's private chats."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Index, bindparam
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Keep, Row, telegram_id
from storage.database import Session
from storage.roster import kept
from storage.scope import EVERYWHERE, SCOPES, Scope


class ChatRole(StrEnum):
    AGENCY = "agency"
    TEAM = "team"
    COUNTY = "county"
    OUTSIDE = "outside"
    OFFICE = "office"
    PERSON = "person"
    PUBLIC = "public"
    """The channel in which the public is told of alerts."""


class Chat(Row, table=True):
    __tablename__ = "chats"
    __table_args__ = (Index("ix_chats_place", "chat_id", "thread_id"),)
    KEPT = Keep(until="unbound_at")

    chat_id: int = telegram_id()
    thread_id: int | None = None
    """The forum topic; None for the whole group (General has no thread id)."""
    role: str
    agency: str | None = None
    """The id of the body whose chat it is; the role says of which kind the body was."""
    title: str = ""
    reachable: bool = True
    unreachable_since: datetime | None = None
    unreachable_reason: str | None = None
    bot_is_admin: bool = False
    bound_at: datetime
    unbound_at: datetime | None = None


class ChatAlias(Row, table=True):
    """An id that a chat had before it became a supergroup."""

    __tablename__ = "chat_aliases"

    old_chat_id: int = telegram_id(index=True)
    new_chat_id: int = telegram_id()
    migrated_at: datetime


async def chat_at(
    session: Session,
    chat_id: int,
    thread_id: int | None = None,
    *,
    jurisdiction: str | None = None,
    scope: Scope = EVERYWHERE,
) -> Chat | None:
    """The bound chat at this place; a topic that is not bound itself counts as its group.

    A person's private chat may be bound in several jurisdictions, a group only in one.
    """
    if jurisdiction is not None:
        bound = await bound_with_id(session, jurisdiction, chat_id)
    else:
        bound = list((await session.exec(_bound_at(scope), params={"chat_id": chat_id})).all())
    exact = [chat for chat in bound if chat.thread_id == thread_id]
    whole = [chat for chat in bound if chat.thread_id is None]
    return next(iter(exact or whole), None)


@lru_cache(maxsize=SCOPES)
def _bound_at(scope: Scope) -> SelectOfScalar[Chat]:
    return _bound().where(Chat.chat_id == bindparam("chat_id"), scope.clause(Chat.jurisdiction))


async def offices_of(session: Session, chat_ids: Collection[int]) -> dict[int, str]:
    """The jurisdictions of whole groups that are bound; a group belongs to one at a time."""
    query = _bound().where(col(Chat.chat_id).in_(chat_ids), col(Chat.thread_id).is_(None))
    return {chat.chat_id: chat.jurisdiction for chat in (await session.exec(query)).all()}


async def chats_of_agency(session: Session, jurisdiction: str, agency: str) -> list[Chat]:
    return await kept.those(session, Chat, jurisdiction, agency=agency)


async def agency_chats(session: Session, jurisdiction: str) -> dict[str, list[Chat]]:
    by_agency: dict[str, list[Chat]] = {}
    for chat in await kept.those(session, Chat, jurisdiction):
        if chat.agency is not None:
            by_agency.setdefault(chat.agency, []).append(chat)
    return by_agency


async def office_chat(session: Session, jurisdiction: str) -> Chat | None:
    found = await kept.those(session, Chat, jurisdiction, role=ChatRole.OFFICE)
    return next(iter(found), None)


async def private_chat(session: Session, jurisdiction: str, user_id: int) -> Chat | None:
    found = await kept.those(session, Chat, jurisdiction, role=ChatRole.PERSON, chat_id=user_id)
    return next(iter(found), None)


async def private_chats_of(
    session: Session, jurisdiction: str, user_ids: Collection[int]
) -> dict[int, Chat]:
    private = await private_chats(session, jurisdiction)
    return {chat.chat_id: chat for chat in private if chat.chat_id in user_ids}


async def public_channel(session: Session, jurisdiction: str) -> Chat | None:
    found = await kept.those(session, Chat, jurisdiction, role=ChatRole.PUBLIC)
    return next(iter(found), None)


async def in_roles(session: Session, jurisdiction: str, roles: Collection[ChatRole]) -> list[Chat]:
    return [chat for chat in await kept.those(session, Chat, jurisdiction) if chat.role in roles]


async def reachable_in_roles(session: Session, roles: Collection[ChatRole]) -> list[Chat]:
    """Return such chats of all offices."""
    query = _bound().where(col(Chat.role).in_(roles), col(Chat.reachable))
    return list((await session.exec(query)).all())


async def all_bound(session: Session) -> list[Chat]:
    return list((await session.exec(_bound())).all())


def _bound() -> SelectOfScalar[Chat]:
    return select(Chat).where(col(Chat.unbound_at).is_(None)).order_by(col(Chat.id))


async def bound_with_id(session: Session, jurisdiction: str, chat_id: int) -> list[Chat]:
    return await kept.those(session, Chat, jurisdiction, chat_id=chat_id)


async def bound_chat(session: Session, jurisdiction: str, row_id: int) -> Chat | None:
    return next(iter(await kept.those(session, Chat, jurisdiction, id=row_id)), None)


async def read_at(session: Session, jurisdiction: str, chat_ids: Collection[int]) -> None:
    """Read several at once; afterwards each is found by its chat's id without a question."""
    await kept.read_ahead(session, Chat, jurisdiction, "chat_id", chat_ids)


async def read_of_agencies(
    session: Session, jurisdiction: str, agencies: Collection[str], liaisons: Collection[int]
) -> None:
    await kept.read_ahead(session, Chat, jurisdiction, "agency", agencies)
    private = {"role": ChatRole.PERSON}
    await kept.read_ahead(session, Chat, jurisdiction, "chat_id", liaisons, **private)


async def alias(session: Session, jurisdiction: str, old_chat_id: int) -> ChatAlias | None:
    query = select(ChatAlias).where(
        ChatAlias.jurisdiction == jurisdiction, ChatAlias.old_chat_id == old_chat_id
    )
    return (await session.exec(query)).first()


async def former_ids(session: Session, jurisdiction: str, chat_id: int) -> list[int]:
    query = select(ChatAlias.old_chat_id).where(
        ChatAlias.jurisdiction == jurisdiction, ChatAlias.new_chat_id == chat_id
    )
    return list((await session.exec(query)).all())


async def private_chats(session: Session, jurisdiction: str) -> list[Chat]:
    return await kept.those(session, Chat, jurisdiction, role=ChatRole.PERSON)
