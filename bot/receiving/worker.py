"""The worker makes of each stored update one turn, in order within a chat."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

import structlog
import telegram
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.loops.leases import name_of_bot
from bot.loops.loop import cancel, unbroken
from bot.receiving import channel_looks, deciding, noise
from bot.receiving.attendance import Attendance
from bot.receiving.deciding import Decided, Decider, Received, ServedBot
from bot.receiving.enclosures import Enclosures
from bot.receiving.flood_damper import Patience
from bot.telegram import gateway
from bot.telegram.gateway import Bot
from handlers.entry import awaited_files, dispatch, seen_channels
from handlers.turns.addressing import glued_command
from handlers.turns.turn import Toast, Turn
from messages.render import Message, Words
from office import post
from office.desk import Desk, Desks
from office.enrolment.public_channels import SeenChannel
from storage.books import plans
from storage.database import Session
from storage.immutable import immutable
from storage.receiving import inbox, turns
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.roster import chats, people
from storage.scope import Scope
from storage.upkeep import leases

log = structlog.stdlib.get_logger(__name__)

MOST_ATTEMPTS = 3
GREETINGS = ("start", "help")
TOAST_LIMIT = 200
HEAP = 500
"""The most updates of a stranger that are put aside in one go."""
MOST_AT_ONCE = 4
"""The most chats decided side by side; on PostgreSQL each waits holding a connection."""

LOOK_AGAIN = timedelta(seconds=1)
LEFT_ALONE = timedelta(seconds=3)
"""How long another process is left alone with what it hears. Who helps at once tries for the same
rows, and reads what that one has at hand already."""


class Fate(Enum):
    """What became of an update in one try."""

    DONE = auto()
    AGAIN = auto()
    NOT_OURS = auto()
    """Another process has the update, or an older one of its chat, or serves its bot."""


@immutable
class _Seen:
    """What one look at the inbox has found."""

    queues: list[list[InboxUpdate]]
    """Each chat's updates in their order."""
    known: Mapping[int, Received]
    """For whom the first update of each queue is, where that is known already."""
    nothing_else: bool
    """Whether no update waited beside these."""


class Worker:
    def __init__(
        self,
        desks: Desks,
        lines: Mapping[int, ServedBot],
        clock: Clock,
        enclosures: Enclosures,
    ) -> None:
        self._desks = desks
        self._enclosures = enclosures
        self._lines = lines
        """The bots, by the id of the one that got the update."""
        self._clock = clock
        self._attendance = Attendance(clock)
        self._decider = Decider(desks, clock)
        self._patience = Patience()
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
        while True:
            seen = await unbroken(self._look())
            if not seen.queues:
                return None
            if not await self._handle_all(seen):
                return self._clock.now() + LOOK_AGAIN
            # What has come since has woken us.
            if seen.nothing_else:
                return None

    async def abandon(self) -> None:
        await cancel(*self._toasts)

    async def drain(self) -> None:
        await asyncio.gather(*self._toasts, return_exceptions=True)

    async def _look(self) -> _Seen:
        async with self._desks.database.reading() as session:
            found = await turns.next_updates(
                session,
                [bot_id for bot_id, line in self._lines.items() if line.hears],
                self._clock.now() - LEFT_ALONE,
                self._last_stranger,
            )
            queues = _by_chat([row for row, _ in found])
            known = await self._all_known(session, [queue[0] for queue in queues])
        for row, enrolled in found:
            if not enrolled and row.bot_id in self._lines:
                self._last_stranger = row.chat_id or 0
        # Strangers, of whom a look shows one, wait behind a stranger alone.
        return _Seen(queues, known, nothing_else=[enrolled for _, enrolled in found] == [True])

    async def _handle_all(self, seen: _Seen) -> bool:
        """Handle chats' updates; return whether any of them was ours to handle.

        Of a chat whose first update is decided together with others, the next ones wait for the
        next look.
        """
        batches = deciding.batches(seen.known.values())
        together = {one.row.key for batch in batches for one in batch}
        alone = [queue for queue in seen.queues if queue[0].key not in together]
        return any(
            await asyncio.gather(
                *(self._together(batch) for batch in batches),
                *(self._chat(queue, seen.known.get(queue[0].key)) for queue in alone),
            )
        )

    async def _all_known(
        self, session: Session, rows: Sequence[InboxUpdate]
    ) -> dict[int, Received]:
        """Find out at once for whom these are."""
        try:
            pressed = [row.chat_id or 0 for row in rows if "callback_query" in row.raw]
            groups = [chat for chat in pressed if chat < 0]
            offices = await chats.offices_of(session, groups) if groups else {}
            found = [await self._known(session, row, offices) for row in rows]
        # An update that cannot even be read is handled by itself, and that attempt counts.
        except Exception as error:
            log.warning("updates_not_read", size=len(rows), error=repr(error))
            return {}
        return {one.row.key: one for one in found if one is not None}

    async def _known(
        self, session: Session, row: InboxUpdate, offices: Mapping[int, str]
    ) -> Received | None:
        """None for a stranger's update, and where Telegram must be asked before the decision."""
        line = self._lines.get(row.bot_id)
        if line is None or row.chat_id is None:
            return None
        update = Update.de_json(row.raw, line.application.bot)
        jurisdiction = row.jurisdiction or await _office(session, row, update, line, offices)
        if jurisdiction is None:
            return None
        if row.chat_id > 0 and await dispatch.groups_to_be_seen_in(session, jurisdiction, update):
            return None
        if await awaited_files.awaited(session, jurisdiction, update):
            return None
        if await seen_channels.to_be_seen(session, jurisdiction, update):
            return None
        return Received(row, update, line, jurisdiction)

    async def _together(self, batch: Sequence[Received]) -> bool:
        async with self._room:
            try:
                return await unbroken(self._settle(batch))
            # Whatever fails here fails again below, for the one update that causes it.
            except Exception as error:
                log.warning("updates_undone", size=len(batch), error=repr(error))
        return any([await self._chat([one.row]) for one in batch])

    async def _settle(self, batch: Sequence[Received]) -> bool:
        """Decide updates; nothing is answered before the commit."""
        decided = await self._decider.decide(batch)
        for one in decided:
            self._speak(one)
        return bool(decided)

    async def _chat(self, rows: list[InboxUpdate], first: Received | None = None) -> bool:
        """Handle a chat's updates in order; return whether any of them was ours to handle.

        Of the first it may be known already for whom it is.
        """
        for number, row in enumerate(rows):
            # After each update the other chats have their turn.
            async with self._room:
                fate = await unbroken(self._handle(row, first if number == 0 else None))
                while fate is Fate.AGAIN:
                    log.info("update_again", update=row.update_id)
                    fate = await unbroken(self._handle(row))
            if fate is Fate.NOT_OURS:
                return number > 0
        return True

    async def _handle(self, row: InboxUpdate, known: Received | None = None) -> Fate:
        try:
            if known is not None:
                return await self._decide_known(known)
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
        jurisdiction = row.jurisdiction or await self._jurisdiction(row, update, line.scope)
        if jurisdiction is None:
            await self._say_if_no_plan(row, update)
            fate = await self._ignore(row, "no jurisdiction")
            await self._ignore_more_of_it(row)
            return fate
        gone = await self._gone(row, line, update, jurisdiction)
        enclosed = await self._enclosures.read(line.application.bot, jurisdiction, update)
        seen = await self._seen_channel(line, update, jurisdiction)
        known = Received(row, update, line, jurisdiction, gone, enclosed, seen)
        return await self._decide_known(known)

    async def _decide_known(self, received: Received) -> Fate:
        return Fate.DONE if await self._settle([received]) else Fate.NOT_OURS

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

    async def _seen_channel(
        self, line: ServedBot, update: Update, jurisdiction: str
    ) -> SeenChannel | None:
        async with self._desks.database.reading() as session:
            chat_id = await seen_channels.to_be_seen(session, jurisdiction, update)
        if chat_id is None:
            return None
        return await channel_looks.look(line.application.bot, chat_id)

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

    def _speak(self, decided: Decided) -> None:
        row, turn = decided.received.row, decided.turn
        if turn is None:
            self._silence(row)
            return
        log.info("update_handled", update=row.update_id, actor=_named(turn))
        # Every press is answered: without an answer the button keeps turning on the phone.
        if turn.update.callback_query is not None:
            bot, query = decided.received.line.application.bot, turn.update.callback_query
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


def _named(turn: Turn) -> str:
    # Strangers may be citizens who write tips: who they are stands in no log.
    who = turn.actor
    known = who is None or who.positions or who.agencies
    return turn.desk.actor if known else "stranger"


async def _say_given_up(desk: Desk, row: InboxUpdate) -> None:
    facts = {"at": row.received_at, "number": row.update_id}
    await post.tell_office(desk, Message(desk.words.phrase("update_given_up", **facts)))


async def _office(
    session: Session,
    row: InboxUpdate,
    update: Update,
    line: ServedBot,
    of_groups: Mapping[int, str],
) -> str | None:
    bound = of_groups.get(row.chat_id or 0)
    if bound is None or update.callback_query is None:
        return await _jurisdiction(session, update, line.scope)
    # No word in a press names another office, so it is for the one that the group belongs to.
    return bound if line.scope.holds(bound) else None


async def _jurisdiction(session: Session, update: Update, scope: Scope) -> str | None:
    if await dispatch.is_anothers(session, update, scope):
        return None
    return await dispatch.jurisdiction_of(session, update, scope)


def _by_chat(rows: list[InboxUpdate]) -> list[list[InboxUpdate]]:
    # Updates that belong to no chat need no order, so each stands alone.
    queues: dict[tuple[int, int, int], list[InboxUpdate]] = {}
    for row in rows:
        alone = row.key if row.chat_id is None else 0
        queues.setdefault((row.bot_id, row.chat_id or 0, alone), []).append(row)
    return list(queues.values())
