"""Rows of one kind that are stored together: one statement, and each knows its own key."""

from datetime import UTC, datetime

from sqlmodel import select

from storage.agenda import AgendaItem
from storage.database import Database
from tests.harness.work import counted

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def items(*subjects: int) -> list[AgendaItem]:
    return [
        AgendaItem(jurisdiction="changji", kind="step", subject=one, due_at=NOW) for one in subjects
    ]


async def test_each_row_gets_the_key_under_which_it_is_stored(database: Database) -> None:
    rows = items(*range(300, 0, -1))
    with counted() as work:
        async with database.transaction() as session:
            session.add_all(rows)
    assert [row.key for row in rows] == sorted(row.key for row in rows)
    assert work.total == 1
    async with database.reading() as session:
        stored = (await session.exec(select(AgendaItem))).all()
    assert {row.key: row.subject for row in stored} == {row.key: row.subject for row in rows}


async def test_keys_go_on_after_the_newest_row_that_is_left(database: Database) -> None:
    async with database.transaction() as session:
        first, second, third = items(1, 2, 3)
        session.add_all([first, second, third])
        await session.flush()
        await session.delete(second)
        await session.flush()
        later = items(4, 5)
        session.add_all(later)
        await session.flush()
        assert third.key < later[0].key < later[1].key
