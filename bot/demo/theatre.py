"""Holds one address at which performances come and go; each starts with nothing of the last one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import RehearsalClock
from bot.demo.backstage import DemoBackstage
from bot.demo.house import House, Production, build_house
from bot.loops.loop import cancel
from sandbox import Server, World, serving

Onlooker = Callable[[House], None]
"""A function that is called with each performance once everybody is enrolled."""


@dataclass(slots=True)
class Theatre:
    production: Production
    server: Server
    folder: Path
    watch: Onlooker
    lively: bool
    """Whether people act by themselves as the clock runs."""
    house: House = field(init=False)
    backstage: DemoBackstage = field(init=False)
    _performances: int = 0
    _acting: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return self.server.url

    async def prepare(self) -> None:
        # The page shows the new world from its first moment on.
        folder = self.folder / str(self._performances)
        folder.mkdir()
        self._performances += 1
        self.house = await build_house(self.production, self.url, folder)
        self.backstage = DemoBackstage(self.house, self.start_over)
        self.server.show(self.house.world, self.backstage)

    async def begin(self, speed: float) -> None:
        # The clock stands until everybody is enrolled.
        await self.house.begin()
        self.house.clock.set_speed(speed)
        self.house.rehearsal.patience = self.production.patience
        self.watch(self.house)
        if self.lively:
            self._acting = asyncio.create_task(_keep_acting(self.house), name="actors")

    async def start_over(self) -> None:
        """Begin anew at the speed that the clock had; everything else is new."""
        speed = self.house.clock.speed
        await self.close()
        await self.prepare()
        await self.begin(speed)

    async def close(self) -> None:
        await cancel(self._acting)
        await self.house.close()


@asynccontextmanager
async def open_theatre(
    production: Production,
    folder: Path,
    *,
    port: int = 0,
    speed: float = 0.0,
    watch: Onlooker = lambda house: None,
    lively: bool = False,
) -> AsyncIterator[Theatre]:
    """Open a theatre in which everything runs and everybody is enrolled.

    Performances keep their files in the folder.
    """
    # The bot must know the address before there is anything to show there.
    async with serving(World(RehearsalClock(production.begins)), port=port) as server:
        theatre = Theatre(production, server, folder, watch, lively)
        await theatre.prepare()
        try:
            await theatre.begin(speed)
            yield theatre
        finally:
            await theatre.close()


async def _keep_acting(house: House) -> None:
    while True:
        house.liaisons.act(house.clock.now())
        waiting = [asyncio.ensure_future(house.world.log.changed())]
        at = house.liaisons.next_at()
        if at is not None:
            waiting.append(asyncio.ensure_future(house.clock.wait_until(at)))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel(*waiting)
