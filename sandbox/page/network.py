"""Plays the network between the bots and the sandbox, which the page can cut for a while."""

from __future__ import annotations

import asyncio
import sys

from sandbox.faults import Fault, FaultKind
from sandbox.world import World

#: Real seconds: bots wait and try again in real time, whatever the sandbox's clock shows.
OUTAGE = 60.0


class Network:
    def __init__(self, world: World) -> None:
        self._world = world
        self._fault: Fault | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def back_in(self) -> float:
        """Real seconds until the network works again; zero while it does."""
        if self._timer is None:
            return 0.0
        left = self._timer.when() - asyncio.get_running_loop().time()
        # What a sum of floats leaves over would show more than the whole outage.
        return max(round(left, 3), 0.0)

    def cut(self, seconds: float = OUTAGE) -> None:
        # Every connection breaks, also those on which bots wait for updates.
        self.mend()
        fault = Fault(FaultKind.RESET_BEFORE, times=sys.maxsize)
        self._fault = self._world.faults.add(fault)
        self._timer = asyncio.get_running_loop().call_later(seconds, self.mend)
        for bot in self._world.bots.values():
            bot.updates.end_poll()

    def mend(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._fault:
            self._world.faults.cancel(self._fault)
        self._timer = self._fault = None
