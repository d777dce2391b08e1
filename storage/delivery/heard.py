"""What was said in chats, counted."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, func, select

from storage.database import Session
from storage.delivery.outbox import NOT_THERE, Action, Delivery, DeliveryKind, DeliveryState

_SAID = tuple(state for state in DeliveryState if state not in NOT_THERE)


async def said_since(
    session: Session,
    jurisdiction: str,
    chat_ids: Collection[int],
    kinds: Collection[DeliveryKind],
    since: datetime,
) -> dict[int, int]:
    """How many messages of these kinds came to each chat in earnest, or are on their way.

    The hour is that of the last try, or of the next: what was held back over night counts on the
    day on which it leaves.
    """
    query = (
        select(Delivery.chat_id, func.count())
        .where(
            Delivery.jurisdiction == jurisdiction,
            col(Delivery.chat_id).in_(chat_ids),
            col(Delivery.state).in_(_SAID),
            col(Delivery.next_try_at) >= since,
            Delivery.action == Action.SEND,
            col(Delivery.kind).in_(kinds),
            col(Delivery.drill).is_(False),
        )
        .group_by(col(Delivery.chat_id))
    )
    return dict((await session.exec(query)).all())
