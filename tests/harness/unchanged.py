"""Checks that every row of the office's work stays while people do what they may not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, select

from storage.upkeep.tables import metadata
from tests.harness.stage import Stage

BESIDE_THE_WORK = frozenset({"inbox", "audit_log", "heartbeats", "leases", "dialogues", "guesses"})
"""These tables keep everything said, acted on or not, and the processes themselves."""
WORDS_ONLY = frozenset({"answer", "aside", "hint"})
"""Deliveries of these kinds are only conversation."""

Rows = dict[str, list[tuple[Any, ...]]]


@asynccontextmanager
async def unchanged(stage: Stage) -> AsyncIterator[None]:
    """Check that nothing the office keeps comes, goes or changes, and no more is on its way."""
    before = await _kept(stage)
    yield
    after = await _kept(stage)
    for table, rows in after.items():
        assert rows == before[table], table


async def _kept(stage: Stage) -> Rows:
    async with stage.database.reading() as session:
        connection = await session.connection()
        return {
            table.name: [tuple(row) for row in await connection.execute(_rows_of(table))]
            for table in metadata.sorted_tables
            if table.name not in BESIDE_THE_WORK
        }


def _rows_of(table: Table) -> Any:
    rows = select(table).order_by(table.c.id)
    return rows.where(table.c.kind.not_in(WORDS_ONLY)) if table.name == "deliveries" else rows
