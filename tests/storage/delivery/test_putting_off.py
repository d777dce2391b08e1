"""After a start a slip waits where its chat has said something that nobody has heard yet."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.delivery import queue
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.receiving.inbox import InboxState, InboxUpdate

NOW = datetime(2026, 12, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
HERE, ELSEWHERE = -1001, -1002


def delivery(kind: str = "slip", chat: int = HERE, state: str = DeliveryState.WAITING) -> Delivery:
    return Delivery(
        jurisdiction="changji",
        lane=0,
        kind=kind,
        action=Action.SEND,
        chat_id=chat,
        text="督办件",
        state=state,
        created_at=NOW,
        next_try_at=NOW,
    )


def heard(state: InboxState, chat: int | None = HERE) -> InboxUpdate:
    return InboxUpdate(bot_id=1, update_id=7, chat_id=chat, raw={}, state=state, received_at=NOW)


@pytest.mark.parametrize(
    ("row", "update", "waits"),
    [
        (delivery(), heard(InboxState.NEW), True),
        (delivery(), heard(InboxState.DONE), False),
        (delivery(), heard(InboxState.NEW, None), False),
        (delivery(chat=ELSEWHERE), heard(InboxState.NEW), False),
        (delivery(kind="alert"), heard(InboxState.NEW), False),
        (delivery(state=DeliveryState.SENDING), heard(InboxState.NEW), False),
    ],
)
async def test_what_waits(
    database: Database, row: Delivery, update: InboxUpdate, waits: bool
) -> None:
    async with database.transaction() as session:
        # The same row is tried on one database after the other.
        asked = Delivery(**row.model_dump(exclude={"id"}))
        session.add_all([asked, InboxUpdate(**update.model_dump(exclude={"id"}))])
        await session.flush()
        await queue.put_off(session, ("slip",), LATER)
        await session.refresh(asked)
        assert asked.next_try_at == (LATER if waits else NOW)
