"""The sender: the only place from which what was decided goes out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from telegram.error import TelegramError

from bot import gateway, outcomes
from bot.clock import Clock
from bot.gateway import Bot, Outgoing
from bot.loops import cancel, unbroken
from bot.pacing import Pace
from bot.verdicts import Kind, Verdict, verdict
from messages.length import TEXT_LIMIT, plain, units
from office import recheck
from office.desk import Desk, Desks
from storage import outbox
from storage.database import Session
from storage.outbox import Action, Delivery, DeliveryState

log = structlog.stdlib.get_logger(__name__)

MOST_IN_FLIGHT = 24
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
LOOK_AHEAD = 200
"""Chats at their ceiling are passed over; behind them others may go."""


@dataclass(slots=True)
class Round:
    """One look at the queue: what was taken, and when the next look is worth while."""

    taken: list[Outgoing] = field(default_factory=list)
    next_at: datetime | None = None
    changed: bool = False
    """Something was dropped: what waited behind it may be next."""

    def call_again(self, at: datetime | None) -> None:
        if at is not None:
            self.next_at = min(at, self.next_at or at)


class Sender:
    def __init__(
        self,
        desks: Desks,
        bot: Bot,
        clock: Clock,
        pace: Pace,
        wake: Callable[[], None],
        decided: Callable[[], None],
    ) -> None:
        self._desks = desks
        self._bot = bot
        self._clock = clock
        self._pace = pace
        self._wake = wake
        self._decided = decided
        self._in_flight: dict[int, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        return bool(self._in_flight)

    async def recover(self) -> None:
        """After a start: what was in flight is doubtful; the ceilings know the last minute."""
        now = self._clock.now()
        async with self._desks.database.reading() as session:
            doubtful = await outbox.in_flight(session)
            for row in await outbox.sent_since(session, now - timedelta(minutes=1)):
                self._pace.spend(row.chat_id, row.closed_at or now, edit=_is_edit(row))
            for row in await outbox.held(session, now):
                self._pace.refused(row.chat_id, row.next_try_at, now)
        for row in doubtful:
            await unbroken(self._settle(row, Verdict(Kind.UNKNOWN, "the bot was stopped"), None))

    async def work(self) -> datetime | None:
        """Take what may go now and set it off; each that ends calls for the next round."""
        if len(self._in_flight) >= MOST_IN_FLIGHT:
            return None
        found = await unbroken(self._take())
        for out in found.taken:
            self._set_off(out)
        if found.changed:
            self._decided()
        return found.next_at

    async def drain(self) -> None:
        """Let what is in flight arrive."""
        await asyncio.gather(*self._in_flight.values(), return_exceptions=True)

    async def abandon(self) -> None:
        await cancel(*self._in_flight.values())

    def _set_off(self, out: Outgoing) -> None:
        chat_id = out.delivery.chat_id
        task = asyncio.create_task(self._send(out), name=f"send {out.delivery.key}")
        self._in_flight[chat_id] = task
        task.add_done_callback(lambda _: self._landed(chat_id))

    def _landed(self, chat_id: int) -> None:
        del self._in_flight[chat_id]
        self._wake()

    async def _take(self) -> Round:
        found, now = Round(), self._clock.now()
        async with self._desks.database.transaction() as session:
            found.changed = await _drop_orphans(session, now)
            heads = await outbox.queue_heads(session, now, LOOK_AHEAD)
            # What is due already waits for something other than the time, and that wakes us.
            found.call_again(await outbox.next_try_at(session, after=now))
        for jurisdiction, rows in _by_jurisdiction(self._choose(heads, now, found)).items():
            async with self._desks.open(jurisdiction, now, "clock") as desk:
                for row in rows:
                    await _claim(desk, row.key, found)
        return found

    def _choose(self, heads: list[Delivery], now: datetime, found: Round) -> list[Delivery]:
        """As many as may be in flight, in the order of the lanes, of chats below their ceiling."""
        chosen: list[Delivery] = []
        for row in heads:
            if len(self._in_flight) + len(chosen) >= MOST_IN_FLIGHT:
                break
            free_at = self._pace.free_at(row.chat_id, now, edit=_is_edit(row))
            if row.chat_id in self._in_flight:
                continue
            if free_at > now:
                found.call_again(free_at)
                continue
            self._pace.spend(row.chat_id, now, edit=_is_edit(row))
            chosen.append(row)
        return chosen

    async def _send(self, out: Outgoing) -> None:
        message_id = None
        try:
            message_id = await gateway.deliver(self._bot, out)
            result = Verdict(Kind.SENT)
        except TelegramError as error:
            result = verdict(error)
        await self._keep(out.delivery, result, message_id)

    async def _keep(self, sent: Delivery, result: Verdict, message_id: int | None) -> None:
        """Store what became of it; a database that is away for a moment is waited for."""
        for pause in PAUSES:
            try:
                await unbroken(self._settle(sent, result, message_id))
                return
            # Whatever storing it meets, the row must not be left as one in flight.
            except Exception:
                log.exception("outcome_not_stored", delivery=sent.key, pause=pause)
                await asyncio.sleep(pause)
        log.error("outcome_lost", delivery=sent.key, remedy="it is settled at the next start")

    async def _settle(self, sent: Delivery, result: Verdict, message_id: int | None) -> None:
        now = self._clock.now()
        async with self._desks.open(sent.jurisdiction, now, "telegram") as desk:
            row = await outbox.delivery(desk.session, sent.key)
            row.message_id = message_id
            await outcomes.settle(desk, row, result)
        if result.kind == Kind.HOLD:
            self._pace.refused(sent.chat_id, now + result.retry_after, now)
        if result.kind != Kind.SENT:
            self._decided()
        _log(row, result)


def _by_jurisdiction(rows: list[Delivery]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.jurisdiction, []).append(row)
    return found


async def _claim(desk: Desk, delivery_id: int, found: Round) -> None:
    """Look at it once more as it stands now, and take it."""
    row = await outbox.delivery(desk.session, delivery_id)
    if row.state != DeliveryState.WAITING:
        return
    target_message = await _target_message(desk, row)
    reason = await recheck.before_sending(desk, row)
    if reason is None and row.target_id is not None and target_message is None:
        reason = "no_message_to_edit"
    if reason is not None:
        _drop(desk.session, row, reason, desk.now)
        found.changed = True
        log.info("delivery_dropped", delivery=row.key, kind=row.kind, reason=reason)
    elif await outbox.claim(desk.session, row.key, desk.now):
        found.taken.append(Outgoing(row, _marked(desk, row), target_message))


async def _target_message(desk: Desk, row: Delivery) -> int | None:
    """The message that an edit is to change."""
    if row.target_id is None:
        return None
    return (await outbox.delivery(desk.session, row.target_id)).message_id


def _marked(desk: Desk, row: Delivery) -> str:
    """What is said again says so in its first line."""
    if not row.repeated:
        return row.text
    marked = f"{desk.words.phrase('repeat_mark')}\n{row.text}"
    return marked if units(plain(marked)) <= TEXT_LIMIT else row.text


async def _drop_orphans(session: Session, now: datetime) -> bool:
    """What was to follow a message that never went does not go either."""
    orphans = await outbox.orphans(session)
    for row in orphans:
        _drop(session, row, "predecessor_not_sent", now)
    await session.flush()
    return bool(orphans)


def _drop(session: Session, row: Delivery, reason: str, now: datetime) -> None:
    row.state, row.error, row.closed_at = DeliveryState.DROPPED, reason, now
    session.add(row)


def _is_edit(row: Delivery) -> bool:
    return row.action == Action.EDIT


def _log(row: Delivery, result: Verdict) -> None:
    facts = {"delivery": row.key, "kind": row.kind, "chat": row.chat_id, "verdict": result.kind}
    if result.kind == Kind.SENT:
        log.info("delivered", **facts)
    else:
        log.warning("not_delivered", **facts, error=result.detail, state=row.state)
