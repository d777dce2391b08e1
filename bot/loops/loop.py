"""Runs loops: each does what is to be done, then sleeps until it is woken or its time comes."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog

from bot.clock import Clock
from storage.upkeep.leases import LeaseLost

log = structlog.stdlib.get_logger(__name__)

T = TypeVar("T")


class Labour(Protocol):
    """What a loop runs."""

    @property
    def busy(self) -> bool:
        """Return whether something that it set off is still under way."""

    def concerned_by(self, row: object) -> bool:
        """Return whether a row that was just committed gives it something to do."""

    async def work(self) -> datetime | None:
        """Do all that is to be done now; return when to be called again."""


FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
FINISH_WITHIN = 5.0
"""A container is killed ten seconds after it was told to stop; this is half of that."""


class Loop:
    """One loop, supervised: a crash is logged, and the work is taken up again after a pause."""

    def __init__(self, name: str, labour: Labour, clock: Clock) -> None:
        self.name = name
        self._labour = labour
        self._clock = clock
        self._woken = asyncio.Event()
        self._woken.set()
        self._working = False
        self._next_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self.wakeups = 0
        self.failing = False
        """Whether the last pass crashed; the next comes after a pause."""

    def wake(self) -> None:
        self._woken.set()

    def hear(self, row: object) -> None:
        if self.would_hear(row):
            self.wake()

    def would_hear(self, row: object) -> bool:
        return self._labour.concerned_by(row)

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand, nothing called for, and nothing due by the clock."""
        if self._task is None:
            return True
        due = self._next_at is not None and self._next_at <= self._clock.now()
        in_hand = self._working or self.failing
        return not (in_hand or self._woken.is_set() or due or self._labour.busy)

    @property
    def next_at(self) -> datetime | None:
        return self._next_at

    def start(self) -> None:
        self._ending = False
        self._woken.set()
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def finish(self, within: float) -> None:
        """Let the pass in hand end, if it does so in time."""
        self._ending = True
        self._woken.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=within)
        await self.abandon()

    async def abandon(self) -> None:
        """End at once; database work in progress is finished first, see `unbroken`."""
        task, self._task = self._task, None
        await cancel(task)

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending:
            try:
                await self._turn()
                pause, self.failing = FIRST_PAUSE, False
            except LeaseLost as error:
                # Whoever keeps the leases ends this loop in a moment.
                log.warning("lease_lost_while_working", loop=self.name, lease=str(error))
                await asyncio.sleep(FIRST_PAUSE)
            # This is the last resort for all that the loop calls: one failed pass must not end it.
            except Exception:
                self.failing = True
                log.exception("loop_crashed", loop=self.name, pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self._woken.set()

    async def _turn(self) -> None:
        await self._until_called()
        if self._ending:
            return
        self._woken.clear()
        self._working = True
        self.wakeups += 1
        try:
            self._next_at = await self._labour.work()
        finally:
            self._working = False

    async def _until_called(self) -> None:
        if self._next_at is None:
            await self._woken.wait()
            return
        waits = [
            asyncio.ensure_future(self._woken.wait()),
            asyncio.ensure_future(self._clock.wait_until(self._next_at)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


async def cancel(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel the tasks and wait until they have ended."""
    living = [task for task in tasks if task is not None]
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)


async def unbroken(section: Coroutine[Any, Any, T]) -> T:
    """Let a database section end though the task around it is cancelled.

    Cancelling does not stop the statement that the driver is running: the connection would go back
    to the pool in the middle of a transaction.
    """
    task = asyncio.ensure_future(section)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled() and task.exception() is not None:
            log.warning("section_failed_while_stopping", error=repr(task.exception()))
        raise
