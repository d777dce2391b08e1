"""Who may handle an update while other processes look at the same inbox."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.receiving import inbox
from storage.receiving.inbox import InboxState, InboxUpdate

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HERE, THERE = -1001, -1002


async def stored(database: Database, *places: tuple[int, int | None]) -> list[InboxUpdate]:
    """Store one update for each pair of a bot and a chat, in this order."""
    rows = [
        InboxUpdate(bot_id=bot_id, update_id=number, chat_id=chat_id, raw={}, received_at=NOW)
        for number, (bot_id, chat_id) in enumerate(places)
    ]
    async with database.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    return rows


async def claimed(database: Database, *rows: InboxUpdate) -> list[bool]:
    """Whether another process could claim each of them now, if it asked for all at once."""
    async with database.transaction() as session:
        found = await inbox.claim(session, rows)
    return [row.key in found for row in rows]


async def test_nobody_else_has_a_chat_until_its_oldest_update_is_handled(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is for one process")
    first, second, elsewhere, of_another_bot = await stored(
        database, (1, HERE), (1, HERE), (1, THERE), (2, HERE)
    )
    async with database.transaction() as session:
        assert await inbox.claim(session, [first]) == {first.key}
        found = await claimed(database, first, second, elsewhere, of_another_bot)
        assert found == [False, False, True, True]
        await inbox.close(session, first.key, InboxState.DONE, NOW)
        # It is not done before the others can see its effect.
        assert await claimed(database, second) == [False]
    assert await claimed(database, first, second) == [False, True]


async def test_of_one_chat_only_the_oldest_update_is_claimed(database: Database) -> None:
    rows = await stored(database, (1, HERE), (1, HERE), (1, THERE), (2, HERE))
    assert await claimed(database, *rows) == [True, False, True, True]


async def test_updates_that_belong_to_no_chat_wait_for_nobody(database: Database) -> None:
    rows = await stored(database, (1, None), (1, None))
    assert await claimed(database, *rows) == [True, True]


async def test_updates_are_closed_together_and_each_once(database: Database) -> None:
    first, second, third = await stored(database, (1, HERE), (1, THERE), (2, HERE))
    async with database.transaction() as session:
        assert await inbox.close(session, second.key, InboxState.FAILED, NOW)
        await inbox.close_all(session, [first.key, second.key], NOW, "changji")
    async with database.reading() as session:
        found = (await session.exec(select(InboxUpdate).order_by(col(InboxUpdate.id)))).all()
    assert [(row.state, row.jurisdiction) for row in found] == [
        (InboxState.DONE, "changji"),
        (InboxState.FAILED, ""),
        (InboxState.NEW, ""),
    ]
    assert await claimed(database, first, second, third) == [False, False, True]


async def test_what_a_dead_process_had_is_as_new_as_before(database: Database) -> None:
    [row] = await stored(database, (1, HERE))
    async with database.transaction() as session:
        assert await inbox.claim(session, [row]) == {row.key}
        await inbox.close(session, row.key, InboxState.DONE, NOW)
        await session.rollback()
    assert await claimed(database, row) == [True]


async def test_an_update_is_closed_once(database: Database) -> None:
    [row] = await stored(database, (1, HERE))
    for first in (True, False):
        async with database.transaction() as session:
            assert await inbox.close(session, row.key, InboxState.DONE, NOW) is first
    assert await claimed(database, row) == [False]
