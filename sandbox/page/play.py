"""Holds one world as the page shows it, until another takes its place."""

from __future__ import annotations

import asyncio
import secrets

from sandbox.backstage import Backstage
from sandbox.page.network import Network
from sandbox.page.receipts import Receipts
from sandbox.world import World


class Play:
    """One world on the page; by its `id` pages that were opened on an earlier world load again."""

    def __init__(self, world: World, backstage: Backstage | None = None) -> None:
        self.id = secrets.token_hex(6)
        self.world = world
        self.backstage = backstage
        self.over = asyncio.Event()
        self.receipts = Receipts(world)
        self.network = Network(world)
        #: Steps of the clock, restarts and the like happen one after another.
        self.stage_lock = asyncio.Lock()

    def end(self) -> None:
        self.network.mend()
        self.over.set()
