"""A backup holds one instant, though the bot writes all the while."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from office.records import audits
from office.records.audits import Verified
from storage.books import audit
from storage.database import Database
from storage.upkeep import backup

NOW = datetime(2026, 12, 1, tzinfo=UTC)


async def test_it_holds_one_instant(database: Database, database_url: str, tmp_path: Path) -> None:
    written = 0
    enough = asyncio.Event()

    async def write_on() -> None:
        nonlocal written
        while not enough.is_set():
            async with database.deciding("changji") as session:
                await audit.append(
                    session, jurisdiction="changji", at=NOW, actor="clock", action="went on"
                )
            written += 1
            await asyncio.sleep(0)

    async def look(copy: Database) -> audits.Verified | audits.Broken:
        async with copy.reading() as session:
            return await audits.verify(session, "changji")

    writing = asyncio.create_task(write_on())
    rows, verdict = await backup.write(database_url, tmp_path / "backup.db", look)
    enough.set()
    await writing
    assert isinstance(verdict, Verified)
    assert verdict.count == rows["audit_log"]
    assert 0 < verdict.count < written


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_what_does_not_pass_gets_no_name(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    async def refuse(copy: Database) -> None:
        raise ValueError("not good enough")

    with pytest.raises(ValueError, match="not good"):
        await backup.write(database_url, tmp_path / "backup.db", refuse)
    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
