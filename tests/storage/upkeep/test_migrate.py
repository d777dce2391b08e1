"""The migrations lead to the tables in the code, from empty and one after another."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import Connection, Index, MetaData, Table, inspect, select, text

from storage.database import create_engine
from storage.upkeep import migrate
from storage.upkeep.tables import metadata
from tests.harness.databases import Backend


@pytest.fixture
async def empty_url(backend: Backend) -> str:
    return await backend.empty()


async def test_from_empty_to_head_gives_the_tables_of_the_code(empty_url: str) -> None:
    # Upgrading once more changes nothing.
    for _ in range(2):
        await migrate.upgrade(empty_url)
        assert await migrate.current_revision(empty_url) == migrate.HEAD
    assert await migrate.differences(empty_url) == []
    # The code says this without naming a dialect, so that comparing the tables does not see it.
    said = {str(one.name) for one in indexes() if "where" in one.info}
    assert await _at(empty_url, partial_indexes) == said != set()


async def test_every_revision_leads_to_the_next_and_the_last_to_the_code(empty_url: str) -> None:
    # One walk for all: a start at each of them would take the same steps again and again.
    for revision in migrate.revisions():
        await migrate.upgrade(empty_url, revision)
        assert await migrate.current_revision(empty_url) == revision
    assert await migrate.differences(empty_url) == []


def test_the_newest_step_is_the_head() -> None:
    """It stands in the code, so that a start with nothing to do need not read the steps."""
    assert migrate.revisions()[-1] == migrate.HEAD


async def test_an_empty_database_stands_at_no_revision(empty_url: str) -> None:
    assert await migrate.current_revision(empty_url) is None


def indexes() -> Iterator[Index]:
    return (index for table in metadata.sorted_tables for index in table.indexes)


def partial_indexes(connection: Connection) -> set[str]:
    listed = inspect(connection).get_multi_indexes().values()
    return {
        str(index["name"])
        for index in chain.from_iterable(listed)
        if any(option.endswith("_where") for option in index.get("dialect_options", {}))
    }


PARENTS = ("plan_versions", "matters", "orders", "obligations", "slips", "extensions")
FILLING: dict[type, Any] = {
    bool: False,
    int: 1,
    dict: {},
    datetime: datetime(2026, 12, 1, tzinfo=UTC),
}
OLD_DELIVERIES: dict[str, dict[str, int]] = {
    "nothing": {},
    "matter": {"matter_id": 1},
    "order": {"matter_id": 1, "order_id": 2},
    "obligation": {"matter_id": 1, "order_id": 2, "obligation_id": 3},
    "slip": {"matter_id": 1, "order_id": 2, "obligation_id": 3, "slip_id": 4},
    "extension": {"matter_id": 1, "extension_id": 5},
}
OLD_CHANNEL_MESSAGES = {key: OLD_DELIVERIES[key] for key in ("order", "obligation", "slip")}
ABOUT = {"matter": 1, "order": 2, "obligation": 3, "slip": 4, "extension": 5}


async def test_the_most_specific_of_what_a_message_was_about_is_its_subject(
    empty_url: str,
) -> None:
    await migrate.upgrade(empty_url, "0010")
    await _at(empty_url, _write_old_rows)
    await migrate.upgrade(empty_url)
    assert await _at(empty_url, _subjects, "deliveries", "kind") == {
        key: (key, ABOUT[key]) if key in ABOUT else (None, None) for key in OLD_DELIVERIES
    }
    assert await _at(empty_url, _subjects, "channel_messages", "what") == {
        key: (key, ABOUT[key]) for key in OLD_CHANNEL_MESSAGES
    }
    assert await _at(empty_url, _subjects, "boards", "kind") == {"receipts": ("matter", 1)}


STEPS = (
    {"kind": "obligation_step", "subject": 1, "state": "waiting"},
    {"kind": "obligation_step", "subject": 2, "state": "done"},
    {"kind": "board_due", "subject": 3, "state": "waiting"},
)


async def test_the_timers_of_obligations_go_on_from_the_agenda(empty_url: str) -> None:
    await migrate.upgrade(empty_url, "0018")
    await _at(empty_url, _write_steps)
    await migrate.upgrade(empty_url)
    timers, states = await _at(empty_url, _timers)
    assert timers == [(1, True), (2, False), (3, False), (4, False), (5, False)]
    assert states == ["cancelled", "done", "waiting"]


def _write_steps(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    _write_parents(connection, tables)
    for key, facts in enumerate(STEPS, 1):
        _write(connection, tables.tables["agenda"], key, facts)


def _timers(connection: Connection) -> tuple[list[tuple[int, bool]], list[str]]:
    agenda, owed = metadata.tables["agenda"], metadata.tables["obligations"]
    timers = connection.execute(select(owed.c.id, owed.c.wakes_at).order_by(owed.c.id))
    states = connection.execute(select(agenda.c.state).order_by(agenda.c.id))
    return [(key, at == FILLING[datetime]) for key, at in timers], list(states.scalars())


async def _at(url: str, deed: Any, *arguments: str) -> Any:
    engine = create_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(deed, *arguments)
    finally:
        await engine.dispose()


def _write_old_rows(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    _write_parents(connection, tables)
    for key, (kind, about) in enumerate(OLD_DELIVERIES.items(), 1):
        _write(connection, tables.tables["deliveries"], key, {"kind": kind, **about})
    for key, (what, about) in enumerate(OLD_CHANNEL_MESSAGES.items(), 1):
        _write(connection, tables.tables["channel_messages"], key, {"what": what, **about})
    _write(connection, tables.tables["boards"], 1, {"kind": "receipts"})


def _write_parents(connection: Connection, tables: MetaData) -> None:
    for name in PARENTS:
        for key in range(1, 6):
            _write(connection, tables.tables[name], key, {})


def _write(connection: Connection, table: Table, key: int, values: dict[str, Any]) -> None:
    needed = {
        column.name: FILLING.get(column.type.python_type, f"{column.name} {key}")
        for column in table.columns
        if not column.nullable
    }
    connection.execute(table.insert().values({**needed, **values, "id": key}))


def _subjects(connection: Connection, table: str, name: str) -> dict[str, Any]:
    rows = connection.execute(text(f"SELECT {name}, subject_kind, subject_id FROM {table}"))
    return {found: (kind, subject) for found, kind, subject in rows}
