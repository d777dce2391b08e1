"""Looks for a word in everything that the bot keeps."""

from sqlalchemy import select

from storage.database import Database
from storage.upkeep.tables import metadata


async def tables_with(database: Database, word: str) -> list[str]:
    """The tables of which some row holds the word, whatever the column."""
    async with database.reading() as session:
        connection = await session.connection()
        found = {
            table.name: [str(tuple(row)) for row in await connection.execute(select(table))]
            for table in metadata.sorted_tables
        }
    return sorted(name for name, rows in found.items() if any(word in row for row in rows))
