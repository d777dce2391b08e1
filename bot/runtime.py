"""The composition root: it makes, starts and stops everything that the bot is made of."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING

import structlog

from bot import room
from bot.clock import Clock, RehearsalClock
from bot.duties.archiver import Archiver
from bot.duties.bot_duty import BotWork, Common
from bot.duties.clock_duty import Clockwork
from bot.duties.outside_heartbeat import Lifeline
from bot.duties.reader import FileReader
from bot.duties.reconciler import Proving
from bot.kept_files import ARCHIVE, KeptFiles
from bot.loops.hints import Hints
from bot.loops.leases import LeasedWork, LeaseKeeper
from bot.loops.loop import FINISH_WITHIN, Loop
from bot.receiving.enclosures import Enclosures
from bot.receiving.intake import Intake
from bot.receiving.polling import FirstPoll
from bot.receiving.worker import Worker
from bot.setup import MoreBot, Setup, Web, Webhook
from bot.telegram.gateway import App, Bot
from bot.telegram.menus import Menus
from bot.web.counts import Counts
from bot.web.health import State
from bot.workshop.workshop import Workshop
from handlers.entry import application as people_door
from messages.render import words_in
from office.beside import BESIDE
from office.board_address import BoardAddress, key_of
from office.desk import Desk, Desks
from office.enclosing import DOCUMENT, LARGEST
from office.exercise_acts import following
from office.obligations import settling
from office.records import workbench
from storage import agenda
from storage.database import Database
from storage.upkeep import heartbeats

if TYPE_CHECKING:
    from bot.web.board.site import Site
    from bot.web.server import WebServer

__all__ = ["MoreBot", "Runtime", "Setup", "Web", "Webhook"]

log = structlog.stdlib.get_logger(__name__)

WAKE_EVERY = 5.0
"""Seconds between two wake-ups by APScheduler; the tick itself knows when the next item is due."""
SETTLE_LOOK = 0.001


@cache
def _menus(locale: str) -> Menus:
    # Wording them takes longer than all else in a start, and a demo and a test start many times.
    return people_door.menus(people_door.whole(), words_in(locale, "UTC"))


async def _last(desk: Desk) -> None:
    await following.follow(desk)
    await workbench.mark(desk)


class Runtime:
    def __init__(self, setup: Setup, clock: Clock, first_poll: FirstPoll | None = None) -> None:
        self.clock = clock
        self._first_poll = first_poll
        self.database = Database(setup.database_url)
        settling.know(BESIDE)
        self.desks = Desks(
            self.database,
            setup.locale,
            ways=frozenset(setup.addresses),
            keeping=setup.keeping,
            board=BoardAddress(setup.board.url, key_of(setup.token)) if setup.board else None,
            last=_last,
        )
        self._counts = Counts()
        self._gave_up: asyncio.Event = asyncio.Event()
        self._reason: BaseException | None = None
        self._awake = False
        self._build(setup)
        self.database.watch(self._hear)

    def _build(self, setup: Setup) -> None:
        clock, desks, url = self.clock, self.desks, setup.heartbeat_url
        intake = Intake(self.database, clock)
        # What Telegram takes from no bot need not come into the memory of the process that alerts.
        shops = [Workshop(most=LARGEST[DOCUMENT]) for _ in range(3)]
        self._reading, self._making, self._drawing = shops
        self.lines = self._build_lines(setup, intake)
        archive = setup.data_dir / ARCHIVE
        archiver = Archiver(desks, self._bot_of, clock, archive)
        self._clockwork = Clockwork(
            desks,
            archiver,
            FileReader(desks, self._reading, clock, archive),
            clock,
            Proving(
                setup.prove_every,
                Lifeline(url) if url else None,
                self._chats_in_flight,
                partial(room.is_gone, setup.data_dir),
            ),
            setup.addresses,
        )
        by_bot = {line.bot_id: line for line in self.lines}
        files = KeptFiles(setup.data_dir / ARCHIVE)
        enclosures = Enclosures(desks, self._reading, files, clock)
        self._worker = Worker(desks, by_bot, clock, enclosures)
        self._working = Loop("worker", self._worker, clock)
        leased: list[LeasedWork] = [self._clockwork, *self.lines]
        # Leases have their own connections: the others may all be in use when one is renewed.
        self._leases = self.database if self.database.is_sqlite else Database(setup.database_url)
        self._keeper = LeaseKeeper(self._leases, leased, setup.process, setup.lease)
        self._hints = Hints(self.database, self._wake_named)
        self._state = State(self.database, clock, self._all_loops, leased, self._clockwork.ticker)
        self._server = self._build_server(setup, intake)
        self._board = self._build_board(setup, files)

    def _build_lines(self, setup: Setup, intake: Intake) -> list[BotWork]:
        tables = people_door.whole()
        common = Common(
            setup=setup,
            desks=self.desks,
            clock=self.clock,
            intake=intake,
            tables=tables,
            menus=_menus(setup.locale),
            count=self._counts.count_delivery,
            gave_up=self._give_up,
            begun=lambda: self._working.wake(),
            workshop=self._making,
            drawing=self._drawing,
            first_poll=self._first_poll,
        )
        return [BotWork(token, scope, common) for token, scope in setup.bots]

    def _build_server(self, setup: Setup, intake: Intake) -> "WebServer | None":
        if setup.web is None:
            return None
        bots = {line.bot_id for line in self.lines}
        # They are imported only where they are wanted: with their libraries they take 6 MB.
        from bot.web.endpoints import web_app
        from bot.web.metrics import Metrics
        from bot.web.server import WebServer

        webhook = setup.web.webhook
        metrics = Metrics(self._counts)
        app = web_app(self._state, metrics, intake, bots, webhook.secret if webhook else None)
        return WebServer(app, setup.web.host, setup.web.port)

    def _build_board(self, setup: Setup, files: KeptFiles) -> "Site | None":
        if setup.board is None or self.desks.board is None:
            return None
        from bot.web.board.site import Site

        return Site(setup.board, self.desks, self.clock, self.desks.board, files)

    def _chats_in_flight(self) -> list[int]:
        return [chat for line in self.lines for chat in line.sender.chats_in_flight]

    @property
    def application(self) -> App:
        """The application of the first bot."""
        return self.lines[0].application

    @property
    def web_address(self) -> str | None:
        return self._server.url if self._server else None

    @property
    def board_address(self) -> str | None:
        """Where the board is served, whatever address people reach it under."""
        return self._board.url if self._board else None

    @property
    def board_viewers(self) -> int:
        """How many open pages this process tells of what is new."""
        return self._board.viewers if self._board else 0

    @property
    def _all_loops(self) -> Sequence[Loop]:
        lines = [loop for line in self.lines for loop in line.loops]
        return (self._working, *self._clockwork.loops, *lines)

    async def start(self) -> None:
        # The server starts first: a health check must see this process wait for Telegram.
        for served in (self._server, self._board):
            if served is not None:
                await served.start()
        await asyncio.gather(*(line.introduce() for line in self.lines))
        self._name_bots()
        await self._go_on()
        await self._hints.start()
        await self._keeper.start()
        self._awake = True
        self._set_alarm()
        await self.application.start()
        self._working.start()
        log.info("started", bots=[line.application.bot.username for line in self.lines])

    async def run(self) -> None:
        # A receiver gives up only for a token that Telegram refuses.
        await self._gave_up.wait()
        if self._reason is not None:
            raise self._reason

    async def stop(self) -> None:
        """Take in nothing more, finish what is in hand, let what is in flight arrive."""
        if not self._awake:
            # The process never came to life: a heartbeat now would hide the outage.
            await self._keeper.release()
            await self._close()
            return
        await asyncio.gather(*(line.stop_hearing() for line in self.lines))
        await self._stop_serving()
        await self._working.finish(within=FINISH_WITHIN)
        await self._clockwork.finish()
        await asyncio.gather(*(line.finish() for line in self.lines))
        await self._worker.drain()
        if self._clockwork.lease.held:
            await self._clockwork.ticker.beat()
        await self._keeper.release()
        await self._close()
        log.info("stopped")

    async def _stop_serving(self) -> None:
        for served in (self._server, self._board):
            if served is not None:
                await served.stop()

    async def kill(self) -> None:
        """End as a crash would: nothing is finished, nothing is said; open commits still land."""
        await self._keeper.abandon()
        for line in self.lines:
            await line.lay_down()
        await self._clockwork.lay_down()
        await self._working.abandon()
        await self._worker.abandon()
        await self._close()

    async def settled(self) -> None:
        """Wait until nothing is left to do at this instant of the clock."""
        # No single event says so, because the loops hand work to one another.
        while not all(loop.idle for loop in self._all_loops):  # noqa: ASYNC110
            await asyncio.sleep(SETTLE_LOOK)

    async def next_due(self) -> datetime | None:
        """Return when there will be something to do again, heartbeats aside."""
        async with self.database.reading() as session:
            due_at = await agenda.next_due_at(session, after=self.clock.now())
        senders = [line.sending.next_at for line in self.lines]
        clockwork = (self._clockwork.archiving.next_at, self._clockwork.calling.next_at)
        instants = (due_at, *clockwork, *senders)
        return min((instant for instant in instants if instant is not None), default=None)

    def wake(self) -> None:
        # Another process may have written something that concerns us.
        for line in self.lines:
            line.sender.look_everywhere()
        for loop in self._all_loops:
            loop.wake()

    def _wake_named(self, name: str) -> None:
        """Wake one loop, which another process believes to run here."""
        for line in self.lines:
            if line.sending.name == name:
                line.sender.look_everywhere()
        for loop in self._all_loops:
            if loop.name == name:
                loop.wake()

    def _hear(self, row: object) -> None:
        self._counts.hear(row)
        for loop in self._all_loops:
            if loop.running:
                loop.hear(row)
            elif loop.would_hear(row):
                self._hints.give(loop.name)

    def _bot_of(self, jurisdiction: str) -> Bot:
        line = next(line for line in self.lines if line.scope.holds(jurisdiction))
        bot: Bot = line.application.bot
        return bot

    def _name_bots(self) -> None:
        # Links and mentions name the bot that serves the jurisdiction.
        first, *others = self.lines
        for desks in (self.desks, self._clockwork.desks, *(line.desks for line in self.lines)):
            desks.bot_username = first.application.bot.username
        for line in others:
            for jurisdiction in line.scope.names:
                self.desks.bot_usernames[jurisdiction] = line.application.bot.username

    def _give_up(self, reason: BaseException) -> None:
        self._reason = reason
        self._gave_up.set()

    async def _go_on(self) -> None:
        # A rehearsal that was stopped goes on where it was left: no time is lived twice.
        if not isinstance(self.clock, RehearsalClock):
            return
        async with self.database.reading() as session:
            last = await heartbeats.last_heartbeat(session)
        if last is not None:
            self.clock.step_to(last)

    def _set_alarm(self) -> None:
        jobs = self.application.job_queue
        if jobs is None:
            raise RuntimeError("python-telegram-bot was installed without its job queue")
        jobs.run_repeating(
            self._alarm, WAKE_EVERY, job_kwargs={"misfire_grace_time": None, "coalesce": True}
        )
        if isinstance(self.clock, RehearsalClock):
            self.clock.on_step(self._clockwork.ticking.wake)

    async def _alarm(self, context: object) -> None:
        self.wake()

    async def _close(self) -> None:
        if isinstance(self.clock, RehearsalClock):
            # The clock of a rehearsal outlives many bots.
            self.clock.forget(self._clockwork.ticking.wake)
        await self._hints.stop()
        await self._stop_serving()
        if self.application.running:
            # A job that APScheduler began at the very end would be cancelled, and be logged as an
            # error.
            if self.application.job_queue is not None:
                self.application.job_queue.scheduler.pause()
            await self.application.stop()
        await asyncio.gather(*(line.close() for line in self.lines))
        shops = (self._reading, self._making, self._drawing)
        await asyncio.gather(*(shop.close() for shop in shops))
        await self._leases.close()
        await self.database.close()
