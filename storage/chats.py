"""Chats the bot may speak in: groups of bodies, the office group, people's private chats."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, telegram_id
from storage.database import Session
from storage.prepared import answered, once, prepared
from storage.scope import EVERYWHERE, Scope


class ChatRole(StrEnum):
    AGENCY = "agency"
    TEAM = "team"
    COUNTY = "county"
    OUTSIDE = "outside"
    OFFICE = "office"
    PERSON = "person"


class Chat(Row, table=True):
    __tablename__ = "chats"
    __table_args__ = (Index("ix_chats_place", "chat_id", "thread_id"),)

    chat_id: int = telegram_id()
    thread_id: int | None = None
    """The forum topic, or nothing for the whole group (General has no thread id)."""
    role: str
    agency: str | None = None
    """The id of the body whose chat it is, of whatever kind; the role says of which kind it was."""
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
    query = select(Chat).where(
        Chat.chat_id == chat_id, col(Chat.unbound_at).is_(None), scope.clause(Chat.jurisdiction)
    )
    if jurisdiction is not None:
        query = query.where(Chat.jurisdiction == jurisdiction)
    bound = list((await session.exec(query.order_by(col(Chat.id)))).all())
    exact = [chat for chat in bound if chat.thread_id == thread_id]
    whole = [chat for chat in bound if chat.thread_id is None]
    return next(iter(exact or whole), None)


async def chats_of_agency(session: Session, jurisdiction: str, agency: str) -> list[Chat]:
    return await once(session, (Chat,), _of_agency(jurisdiction, agency))


@prepared
def _of_agency(jurisdiction: str, agency: str) -> SelectOfScalar[Chat]:
    query = _bound(jurisdiction).where(Chat.agency == agency)
    return query.order_by(col(Chat.id))


async def agency_chats(session: Session, jurisdiction: str) -> dict[str, list[Chat]]:
    """Every body's bound chats, by its id."""
    query = _bound(jurisdiction).where(col(Chat.agency).is_not(None)).order_by(col(Chat.id))
    by_agency: dict[str, list[Chat]] = {}
    for chat in (await session.exec(query)).all():
        by_agency.setdefault(chat.agency or "", []).append(chat)
    return by_agency


async def read_of_agencies(session: Session, jurisdiction: str, agencies: Iterable[str]) -> None:
    """Those of all these at once, so that each can be asked for without a question."""
    bound = await agency_chats(session, jurisdiction)
    for agency in agencies:
        question = _of_agency(jurisdiction, agency)
        answered(session, (Chat,), question, bound.get(agency, []))


async def office_chat(session: Session, jurisdiction: str) -> Chat | None:
    return next(iter(await once(session, (Chat,), _office_chat(jurisdiction))), None)


@prepared
def _office_chat(jurisdiction: str) -> SelectOfScalar[Chat]:
    return _bound(jurisdiction).where(Chat.role == ChatRole.OFFICE)


async def private_chat(session: Session, jurisdiction: str, user_id: int) -> Chat | None:
    found = await once(session, (Chat,), _private_chat(jurisdiction, user_id))
    return next(iter(found), None)


@prepared
def _private_chat(jurisdiction: str, user_id: int) -> SelectOfScalar[Chat]:
    return _bound(jurisdiction).where(Chat.role == ChatRole.PERSON, Chat.chat_id == user_id)


async def private_chats_of(
    session: Session, jurisdiction: str, user_ids: Collection[int]
) -> dict[int, Chat]:
    """By user id; whoever never opened one is not among them."""
    query = _bound(jurisdiction).where(
        Chat.role == ChatRole.PERSON, col(Chat.chat_id).in_(user_ids)
    )
    return {chat.chat_id: chat for chat in (await session.exec(query)).all()}


async def in_roles(session: Session, jurisdiction: str, roles: Collection[ChatRole]) -> list[Chat]:
    query = _bound(jurisdiction).where(col(Chat.role).in_(roles))
    return list((await session.exec(query.order_by(col(Chat.id)))).all())


async def all_bound(session: Session) -> list[Chat]:
    """Every bound chat of every jurisdiction."""
    query = select(Chat).where(col(Chat.unbound_at).is_(None)).order_by(col(Chat.id))
    return list((await session.exec(query)).all())


def _bound(jurisdiction: str) -> SelectOfScalar[Chat]:
    return select(Chat).where(Chat.jurisdiction == jurisdiction, col(Chat.unbound_at).is_(None))


async def bound_with_id(session: Session, jurisdiction: str, chat_id: int) -> list[Chat]:
    """The group and its topics, each bound by itself."""
    query = _bound(jurisdiction).where(Chat.chat_id == chat_id)
    return list((await session.exec(query.order_by(col(Chat.id)))).all())


async def bound_chat(session: Session, jurisdiction: str, row_id: int) -> Chat | None:
    return (await session.exec(_bound(jurisdiction).where(Chat.id == row_id))).first()


async def alias(session: Session, jurisdiction: str, old_chat_id: int) -> ChatAlias | None:
    query = select(ChatAlias).where(
        ChatAlias.jurisdiction == jurisdiction, ChatAlias.old_chat_id == old_chat_id
    )
    return (await session.exec(query)).first()


async def former_ids(session: Session, jurisdiction: str, chat_id: int) -> list[int]:
    """Under which this group was known before it became a supergroup."""
    query = select(ChatAlias.old_chat_id).where(
        ChatAlias.jurisdiction == jurisdiction, ChatAlias.new_chat_id == chat_id
    )
    return list((await session.exec(query)).all())


async def private_chats(session: Session, jurisdiction: str) -> list[Chat]:
    """The private chats of everybody who holds or held a position."""
    query = _bound(jurisdiction).where(Chat.role == ChatRole.PERSON)
    return list((await session.exec(query)).all())
