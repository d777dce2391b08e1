"""What was said in chats, and in the topics of forums, counted."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, func, select

from storage.database import Session
from storage.delivery.outbox import NOT_THERE, Action, Delivery, DeliveryKind, DeliveryState

_SAID = tuple(state for state in DeliveryState if state not in NOT_THERE)


async def said_between(
    session: Session,
    jurisdiction: str,
    chat_ids: Collection[int],
    kinds: Collection[DeliveryKind],
    since: datetime,
    until: datetime,
) -> dict[tuple[int, int | None], int]:
    """How many messages of these kinds came to each place in earnest, or are on their way.

    A place is a chat with the topic in it; None is the whole group. The hour is that of the last
    try, or of the next: what was held back over night counts on the day on which it leaves.
    """
    query = (
        select(Delivery.chat_id, Delivery.thread_id, func.count())
        .where(
            Delivery.jurisdiction == jurisdiction,
            col(Delivery.chat_id).in_(chat_ids),
            col(Delivery.state).in_(_SAID),
            col(Delivery.next_try_at) >= since,
            col(Delivery.next_try_at) < until,
            Delivery.action == Action.SEND,
            col(Delivery.kind).in_(kinds),
            col(Delivery.drill).is_(False),
        )
        .group_by(col(Delivery.chat_id), col(Delivery.thread_id))
    )
    rows = (await session.exec(query)).all()
    return {(chat_id, thread_id): count for chat_id, thread_id, count in rows}
