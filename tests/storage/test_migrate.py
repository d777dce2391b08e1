"""The migrations lead to the tables in the code, from empty and from every earlier revision."""

from collections.abc import Iterator
from itertools import chain

import pytest
from sqlalchemy import Connection, Index, inspect

from storage import migrate
from storage.database import create_engine
from storage.tables import metadata
from tests.harness.databases import Backend


@pytest.fixture
async def empty_url(backend: Backend) -> str:
    return await backend.empty()


async def test_from_empty_to_head_gives_the_tables_of_the_code(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []
    assert await migrate.current_revision(empty_url) == migrate.HEAD


@pytest.mark.parametrize("revision", migrate.revisions())
async def test_every_earlier_revision_leads_to_head(empty_url: str, revision: str) -> None:
    await migrate.upgrade(empty_url, revision)
    assert await migrate.current_revision(empty_url) == revision
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []


async def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    await migrate.upgrade(empty_url)
    assert await migrate.current_revision(empty_url) == migrate.HEAD


def test_the_newest_step_is_the_head() -> None:
    """Named in the code, so that a start that has nothing to do need not read the steps."""
    assert migrate.revisions()[-1] == migrate.HEAD


async def test_an_empty_database_stands_at_no_revision(empty_url: str) -> None:
    assert await migrate.current_revision(empty_url) is None


async def test_indexes_of_some_rows_only_are_those_of_the_code(empty_url: str) -> None:
    """The code says so without naming a dialect, so that comparing the tables does not see it."""
    await migrate.upgrade(empty_url)
    said = {str(one.name) for one in indexes() if "where" in one.info}
    engine = create_engine(empty_url)
    async with engine.connect() as connection:
        there = await connection.run_sync(partial_indexes)
    await engine.dispose()
    assert there == said != set()


def indexes() -> Iterator[Index]:
    return (index for table in metadata.sorted_tables for index in table.indexes)


def partial_indexes(connection: Connection) -> set[str]:
    listed = inspect(connection).get_multi_indexes().values()
    return {
        str(index["name"])
        for index in chain.from_iterable(listed)
        if any(option.endswith("_where") for option in index.get("dialect_options", {}))
    }
