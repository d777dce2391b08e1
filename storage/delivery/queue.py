"""The sender's questions about deliveries: what goes next, and what was being sent."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, case
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import Select, SelectOfScalar

from storage.database import Session
from storage.delivery.outbox import NEVER_SENT, OPEN_STATES, TRIED, Action, Delivery, DeliveryState
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.scope import EVERYWHERE, SCOPES, Scope

_BEFORE = aliased(Delivery)
"""The delivery that another one follows."""
_NOW: BindParameter[datetime] = bindparam("now")
_LIMIT: BindParameter[int] = bindparam("limit")


class Head(NamedTuple):
    """The columns by which the sender chooses a row; its words are read when it is taken."""

    id: int
    jurisdiction: str
    chat_id: int
    action: str


async def heads(
    session: Session, now: datetime, limit: int, scope: Scope = EVERYWHERE
) -> list[Head]:
    """Rows that may be sent now: the first of each chat by lane and age, and all of them by lane.

    A chat with a row in flight has that row at its head, so it gives none. A row that waits for
    another delivery is not in the queue until that one was sent. A row that was tried and failed
    holds up those behind it; an edit that only waits for its time does not.
    """
    found = await session.exec(_heads(scope), params={"now": now, "limit": limit})
    return [Head._make(row) for row in found.all()]


# No other question is asked as often, and building it would take longer than answering it.
@lru_cache(maxsize=SCOPES)
def _heads(scope: Scope) -> Select[int | None, str, int, str]:
    too_early = (
        (col(Delivery.action) == Action.EDIT)
        & (col(Delivery.attempts) == 0)
        & (col(Delivery.next_try_at) > _NOW)
    )
    in_flight_first = case((col(Delivery.state) == DeliveryState.SENDING, 0), else_=1)
    queue = (
        select(
            Delivery.id,
            func.row_number()
            .over(
                partition_by=col(Delivery.chat_id),
                order_by=(in_flight_first, col(Delivery.lane), col(Delivery.id)),
            )
            .label("place"),
        )
        .outerjoin(_BEFORE, col(_BEFORE.id) == col(Delivery.after_id))
        .where(
            col(Delivery.state).in_(OPEN_STATES),
            scope.clause(Delivery.jurisdiction),
            col(Delivery.after_id).is_(None) | (col(_BEFORE.state) == DeliveryState.SENT),
            ~too_early,
        )
        .subquery()
    )
    return (
        select(queue.c.id, Delivery.jurisdiction, col(Delivery.chat_id), Delivery.action)
        .join(queue, queue.c.id == Delivery.id)
        .where(
            queue.c.place == 1,
            Delivery.state == DeliveryState.WAITING,
            col(Delivery.next_try_at) <= _NOW,
        )
        .order_by(col(Delivery.lane), col(Delivery.id))
        .limit(_LIMIT)
    )


async def mark_in_flight(session: Session, ids: Collection[int], now: datetime) -> None:
    """Mark these as leaving now.

    This goes past the ORM, which took as long for each row as the call to Telegram. So rows that
    were read before keep their old state, and no watcher is told; none would have to act.
    """
    connection = await session.connection()
    await connection.execute(_MARK_IN_FLIGHT, {"ids": list(ids), "now": now})


async def mark_sent(session: Session, message_ids: Mapping[int, int | None], now: datetime) -> None:
    """Mark these as arrived, with the new message's id for each, or None for an edit."""
    connection = await session.connection()
    facts = [{"row": row, "message": sent, "now": now} for row, sent in message_ids.items()]
    await connection.execute(_MARK_SENT, facts)


_MARK_IN_FLIGHT = (
    update(Delivery)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)))
    .values(
        state=DeliveryState.SENDING,
        claimed_at=_NOW,
        held=False,
        attempts=col(Delivery.attempts) + 1,
    )
)
_MARK_SENT = (
    update(Delivery)
    .where(col(Delivery.id) == bindparam("row"))
    .values(
        state=DeliveryState.SENT,
        closed_at=_NOW,
        message_id=bindparam("message"),
        error=None,
    )
)


async def forget_words(session: Session, ids: Collection[int]) -> None:
    await session.exec(update(Delivery).where(col(Delivery.id).in_(ids)).values(text=""))


async def forget_words_to(
    session: Session, jurisdiction: str, chat_id: int, until: datetime
) -> None:
    """Nothing is forgotten of what is still to leave."""
    await session.exec(
        update(Delivery)
        .where(
            col(Delivery.jurisdiction) == jurisdiction,
            col(Delivery.chat_id) == chat_id,
            col(Delivery.created_at) <= until,
            col(Delivery.closed_at).is_not(None),
        )
        .values(text="")
    )


async def outlook(
    session: Session, now: datetime, scope: Scope = EVERYWHERE
) -> tuple[int, datetime | None]:
    waiting, next_try_at = (await session.exec(_outlook(scope), params={"now": now})).one()
    return waiting, next_try_at


@lru_cache(maxsize=SCOPES)
def _outlook(scope: Scope) -> Select[int, datetime]:
    due = col(Delivery.next_try_at) <= _NOW
    return select(func.count().filter(due), func.min(col(Delivery.next_try_at)).filter(~due)).where(
        Delivery.state == DeliveryState.WAITING, scope.clause(Delivery.jurisdiction)
    )


async def orphans(session: Session, scope: Scope = EVERYWHERE) -> list[Delivery]:
    return list((await session.exec(_orphans(scope))).all())


@lru_cache(maxsize=SCOPES)
def _orphans(scope: Scope) -> SelectOfScalar[Delivery]:
    return (
        select(Delivery)
        .join(_BEFORE, col(_BEFORE.id) == col(Delivery.after_id))
        .where(
            Delivery.state == DeliveryState.WAITING,
            col(_BEFORE.state).in_(NEVER_SENT),
            scope.clause(Delivery.jurisdiction),
        )
    )


async def in_flight(session: Session, scope: Scope = EVERYWHERE) -> list[Delivery]:
    """Rows that were being sent. After a crash nobody knows whether they arrived."""
    query = select(Delivery).where(
        Delivery.state == DeliveryState.SENDING, scope.clause(Delivery.jurisdiction)
    )
    return list((await session.exec(query.order_by(col(Delivery.id)))).all())


async def tried_since(
    session: Session, since: datetime, scope: Scope = EVERYWHERE
) -> list[Delivery]:
    """Rows whose last try Telegram may have counted since then, whatever it answered.

    When a try that will be repeated was made is not stored; it was less than one pause ago.
    """
    query = select(Delivery).where(
        (col(Delivery.state).in_(TRIED) & (col(Delivery.closed_at) > since))
        | (col(Delivery.state) == DeliveryState.SENDING)
        | (
            (col(Delivery.state) == DeliveryState.WAITING)
            & (col(Delivery.doubts) > 0)
            & (col(Delivery.next_try_at) > since)
        ),
        scope.clause(Delivery.jurisdiction),
    )
    return list((await session.exec(query.order_by(col(Delivery.id)))).all())


async def put_off(
    session: Session, kinds: Collection[str], until: datetime, scope: Scope = EVERYWHERE
) -> None:
    """Let these wait where an update of their chat is not handled yet, which may be the answer."""
    unheard = select(InboxUpdate.chat_id).where(
        InboxUpdate.state == InboxState.NEW, col(InboxUpdate.chat_id).is_not(None)
    )
    changed = update(Delivery).where(
        col(Delivery.state) == DeliveryState.WAITING,
        col(Delivery.kind).in_(kinds),
        col(Delivery.chat_id).in_(unheard),
        col(Delivery.next_try_at) < until,
        scope.clause(Delivery.jurisdiction),
    )
    await session.exec(changed.values(next_try_at=until))


async def held(session: Session, now: datetime, scope: Scope = EVERYWHERE) -> list[Delivery]:
    # Telegram said that these chats get too many messages.
    query = select(Delivery).where(
        Delivery.state == DeliveryState.WAITING,
        col(Delivery.next_try_at) > now,
        col(Delivery.held).is_(True),
        scope.clause(Delivery.jurisdiction),
    )
    return list((await session.exec(query)).all())
