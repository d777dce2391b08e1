"""What the outbox answers about rows that wait."""

from datetime import UTC, datetime

from storage.database import Database
from storage.delivery import edits
from storage.delivery.outbox import Action, Delivery, DeliveryState

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def edit(text: str, state: DeliveryState = DeliveryState.WAITING) -> Delivery:
    return Delivery(
        jurisdiction="changji",
        lane=0,
        kind="board",
        action=Action.EDIT,
        chat_id=-1001,
        text=text,
        state=state,
        coalesce_key="edit:1",
        created_at=NOW,
        next_try_at=NOW,
    )


async def test_of_edits_that_wait_the_newest_is_the_one_that_counts(database: Database) -> None:
    async with database.transaction() as session:
        for row in (edit("一"), edit("二"), edit("三", DeliveryState.SENT)):
            session.add(row)
            await session.flush()
        found = await edits.waiting_with_coalesce_key(session, "changji", "edit:1")
        assert found is not None
        assert found.text == "二"
