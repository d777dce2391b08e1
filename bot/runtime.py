"""The composition root: everything the bot is made of, started and stopped together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.archiver import Archiver
from bot.clock import Clock, RehearsalClock
from bot.gateway import build_application
from bot.loops import Loop, cancel
from bot.menus import MenuKeeper
from bot.pacing import NoPace, Pace
from bot.receiver import Receiver
from bot.sender import Sender
from bot.ticker import Ticker
from bot.worker import Worker
from handlers import application as people_door
from messages.render import Words
from office.desk import Desks
from storage import agenda, heartbeats
from storage.database import Database

log = structlog.stdlib.get_logger(__name__)

WAKE_EVERY = 5.0
"""Seconds between two wake-ups by APScheduler; the tick itself knows when the next item is due."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
SETTLE_LOOK = 0.001
FINISH_WITHIN = 5.0
"""A container is killed ten seconds after it was told to stop."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a runtime is made from."""

    token: str
    api_base: str
    database_url: str
    data_dir: Path
    locale: str = "zh"
    paced: bool = True


class Runtime:
    def __init__(self, setup: Setup, clock: Clock) -> None:
        self.clock = clock
        self.database = Database(setup.database_url)
        self.desks = Desks(self.database, setup.locale)
        self.application = build_application(setup.token, setup.api_base)
        tables = people_door.whole()
        people_door.register(self.application, tables)
        self._build(setup, people_door.menus(tables, Words(setup.locale, UTC)))
        self._receiving: asyncio.Task[None] | None = None

    def _build(self, setup: Setup, menus: dict[str, list[BotCommand]]) -> None:
        bot, clock, desks = self.application.bot, self.clock, self.desks
        pace = Pace() if setup.paced else NoPace()
        self._sender = Sender(desks, bot, clock, pace, lambda: self._sending.wake())
        self._ticker = Ticker(desks, clock)
        self._worker = Worker(desks, self.application, clock)
        archiver = Archiver(desks, bot, clock, setup.data_dir / "archive")
        keeper = MenuKeeper(self.database, bot, clock, menus)
        self._sending = Loop("sender", self._sender, clock)
        self._ticking = Loop("ticker", self._ticker, clock)
        self._working = Loop("worker", self._worker, clock)
        self._archiving = Loop("archiver", archiver, clock)
        self._keeping = Loop("menus", keeper, clock)
        self._receiver = Receiver(self.database, bot, clock)
        self.database.watch(self._hear)

    @property
    def _loops(self) -> Sequence[Loop]:
        return (self._working, self._ticking, self._sending, self._archiving, self._keeping)

    async def start(self) -> None:
        await self._introduce()
        self.desks.bot_username = self.application.bot.username
        await self._go_on()
        # In this order: deadlines are put right before anything is decided by them, and what
        # was in flight is settled before anything is sent.
        await self._ticker.make_up_for_outage()
        await self._ticker.beat()
        await self._sender.recover()
        self._set_alarm()
        await self.application.start()
        for loop in self._loops:
            loop.start()
        self._receiving = asyncio.create_task(self._receiver.run(), name="receiver")
        log.info("started", bot=self.application.bot.username)

    async def run(self) -> None:
        """Until the receiver gives up, which it does only for a token that Telegram refuses."""
        if self._receiving is not None:
            await self._receiving

    async def stop(self) -> None:
        """Take in nothing more, finish what is in hand, let what is in flight arrive."""
        if self._receiving is None:
            # It never came to life: a heartbeat now would hide the outage.
            await self._close()
            return
        await cancel(self._receiving)
        await self._archiving.abandon()
        for loop in self._loops:
            await loop.finish(within=FINISH_WITHIN)
        await self._worker.drain()
        await self._sender.drain()
        await self._ticker.beat()
        await self._close()
        log.info("stopped")

    async def kill(self) -> None:
        """End as a crash would: nothing is finished, nothing is said; open commits still land."""
        await cancel(self._receiving)
        for loop in self._loops:
            await loop.abandon()
        await self._worker.abandon()
        await self._sender.abandon()
        await self._close()

    async def settled(self) -> None:
        """Until nothing is left to do at this instant of the clock."""
        # No single event says so: the loops hand work to one another.
        while not all(loop.idle for loop in self._loops):  # noqa: ASYNC110
            await asyncio.sleep(SETTLE_LOOK)

    async def next_due(self) -> datetime | None:
        """When there will be something to do again, heartbeats aside."""
        async with self.database.reading() as session:
            due_at = await agenda.next_due_at(session, after=self.clock.now())
        instants = (due_at, self._sending.next_at, self._archiving.next_at)
        return min((instant for instant in instants if instant is not None), default=None)

    def wake(self) -> None:
        """Another process may have written something that concerns us."""
        self._sender.look_everywhere()
        for loop in self._loops:
            loop.wake()

    def _hear(self, row: object) -> None:
        for loop in self._loops:
            loop.hear(row)

    async def _go_on(self) -> None:
        """A rehearsal that was stopped goes on where it was left: no time is lived twice."""
        if not isinstance(self.clock, RehearsalClock):
            return
        async with self.database.reading() as session:
            last = await heartbeats.last_heartbeat(session)
        if last is not None:
            self.clock.step_to(last)

    async def _introduce(self) -> None:
        """Ask Telegram who we are; it may not be there yet."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self.application.initialize()
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("telegram_not_reached", error=error.message, pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _set_alarm(self) -> None:
        jobs = self.application.job_queue
        if jobs is None:
            raise RuntimeError("python-telegram-bot was installed without its job queue")
        jobs.run_repeating(
            self._alarm, WAKE_EVERY, job_kwargs={"misfire_grace_time": None, "coalesce": True}
        )
        if isinstance(self.clock, RehearsalClock):
            self.clock.on_step(self._ticking.wake)

    async def _alarm(self, context: object) -> None:
        self.wake()

    async def _close(self) -> None:
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        # Where Telegram refused the token, the application was never initialized, but its
        # connections were opened.
        await self.application.bot.shutdown()
        await self.database.close()
