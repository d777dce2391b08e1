"""A hint reaches the loop of that name in other processes, and no other loop."""

import asyncio

import pytest

from bot.loops.hints import Hints
from storage.database import Database

PATIENCE = 30.0
GREETING = "greeting"


class Process:
    """What one process hears from the others."""

    def __init__(self, database: Database) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.greeted = False
        self.hints = Hints(database, self._hear)

    def _hear(self, loop: str) -> None:
        if loop == GREETING:
            self.greeted = True
        else:
            self.heard.put_nowait(loop)

    async def next(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self.heard.get()


async def test_another_process_hears_which_loop_is_meant(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one process")
    ours, theirs = Process(database), Process(database)
    for process in (ours, theirs):
        await process.hints.start()
    try:
        await _until_they_listen(ours, theirs)
        ours.hints.give("sender 2")
        ours.hints.give("ticker")
        ours.hints.give("sender 2")
        assert {await theirs.next(), await theirs.next()} == {"sender 2", "ticker"}
        theirs.hints.give("sender 1")
        assert await ours.next() == "sender 1"
        # Had we heard ourselves, or anything twice, it would have come before that.
        assert ours.heard.empty()
        assert theirs.heard.empty()
    finally:
        for process in (ours, theirs):
            await process.hints.stop()


async def _until_they_listen(*processes: Process) -> None:
    # What is said before somebody listens is lost, so a greeting is repeated until all heard it.
    async with asyncio.timeout(PATIENCE):
        while not all(one.greeted for one in processes):
            for one in processes:
                one.hints.give(GREETING)
            await asyncio.sleep(0)
