"""Runs one bot's line to Telegram: what it says and how it hears. One process at a time runs it."""

import asyncio
from collections.abc import Callable

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.clock import Clock
from bot.duties.appraiser import Appraiser
from bot.duties.maker import Maker
from bot.kept_files import ARCHIVE, KeptFiles
from bot.loops.leases import Lease, name_of_bot
from bot.loops.loop import FINISH_WITHIN, Loop, cancel
from bot.receiving.intake import Intake
from bot.receiving.polling import FirstPoll
from bot.receiving.receiver import Receiver
from bot.receiving.webhook import WebhookKeeper
from bot.sending.pacing import NoPace, Pace
from bot.sending.sender import Sender
from bot.setup import Setup, bot_id_of
from bot.telegram.gateway import build_application
from bot.telegram.menus import MenuKeeper, Menus
from bot.workshop.workshop import Workshop
from handlers.entry import application as people_door
from handlers.entry.application import Tables
from office.desk import Desks
from storage.immutable import immutable
from storage.scope import Scope

log = structlog.stdlib.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


@immutable
class Common:
    """What all lines of a process share."""

    setup: Setup
    desks: Desks
    clock: Clock
    intake: Intake
    tables: Tables
    menus: Menus
    count: Callable[[str, str], None]
    gave_up: Callable[[BaseException], None]
    begun: Callable[[], None]
    """Called when this process has taken a bot over: updates of it may be waiting."""
    workshop: Workshop
    drawing: Workshop
    """Pictures are drawn as their texts leave, so they wait for no document."""
    first_poll: FirstPoll | None = None
    """The poll of the first bot, which was sent before the office was loaded."""


class BotWork:
    """The duty behind the lease of one token, to which Telegram's ceilings belong."""

    def __init__(self, token: str, scope: Scope, common: Common) -> None:
        self.bot_id = bot_id_of(token)
        self.scope = scope
        self.lease = Lease(name_of_bot(self.bot_id), shared=not common.desks.database.is_sqlite)
        self.application = build_application(token, common.setup.api_base)
        people_door.register(self.application, common.tables)
        self._gave_up, self._begun = common.gave_up, common.begun
        self._build(common)
        self._hearing: asyncio.Task[None] | None = None

    def _build(self, common: Common) -> None:
        setup, clock, bot = common.setup, common.clock, self.application.bot
        self.desks = common.desks.guarded(self.lease.guard)
        files = KeptFiles(setup.data_dir / ARCHIVE)
        self.sender = Sender(
            self.desks,
            bot,
            self.bot_id,
            files,
            common.drawing,
            clock,
            Pace if setup.paced else NoPace,
            lambda: self.sending.wake(),
            scope=self.scope,
            may_send=lambda: self.lease.held,
            count=common.count,
        )
        keeper = MenuKeeper(common.desks.database, bot, clock, common.menus, self.scope)
        self.sending = Loop(f"sender {self.bot_id}", self.sender, clock)
        self._keeping = Loop(f"menus {self.bot_id}", keeper, clock)
        maker = Maker(self.desks, common.workshop, files, clock, self.scope)
        self._making = Loop(f"maker {self.bot_id}", maker, clock)
        appraiser = Appraiser(self.desks, clock, self.scope)
        self._appraising = Loop(f"appraiser {self.bot_id}", appraiser, clock)
        webhook = setup.web.webhook if setup.web else None
        self._ear: Receiver | WebhookKeeper = (
            WebhookKeeper(bot, webhook.address(self.bot_id), webhook.secret)
            if webhook
            else Receiver(common.intake, bot, self._first_poll(common))
        )

    def _first_poll(self, common: Common) -> FirstPoll | None:
        return common.first_poll if self.bot_id == bot_id_of(common.setup.token) else None

    @property
    def hears(self) -> bool:
        # A webhook may call any process.
        return self.lease.held or isinstance(self._ear, WebhookKeeper)

    @property
    def loops(self) -> tuple[Loop, ...]:
        return (self.sending, self._keeping, self._making, self._appraising)

    async def introduce(self) -> None:
        # Telegram may not be there yet, so we ask until it is.
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

    async def prepare(self) -> None:
        await self.sender.recover()

    def begin(self) -> None:
        for loop in self.loops:
            loop.start()
        self._hearing = asyncio.create_task(self._ear.run(), name=f"receiver {self.bot_id}")
        self._hearing.add_done_callback(self._ended)
        self._begun()

    async def lay_down(self) -> None:
        await self.stop_hearing()
        for loop in self.loops:
            await loop.abandon()
        await self.sender.abandon()

    async def finish(self) -> None:
        await self.stop_hearing()
        for loop in self.loops:
            await loop.finish(within=FINISH_WITHIN)
        await self.sender.drain()

    async def stop_hearing(self) -> None:
        await cancel(self._hearing)

    async def close(self) -> None:
        await self.application.shutdown()
        # Where Telegram refused the token, the application was never initialized, but its
        # connections were opened.
        await self.application.bot.shutdown()

    def _ended(self, hearing: asyncio.Task[None]) -> None:
        # Hearing gives up for one reason only: Telegram refuses the token.
        error = None if hearing.cancelled() else hearing.exception()
        if error is not None:
            self._gave_up(error)
