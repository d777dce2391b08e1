"""Whoever only looks writes nothing: on PostgreSQL it would stay, on SQLite be lost unsaid."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import select

from storage.agenda import AgendaItem
from storage.database import Database
from storage.transaction.looks import WroteWhileLookingError

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def item(subject: int) -> AgendaItem:
    return AgendaItem(jurisdiction="changji", kind="step", subject=subject, due_at=NOW)


async def subjects(database: Database) -> list[int | None]:
    async with database.reading() as session:
        return list((await session.exec(select(AgendaItem.subject))).all())


@pytest.fixture
async def looked_at(database: Database) -> Database:
    async with database.transaction() as session:
        session.add(item(1))
    return database


async def test_a_row_is_not_added(looked_at: Database) -> None:
    async with looked_at.reading() as session:
        session.add(item(2))
        with pytest.raises(WroteWhileLookingError, match="AgendaItem"):
            await session.flush()
    assert await subjects(looked_at) == [1]


@pytest.mark.parametrize("aside", [False, True])
async def test_a_row_is_not_changed_before_the_next_question(
    looked_at: Database, aside: bool
) -> None:
    async with looked_at.reading(aside=aside) as session:
        row = (await session.exec(select(AgendaItem))).one()
        row.subject = 2
        with pytest.raises(WroteWhileLookingError):
            await session.exec(select(AgendaItem.subject))
    assert await subjects(looked_at) == [1]


async def test_a_row_is_not_deleted(looked_at: Database) -> None:
    async with looked_at.reading() as session:
        await session.delete((await session.exec(select(AgendaItem))).one())
        with pytest.raises(WroteWhileLookingError):
            await session.flush()
    assert await subjects(looked_at) == [1]


@pytest.mark.parametrize(
    "write",
    [
        lambda: insert(AgendaItem).values(item(2).model_dump(exclude={"key"})),
        lambda: update(AgendaItem).values(subject=2),
        lambda: delete(AgendaItem),
    ],
    ids=["insert", "update", "delete"],
)
async def test_no_statement_writes(looked_at: Database, write: Callable[[], UpdateBase]) -> None:
    async with looked_at.reading() as session:
        with pytest.raises(WroteWhileLookingError):
            await session.exec(write())
    assert await subjects(looked_at) == [1]


async def test_to_set_what_was_there_changes_nothing(looked_at: Database) -> None:
    async with looked_at.reading() as session:
        row = (await session.exec(select(AgendaItem))).one()
        row.subject = 1
        assert (await session.exec(select(AgendaItem.subject))).all() == [1]
