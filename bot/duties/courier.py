"""The courier brings messages by second channels, and keeps what became of each try."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.loops.loop import unbroken
from bot.second_channels import TIME_LIMIT, Addresses, deliver
from office.desk import Desks
from office.sending import channel_tries
from storage.delivery import channels as store
from storage.delivery.channels import ChannelMessage, ChannelState

log = structlog.stdlib.get_logger(__name__)

AT_ONCE = 8
BATCH = 40
GRACE = 5.0
"""Seconds beyond the time limit of the call itself, which most services keep."""


class Courier:
    def __init__(self, desks: Desks, clock: Clock, addresses: Addresses) -> None:
        self._desks = desks
        self._clock = clock
        self._addresses = addresses
        self._room = asyncio.Semaphore(AT_ONCE)
        # These threads are separate: a mail server that hangs must not hold up anybody else.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="channel")

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        return isinstance(row, ChannelMessage) and row.state == ChannelState.WAITING

    async def work(self) -> datetime | None:
        if not self._addresses:
            return None
        while due := await self._due():
            await asyncio.gather(*(self._bring(row) for row in due))
        async with self._desks.database.reading() as session:
            return await store.next_try_at(session)

    async def _due(self) -> list[ChannelMessage]:
        now = self._clock.now()
        async with self._desks.database.reading() as session:
            return await store.due(session, now, channel_tries.stale(now), BATCH)

    async def _bring(self, row: ChannelMessage) -> None:
        async with self._room:
            if await unbroken(self._take(row)):
                error = await self._deliver(row)
                await unbroken(self._settle(row, error))

    async def _take(self, row: ChannelMessage) -> bool:
        async with self._desks.open(row.jurisdiction, self._clock.now(), "clock") as desk:
            return await channel_tries.take(desk, row.key) is not None

    async def _deliver(self, row: ChannelMessage) -> str | None:
        url = self._addresses.get((row.jurisdiction, row.recipient, row.channel))
        if url is None:
            return "no address"
        call = asyncio.get_running_loop().run_in_executor(
            self._threads, deliver, url, row.title, row.text
        )
        try:
            return await asyncio.wait_for(call, TIME_LIMIT + GRACE)
        except TimeoutError:
            return "timeout"
        # Any of a hundred services may stand behind an address, and the error's text may show it.
        except Exception as error:
            return type(error).__name__

    async def _settle(self, row: ChannelMessage, error: str | None) -> None:
        async with self._desks.open(row.jurisdiction, self._clock.now(), "clock") as desk:
            await channel_tries.settle(desk, row.key, error)
        log.info("channel_tried", message=row.key, channel=row.channel, error=error)
