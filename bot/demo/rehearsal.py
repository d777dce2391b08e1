"""Steps the rehearsal clock from one due instant to the next, so that nothing is skipped."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import RehearsalClock
from bot.runtime import Runtime
from sandbox.people import Bot
from sandbox.state import HANG
from sandbox.world import World


class Players(Protocol):
    """People who act by themselves when the clock reaches their time."""

    def next_at(self) -> datetime | None: ...

    def act(self, now: datetime) -> int: ...


@dataclass(slots=True)
class Rehearsal:
    """A runtime on a clock that is moved by hand."""

    runtime: Runtime
    clock: RehearsalClock
    actors: Players
    world: World
    bot: Bot
    patience: float = HANG
    """Real seconds after which the bot is taken to be stuck."""

    async def advance_to(self, end: datetime) -> None:
        """Let time pass until `end`, stopping wherever somebody or something has its moment."""
        await self.settle()
        while (following := await self._next_moment()) is not None and following <= end:
            self.clock.step_to(following)
            await self.settle()
        self.clock.step_to(end)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nobody has anything to do at this instant; TimeoutError if it never comes."""
        await self._bot_is_quiet()
        while self.actors.act(self.clock.now()):
            await self._bot_is_quiet()

    async def _bot_is_quiet(self) -> None:
        # Updates may come while the bot works, so we ask again after every change.
        async with asyncio.timeout(self.patience):
            await self.runtime.settled()
            while self.bot.updates.waiting():
                await self.world.log.changed()
                await self.runtime.settled()

    async def _next_moment(self) -> datetime | None:
        moments = (await self.runtime.next_due(), self.actors.next_at())
        return min((moment for moment in moments if moment is not None), default=None)
