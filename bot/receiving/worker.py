"""The worker makes of each stored update one turn in one transaction, in order within a chat."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any, Protocol

import structlog
import telegram
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.loops.leases import name_of_bot
from bot.loops.loop import cancel, unbroken
from bot.receiving import noise
from bot.receiving.attendance import Attendance
from bot.receiving.flood_damper import DEEDS, Patience
from bot.telegram import gateway
from bot.telegram.gateway import App, Bot
from handlers import dispatch, membership
from handlers.addressing import glued_command
from handlers.turn import Toast, Turn, taking
from messages.render import Message, Words
from office import post
from office.desk import Desk, Desks
from office.refusal import Refusal
from storage import inbox, leases, people, plans, turns
from storage.database import Session
from storage.inbox import InboxState, InboxUpdate
from storage.scope import Scope

log = structlog.stdlib.get_logger(__name__)

MOST_ATTEMPTS = 3
GREETINGS = ("start", "help")
TOAST_LIMIT = 200
HEAP = 500
"""The most updates of a stranger that are put aside in one go."""
MOST_AT_ONCE = 4
"""The most chats decided side by side; on PostgreSQL each waits holding a connection."""


LOOK_AGAIN = timedelta(seconds=1)


class ServedBot(Protocol):
    """The part of a bot that its updates are handled with."""

    @property
    def application(self) -> App: ...

    @property
    def scope(self) -> Scope: ...


class Fate(Enum):
    """What became of an update in one try."""

    DONE = auto()
    AGAIN = auto()
    NOT_OURS = auto()
    """Another process has the update, or an older one of its chat, or serves its bot."""


class Worker:
    def __init__(self, desks: Desks, lines: Mapping[int, ServedBot], clock: Clock) -> None:
        self._desks = desks
        self._lines = lines
        """The bots, by the id of the one that got the update."""
        self._clock = clock
        self._attendance = Attendance(clock)
        self._patience = Patience()
        self._patience_with_deeds = Patience(DEEDS, None)
        self._toasts: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._last_stranger = 0
        """The chat of the stranger who was heard last."""

    @property
    def busy(self) -> bool:
        return bool(self._toasts)

    def concerned_by(self, row: object) -> bool:
        return isinstance(row, InboxUpdate) and row.state == InboxState.NEW

    async def work(self) -> datetime | None:
        """Handle all that is new; look a little later at what another process has in hand."""
        while rows := await self._next():
            handled = await asyncio.gather(*(self._chat(queue) for queue in _by_chat(rows)))
            if not any(handled):
                return self._clock.now() + LOOK_AGAIN
        return None

    async def abandon(self) -> None:
        await cancel(*self._toasts)

    async def drain(self) -> None:
        await asyncio.gather(*self._toasts, return_exceptions=True)

    async def _next(self) -> list[InboxUpdate]:
        async with self._desks.database.reading() as session:
            found = await turns.next_updates(session, self._lines, self._last_stranger)
        for row, enrolled in found:
            if not enrolled and row.bot_id in self._lines:
                self._last_stranger = row.chat_id or 0
        return [row for row, _ in found]

    async def _chat(self, rows: list[InboxUpdate]) -> bool:
        """Handle a chat's updates in order; return whether any of them was ours to handle."""
        for number, row in enumerate(rows):
            # After each update the other chats have their turn.
            async with self._room:
                while (fate := await unbroken(self._handle(row))) is Fate.AGAIN:
                    log.info("update_again", update=row.update_id)
            if fate is Fate.NOT_OURS:
                return number > 0
        return True

    async def _handle(self, row: InboxUpdate) -> Fate:
        try:
            return await self._decide(row)
        # Whatever one update does to us, the updates behind it must still be handled.
        except Exception as error:
            return await self._failed(row, error)

    async def _decide(self, row: InboxUpdate) -> Fate:
        line = self._lines.get(row.bot_id)
        if line is None:
            if await self._another_serves(row.bot_id):
                return Fate.NOT_OURS
            return await self._ignore(row, "no such bot any more")
        update = Update.de_json(row.raw, line.application.bot)
        said = row.jurisdiction
        jurisdiction = said or await self._jurisdiction(row, update, line.scope)
        if jurisdiction is None:
            await self._say_if_no_plan(row, update)
            fate = await self._ignore(row, "no jurisdiction")
            await self._ignore_more_of_it(row)
            return fate
        gone = await self._gone(row, line, update, jurisdiction)
        async with self._desks.database.transaction() as session:
            # The row is claimed before we wait for our turn in the jurisdiction, so that whoever
            # finds it taken goes on.
            if not await inbox.claim(session, row):
                return Fate.NOT_OURS
            if not await self._bears(session, row, update):
                at = self._clock.now()
                await inbox.close(session, row.key, InboxState.DONE, at, jurisdiction)
                self._silence(row)
                return Fate.DONE
            await self._desks.database.decide_alone(session, jurisdiction)
            # The clock is read once nobody decides beside us: no decision that we see was later.
            now = self._clock.now()
            desk = await self._desks.at(session, jurisdiction, now, dispatch.actor_of(update))
            desk.scope = line.scope
            turn = await dispatch.turn_of(desk, update, gone)
            turn.update_row, turn.is_office_said = row.key, bool(said)
            await membership.heard(turn)
            await self._take(turn, line.application)
            await self._take_held_back(turn, line.application)
            await inbox.close(session, row.key, InboxState.DONE, now, jurisdiction)
        log.info("update_handled", update=row.update_id, actor=desk.actor)
        self._speak(turn, line.application.bot)
        return Fate.DONE

    async def _another_serves(self, bot_id: int) -> bool:
        # A process that was started later may have been given a bot that we do not know.
        if self._desks.database.is_sqlite:
            return False
        async with self._desks.database.reading() as session:
            return await leases.is_held(session, name_of_bot(bot_id))

    async def _ignore(self, row: InboxUpdate, reason: str) -> Fate:
        await self._close(row)
        self._silence(row)
        log.info("update_ignored", update=row.update_id, reason=reason)
        return Fate.DONE

    async def _ignore_more_of_it(self, row: InboxUpdate) -> None:
        if row.chat_id is None or not self._patience.is_worn_out(row.chat_id):
            return
        # Whatever a stranger who said too much has piled up behind this is put aside with it.
        async with self._desks.database.reading() as session:
            rows = await turns.waiting_in(session, row.bot_id, row.chat_id, HEAP)
            known = await people.appointed(session, noise.speakers(rows))
        heap = noise.until_it_matters(rows, known)
        if heap:
            async with self._desks.database.transaction() as session:
                ids = [one.key for one in heap]
                await inbox.close_all(session, ids, self._clock.now())
            log.info("updates_ignored", chat=row.chat_id, count=len(heap))

    async def _jurisdiction(self, row: InboxUpdate, update: Update, scope: Scope) -> str | None:
        async with self._desks.database.reading() as session:
            if await dispatch.is_anothers(session, update, scope):
                return None
            known = await dispatch.jurisdiction_of(session, update, scope)
            if known is not None or not self._has_patience(row, update):
                return known
            return await dispatch.jurisdiction_of_strangers(session, scope)

    async def _gone(
        self, row: InboxUpdate, line: ServedBot, update: Update, jurisdiction: str
    ) -> frozenset[str]:
        """Return the agencies whose groups the person left; no decision is open meanwhile."""
        if row.chat_id is None or row.chat_id < 0:
            return frozenset()
        async with self._desks.database.reading() as session:
            groups = await dispatch.groups_to_be_seen_in(session, jurisdiction, update)
        person = dispatch.person_in(update)
        if not groups or person is None:
            return frozenset()
        return await self._attendance.absent(line.application.bot, person, groups)

    async def _bears(self, session: Session, row: InboxUpdate, update: Update) -> bool:
        if not dispatch.is_deed(update):
            return True
        person = dispatch.person_in(update)
        if self._patience_with_deeds.allows(person or row.chat_id or 0, self._clock.now()):
            return True
        # Whoever serves the office may press and command as often as it takes.
        return person is not None and await people.serves(session, person)

    async def _say_if_no_plan(self, row: InboxUpdate, update: Update) -> None:
        """Tell at once, and only once, that there is no plan: no outbox exists to answer from."""
        message, bot = update.message, self._lines[row.bot_id].application.bot
        if message is None or not _asks_for_us(message, bot.username):
            return
        async with self._desks.database.reading() as session:
            if await plans.jurisdictions(session):
                return
        if self._has_patience(row, update):
            words = Words(self._desks.locale, UTC)
            self._go(_tell(bot, message.chat.id, words.plain("no_plan_yet")))

    def _has_patience(self, row: InboxUpdate, update: Update) -> bool:
        stranger = row.chat_id or dispatch.person_in(update) or 0
        return self._patience.allows(stranger, self._clock.now())

    async def _take(self, turn: Turn, application: App) -> None:
        try:
            # What a refused turn had written is undone; the answer and the record stay.
            async with turn.desk.session.begin_nested():
                with taking(turn):
                    await application.process_update(turn.update)
        except Refusal as refusal:
            await dispatch.refuse(turn, refusal)

    async def _take_held_back(self, turn: Turn, application: App) -> None:
        # These updates waited for their sender's word; the press shows what came of them.
        for raw in turn.held_back:
            again = await dispatch.turn_of(turn.desk, Update.de_json(raw, application.bot))
            await self._take(again, application)
            turn.toast = again.toast or turn.toast

    async def _close(self, row: InboxUpdate, state: InboxState = InboxState.DONE) -> bool:
        async with self._desks.database.transaction() as session:
            return await inbox.close(session, row.key, state, self._clock.now())

    async def _failed(self, row: InboxUpdate, error: Exception) -> Fate:
        """Count the attempt; if the database is away this raises as well, and none is counted."""
        async with self._desks.database.transaction() as session:
            attempts = await inbox.note_failure(session, row.key, type(error).__name__)
        if attempts < MOST_ATTEMPTS:
            log.warning("update_failed", update=row.update_id, attempt=attempts, exc_info=error)
            return Fate.AGAIN
        log.error("update_given_up", update=row.update_id, exc_info=error)
        if await self._close(row, InboxState.FAILED):
            self._silence(row)
            await self._tell_office(row)
        return Fate.DONE

    async def _tell_office(self, row: InboxUpdate) -> None:
        async with self._desks.database.reading() as session:
            jurisdiction = await dispatch.jurisdiction_of_chat(session, row.chat_id)
        if jurisdiction is None:
            return
        async with self._desks.open(jurisdiction, self._clock.now(), "telegram") as desk:
            await _say_given_up(desk, row)

    def _speak(self, turn: Turn, bot: Bot) -> None:
        # Every press is answered: without an answer the button keeps turning on the phone.
        if turn.update.callback_query is None:
            return
        query = turn.update.callback_query
        self._go(_answer(bot, query.id, turn.toast or Toast("")))

    def _silence(self, row: InboxUpdate) -> None:
        # A press that came to nothing is answered as well, with nothing to show.
        pressed = row.raw.get("callback_query")
        line = self._lines.get(row.bot_id)
        if isinstance(pressed, dict) and "id" in pressed and line is not None:
            self._go(_answer(line.application.bot, str(pressed["id"]), Toast("")))

    def _go(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._toasts.add(task)
        task.add_done_callback(self._toasts.discard)


async def _answer(bot: Bot, query_id: str, toast: Toast) -> None:
    try:
        await bot.answer_callback_query(
            query_id, text=toast.text[:TOAST_LIMIT] or None, show_alert=toast.alert
        )
    except BadRequest as error:
        # The press is answered long after it was made, perhaps after an outage.
        log.info("toast_too_late", error=error.message)
    except TelegramError as error:
        log.warning("toast_failed", error=f"{type(error).__name__}: {error.message}")


def _asks_for_us(message: telegram.Message, username: str) -> bool:
    # In a group people talk to one another, so only what greets us counts there.
    if message.chat.type == ChatType.PRIVATE:
        return True
    command = glued_command(message, username)
    return command is not None and command.name in GREETINGS


async def _tell(bot: Bot, chat_id: int, text: str) -> None:
    try:
        await gateway.say(bot, chat_id, text)
    except TelegramError as error:
        log.warning("answer_failed", error=f"{type(error).__name__}: {error.message}")


async def _say_given_up(desk: Desk, row: InboxUpdate) -> None:
    facts = {"at": row.received_at, "number": row.update_id}
    await post.tell_office(desk, Message(desk.words.phrase("update_given_up", **facts)))


def _by_chat(rows: list[InboxUpdate]) -> list[list[InboxUpdate]]:
    # Updates that belong to no chat need no order, so each stands alone.
    queues: dict[tuple[int, int, int], list[InboxUpdate]] = {}
    for row in rows:
        alone = row.key if row.chat_id is None else 0
        queues.setdefault((row.bot_id, row.chat_id or 0, alone), []).append(row)
    return list(queues.values())
