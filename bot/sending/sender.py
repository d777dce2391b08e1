"""The sender is the only place from which what was decided goes out."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import structlog
from telegram.error import TelegramError

from bot.clock import Clock
from bot.kept_files import FileGone, KeptFiles
from bot.loops.loop import cancel, unbroken
from bot.sending import claims
from bot.sending.bookkeeper import GATHER_FOR, Bookkeeper, Ended
from bot.sending.circuits import Circuits
from bot.sending.pacing import Pace
from bot.sending.uploads import TooLate, Uploads
from bot.telegram.gateway import Bot, Outgoing
from bot.telegram.verdicts import Verdict, VerdictKind, verdict
from bot.workshop.workshop import Workshop
from office.delivery_kinds import kinds_that
from office.desk import Desks
from storage.delivery import outbox, queue
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.delivery.queue import Head
from storage.scope import EVERYWHERE, Scope

log = structlog.stdlib.get_logger(__name__)

MOST_IN_FLIGHT = 640
"""This counts also those that were answered and wait to be stored.

At thirty a second it takes a Telegram that answers after twenty seconds to fill it.
"""
ROUND = 160
"""The most that one round takes.

Four rounds fill the places. If one took them all, all would leave together and be stored together,
and nothing would be on its way meanwhile.
"""
WORTH_A_ROUND = 96
"""The number of free places for which the sender does not wait until more are free."""
LOOK_AHEAD = 1000
"""The number of rows looked at, because others behind a chat at its ceiling may go."""
LOOK_LASTS = timedelta(seconds=0.25)
"""One look serves many messages.

It does not show what may go only since one of them was sent: the next part of a text that was
split.
"""
HEARD_WITHIN = timedelta(minutes=1)
"""So long a slip waits after a start for what its chat has said meanwhile."""
TOO_LATE = Verdict(VerdictKind.NOT_SENT, "the lease may have run out before it could be sent")


class Sender:
    def __init__(
        self,
        desks: Desks,
        bot: Bot,
        bot_id: int,
        files: KeptFiles,
        workshop: Workshop,
        clock: Clock,
        new_pace: Callable[[], Pace],
        wake: Callable[[], None],
        *,
        scope: Scope = EVERYWHERE,
        may_send: Callable[[], bool] = lambda: True,
        count: Callable[[str, str], None] | None = None,
    ) -> None:
        self._desks = desks
        self._scope = scope
        self._may_send = may_send
        self._clock = clock
        self._new_pace = new_pace
        self._pace = new_pace()
        self._wake = wake
        self._circuits = Circuits()
        self._uploads = Uploads(bot, bot_id, files, workshop, may_send)
        self._books = Bookkeeper(desks, clock, self._circuits, count)
        self._heads: list[Head] = []
        self._heads_hold_until: datetime | None = None
        """Until this instant the heads are good; a commit that may come before them resets it."""
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        """The send under way in each chat; a chat gets one message after the other."""
        self._more = False
        """Whether others wait that could go as soon as one of these has landed."""
        self._refill: asyncio.TimerHandle | None = None
        self._orphans = True
        """Whether something may be waiting for a message that will never be sent."""

    @property
    def busy(self) -> bool:
        return bool(self._in_flight)

    @property
    def chats_in_flight(self) -> Collection[int]:
        """The chats that a message of ours is on its way to."""
        return self._in_flight.keys()

    def concerned_by(self, row: object) -> bool:
        if not isinstance(row, Delivery) or not self._scope.holds(row.jurisdiction):
            return False
        ended_unsent, waits = row.state in outbox.NEVER_SENT, row.state == DeliveryState.WAITING
        self._orphans |= ended_unsent or (waits and row.after_id is not None)
        if ended_unsent or waits:
            self._heads_hold_until = None
        return ended_unsent or waits

    def look_everywhere(self) -> None:
        # Another process may have written what we were not told of.
        self._orphans = True
        self._heads_hold_until = None

    async def recover(self) -> None:
        """Take what was in flight for doubtful, and teach the ceilings what the last minute sent.

        A slip waits a little where its chat has said something that nobody has heard yet: it was
        written before the process ended, and the worker only begins to read what came meanwhile.

        This also comes after the lease came back: what was abandoned under way never landed, and
        what this process sent is counted from the rows like what others sent.
        """
        now = self._clock.now()
        self._pace = self._new_pace()
        self.look_everywhere()
        async with self._desks.database.transaction() as session:
            until = now + HEARD_WITHIN
            await queue.put_off(
                session, kinds_that(lambda rules: rules.serves_slip), until, self._scope
            )
        async with self._desks.database.reading() as session:
            await self._circuits.load(session, self._scope)
            doubtful = await queue.in_flight(session, self._scope)
            tried = await queue.tried_since(session, now - timedelta(minutes=1), self._scope)
            # What was under way when we ended may have been counted at any moment until now.
            for row in sorted(tried, key=lambda row: row.closed_at or now):
                self._pace.count(row.chat_id, row.closed_at or now, edit=_is_edit(row))
            for row in await queue.held(session, now, self._scope):
                self._pace.refused(row.chat_id, row.next_try_at, now)
        unknown = Verdict(VerdictKind.UNKNOWN, "the bot was stopped")
        await asyncio.gather(*(self._books.keep(Ended(row, unknown)) for row in doubtful))

    async def work(self) -> datetime | None:
        """Take what may go now and set it off."""
        # What lands while we look may come too late for this look.
        self._more = True
        if len(self._in_flight) >= MOST_IN_FLIGHT:
            return None
        return await unbroken(self._round())

    async def drain(self) -> None:
        await asyncio.gather(*self._in_flight.values(), return_exceptions=True)

    async def abandon(self) -> None:
        await cancel(*self._in_flight.values())
        await self._books.abandon()

    async def _round(self) -> datetime | None:
        now = self._clock.now()
        opens_at = self._pace.opens_at(now)
        if opens_at > now:
            return opens_at
        if self._heads_hold_until is not None and now < self._heads_hold_until:
            chosen, free_at = self._choose(now)
            if await self._take(chosen, now):
                # Once they have landed we look again, whether or not others wait by then.
                return free_at
        waiting, next_try_at, orphaned = await self._look(now)
        await self._drop_orphans(orphaned, now)
        chosen, free_at = self._choose(now)
        self._more = waiting > await self._take(chosen, now)
        # What is due already waits for something other than the time, and that wakes us.
        return min((at for at in (next_try_at, free_at) if at is not None), default=None)

    async def _look(self, now: datetime) -> tuple[int, datetime | None, set[str]]:
        """Return how many wait, when the next of them may be tried, and the offices of which some
        wait for a message that was never sent."""
        # Both are set before we look, because what is committed meanwhile may not be seen.
        self._heads_hold_until = now + LOOK_LASTS
        looks_for_orphans, self._orphans = self._orphans, False
        async with self._desks.database.reading() as session:
            self._heads = await queue.heads(session, now, LOOK_AHEAD, self._scope)
            outlook = await queue.outlook(session, now, self._scope)
            orphans = await queue.orphans(session, self._scope) if looks_for_orphans else []
        return *outlook, {row.jurisdiction for row in orphans}

    async def _take(self, chosen: Sequence[Head], now: datetime) -> int:
        """Set off those that still hold true; return how many."""
        taken = 0
        try:
            for jurisdiction in {row.jurisdiction for row in chosen}:
                ids = [row.id for row in chosen if row.jurisdiction == jurisdiction]
                async with self._desks.open(jurisdiction, now, "clock") as desk:
                    outgoing = await claims.take(desk, ids)
                    await self._uploads.learn(desk.session, outgoing)
                taken += len(outgoing)
                for out in outgoing:
                    self._set_off(out)
        finally:
            self._pace.stay(len(chosen) - taken)
        return taken

    async def _drop_orphans(self, jurisdictions: Collection[str], now: datetime) -> None:
        # A message that was to follow one that never went does not go either.
        for jurisdiction in jurisdictions:
            async with self._desks.open(jurisdiction, now, "clock") as desk:
                await claims.drop_orphans(desk)

    def _choose(self, now: datetime) -> tuple[list[Head], datetime | None]:
        """Choose as many as may be in flight, in the order of the lanes, for chats that may be
        tried now.

        Return with them the instant at which the first of the others may be tried.
        """
        chosen: list[Head] = []
        free_at: datetime | None = None
        most = min(ROUND, MOST_IN_FLIGHT - len(self._in_flight))
        for row in self._heads:
            if len(chosen) == most:
                free_at = now
                break
            if (opens_at := self._pace.opens_at(now)) > now:
                free_at = opens_at
                break
            if row.chat_id in self._in_flight:
                continue
            may_go_at = max(
                self._pace.free_at(row.chat_id, now, edit=_is_edit(row)),
                self._circuits.free_at(row.chat_id, now),
            )
            if may_go_at > now:
                free_at = min(may_go_at, free_at or may_go_at)
                continue
            self._pace.leave(now)
            chosen.append(row)
        gone = {row.id for row in chosen}
        self._heads = [row for row in self._heads if row.id not in gone]
        return chosen, free_at

    def _set_off(self, out: Outgoing) -> None:
        chat_id = out.delivery.chat_id
        task = asyncio.create_task(self._send(out), name=f"send {out.delivery.key}")
        self._in_flight[chat_id] = task
        task.add_done_callback(lambda _: self._landed(chat_id))

    def _landed(self, chat_id: int) -> None:
        del self._in_flight[chat_id]
        if not self._more:
            return
        if len(self._in_flight) <= MOST_IN_FLIGHT - WORTH_A_ROUND:
            self._look_again()
        elif self._refill is None:
            # We do not wait until a round is worth it: those may be stuck, and the others are not.
            self._refill = asyncio.get_running_loop().call_later(GATHER_FOR, self._look_again)

    def _look_again(self) -> None:
        if self._refill is not None:
            self._refill.cancel()
            self._refill = None
        self._wake()

    async def _send(self, out: Outgoing) -> None:
        row = out.delivery
        try:
            ended = await self._try(out)
        finally:
            now = self._clock.now()
            self._pace.land(row.chat_id, now, edit=_is_edit(row))
        if ended.verdict.kind == VerdictKind.HOLD:
            self._pace.refused(row.chat_id, now + ended.verdict.retry_after, now)
        await self._books.keep(ended)

    async def _try(self, out: Outgoing) -> Ended:
        if not self._may_send():
            # We slept since it was claimed. Storing this fails where somebody else may send now,
            # who holds it to be doubtful; otherwise it goes back into the queue.
            return Ended(out.delivery, TOO_LATE)
        try:
            arrived = await self._uploads.deliver(out)
        except TelegramError as error:
            return Ended(out.delivery, verdict(error))
        except TooLate:
            return Ended(out.delivery, TOO_LATE)
        except FileGone as error:
            return Ended(out.delivery, Verdict(VerdictKind.REFUSED, f"FileGone: {error}"))
        # Whatever else ends a try: a row that stayed in flight would keep its chat waiting.
        except Exception as error:
            log.exception("try_failed", delivery=out.delivery.key)
            return Ended(out.delivery, Verdict(VerdictKind.UNKNOWN, type(error).__name__))
        brought = self._uploads.brought(out, arrived)
        return Ended(out.delivery, Verdict(VerdictKind.SENT), arrived.message_id, brought)


def _is_edit(row: Delivery | Head) -> bool:
    return row.action == Action.EDIT
