"""Which update is handled next, among chats that wait."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import BindParameter, Case, bindparam, case, exists, or_
from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select

from storage.database import Session
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.roster.chats import Chat
from storage.roster.people import Appointment

ENROLLED_AT_ONCE = 32
HIGHEST = 2**60
"""A number that is far above those of all chats."""
OTHERS_AT_ONCE = 1
"""How many strangers' updates are handled before those who go first are looked for anew. So the
enrolled do not wait long, and a stranger does not wait for ever."""


class Waiting(NamedTuple):
    update: InboxUpdate
    enrolled: bool


async def next_updates(
    session: Session, bots: Collection[int], others_until: datetime, after: int
) -> list[Waiting]:
    """Updates not handled yet, in the order in which they will be.

    Those who are enrolled go first: a bound chat, or the private chat of somebody who holds a
    position. Chats take turns, each in its own order, so that none waits until another has said all
    it has to say. Among strangers the turn goes to the chat after the one in `after`. Updates of
    bots that are not among these come last, and only those received until `others_until`.
    """
    given = {"bots": list(bots), "others_until": others_until, "after": after}
    found = await session.exec(_NEXT, params=given)
    return [Waiting(*row) for row in found.all()]


async def waiting_in(session: Session, bot_id: int, chat_id: int, limit: int) -> list[InboxUpdate]:
    query = (
        select(InboxUpdate)
        .where(
            InboxUpdate.state == InboxState.NEW,
            InboxUpdate.bot_id == bot_id,
            InboxUpdate.chat_id == chat_id,
        )
        .order_by(col(InboxUpdate.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


def _next() -> Select[InboxUpdate, bool]:
    enrolled = or_(
        exists().where(
            col(Chat.chat_id) == col(InboxUpdate.chat_id), col(Chat.unbound_at).is_(None)
        ),
        exists().where(
            col(Appointment.user_id) == col(InboxUpdate.chat_id), col(Appointment.until).is_(None)
        ),
    )
    ours = col(InboxUpdate.bot_id).in_(bindparam("bots", expanding=True))
    waiting = (
        sqlalchemy.select(
            col(InboxUpdate.id).label("id"),
            enrolled.label("enrolled"),
            ours.label("ours"),
            case((enrolled, 0), else_=_round_from(bindparam("after"))).label("round"),
            func.row_number()
            .over(
                partition_by=(col(InboxUpdate.bot_id), col(InboxUpdate.chat_id)),
                order_by=col(InboxUpdate.id),
            )
            .label("place"),
        )
        .where(
            col(InboxUpdate.state) == InboxState.NEW,
            or_(ours, col(InboxUpdate.received_at) <= bindparam("others_until")),
        )
        .subquery()
    )
    queues = select(
        waiting.c.id,
        waiting.c.enrolled,
        waiting.c.ours,
        func.row_number()
        .over(
            partition_by=(waiting.c.ours, waiting.c.enrolled),
            order_by=(waiting.c.place, waiting.c.round, waiting.c.id),
        )
        .label("turn"),
    ).subquery()
    return (
        select(InboxUpdate, queues.c.enrolled)
        .join(queues, queues.c.id == col(InboxUpdate.id))
        .where(
            or_(
                queues.c.enrolled & (queues.c.turn <= ENROLLED_AT_ONCE),
                queues.c.turn <= OTHERS_AT_ONCE,
            )
        )
        .order_by(queues.c.ours.desc(), queues.c.enrolled.desc(), queues.c.turn)
    )


def _round_from(chat_id: BindParameter[int]) -> Case[int]:
    """Order chats by their numbers, beginning after this one and going round."""
    number = func.coalesce(col(InboxUpdate.chat_id), 0)
    return case((number > chat_id, number - HIGHEST), else_=number)


_NEXT = _next()
