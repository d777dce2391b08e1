"""Sets a stage on which the bot dies at any moment and is begun again a while later."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from sandbox import Event
from tests.harness.stage import Scene, Stage, set_up

DATABASE_AWAY = (sqlite3.Error, asyncpg.PostgresError, SQLAlchemyError, OSError)
TEN_SECONDS = timedelta(seconds=10)
LOOK = 0.001
BREATH = timedelta(milliseconds=100)
"""The time between two looks of a bot that has nothing on its calendar."""


@dataclass(slots=True)
class Doom:
    """Death after so many more events in the world, and then silence for a while."""

    events_left: int
    silence: timedelta


@dataclass(frozen=True, slots=True)
class Span:
    began: datetime
    ended: datetime


@dataclass
class FaultStage(Stage):
    doom: Doom | None = None
    struck: asyncio.Event = field(default_factory=asyncio.Event)
    restart_at: datetime | None = None
    died_at: datetime | None = None
    downtimes: list[Span] = field(default_factory=list)
    deaths: int = 0
    disk_is_full: bool = False
    absence: asyncio.Task[None] | None = None
    """The task until whose end the database lets nobody in."""

    def show_disk(self, *, full: bool) -> None:
        self.disk_is_full = full

    async def back(self) -> None:
        absence, self.absence = self.absence, None
        if absence is not None:
            await absence

    @property
    def alive(self) -> bool:
        return self.runtime is not None

    def listen(self) -> None:
        self.world.log.listeners.append(self._count_down)

    def _count_down(self, event: Event) -> None:
        if self.doom is None:
            return
        self.doom.events_left -= 1
        if self.doom.events_left <= 0:
            self.struck.set()

    async def settle(self) -> None:
        """Wait until nothing is left to do, or until death."""
        if not self.alive:
            return
        work = asyncio.ensure_future(self.quiet())
        death = asyncio.ensure_future(self.struck.wait())
        await asyncio.wait({work, death}, return_when=asyncio.FIRST_COMPLETED)
        if self.struck.is_set():
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            await self.die()
        else:
            death.cancel()
            await work

    async def quiet(self) -> None:
        await Stage.settle(self)

    async def die(self) -> None:
        silence = self.doom.silence if self.doom else timedelta(0)
        self.doom = None
        self.struck.clear()
        await self.kill()
        self.deaths += 1
        self.died_at = self.clock.now()
        self.restart_at = self.died_at + silence

    async def next_due(self) -> datetime | None:
        # The database is asked, and may be away just now.
        while self.runtime is not None:
            try:
                return await self.runtime.next_due()
            except DATABASE_AWAY:
                await asyncio.sleep(LOOK)
        return None

    async def fetched(self) -> None:
        # Nothing tells when a bot has confirmed an update.
        while self.cast.bot.updates.waiting():  # noqa: ASYNC110
            await asyncio.sleep(LOOK)

    async def rise(self) -> None:
        # A start that finds no database ends the process, and somebody begins it again.
        if self.died_at is not None:
            self.downtimes.append(Span(self.died_at, self.clock.now()))
        self.died_at = self.restart_at = None
        try:
            await self.start()
        except DATABASE_AWAY:
            await self.kill()
            self.died_at, self.restart_at = self.clock.now(), self.clock.now() + TEN_SECONDS

    async def advance_until(self, target: datetime) -> None:
        """Go from due instant to due instant; whoever died meanwhile is begun again in time."""
        await self.settle()
        while self.clock.now() < target or self.restart_at is not None:
            if not self.alive:
                if self.restart_at is not None and self.restart_at > target:
                    self.clock.step_to(target)
                    return
                self.clock.step_to(self.restart_at or target)
                await self.rise()
                continue
            due_at = await self.next_due()
            if due_at is None or due_at > target:
                break
            self.clock.step_to(max(due_at, self.clock.now() + BREATH / 100))
            await self.settle()
        self.clock.step_to(target)
        await self.settle()


@asynccontextmanager
async def fault_stage(
    database_url: str, folder: Path, scene: Scene, kind: type[FaultStage] = FaultStage
) -> AsyncIterator[FaultStage]:
    async with AsyncExitStack() as stack:
        bare = await set_up(stack, database_url, folder, scene)
        await bare.furnish(scene)
        stage = kind(
            bare.world,
            bare.cast,
            bare.plan,
            bare.clock,
            bare.database,
            bare.setup,
            bare.ear,
            bare.errors,
            bare.app,
        )
        stage.listen()
        stack.push_async_callback(stage.kill)
        stack.push_async_callback(stage.back)
        yield stage
