"""Stores what became of each delivery. Those that end together share one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.loops.loop import cancel, unbroken
from bot.sending import outcomes
from bot.sending.circuits import Circuits
from bot.telegram.verdicts import Verdict, VerdictKind
from office.delivery_kinds import rules_of
from office.desk import Desk, Desks
from office.obligations import boards
from storage.database import Session
from storage.delivery import outbox, sent_files
from storage.delivery.outbox import Delivery, DeliveryState
from storage.delivery.sent_files import Brought
from storage.immutable import immutable
from storage.upkeep.leases import LeaseLost

log = structlog.stdlib.get_logger(__name__)

GATHER_FOR = 0.02
"""Seconds in which what ends is gathered when much does.

A commit costs the same for one message as for twenty.
"""
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)


@immutable
class Ended:
    """A try that is over."""

    delivery: Delivery
    verdict: Verdict
    message_id: int | None = None
    brought: Brought | None = None
    """The file that Telegram has since this message, and can be asked for by its id."""


Settle = Callable[[Sequence[Ended]], Awaitable[dict[int, str]]]
"""Stores outcomes in one transaction and returns the state of each delivery, by its id."""


class Bookkeeper:
    """Collects what ends while it writes, so that a slow disk makes batches, not a queue."""

    def __init__(
        self,
        desks: Desks,
        clock: Clock,
        circuits: Circuits,
        count: Callable[[str, str], None] | None = None,
    ) -> None:
        self._circuits = circuits
        self._count = count
        """Told of each delivery's kind, and of what became of it once that is stored."""
        self._desks = desks
        self._clock = clock
        self._waiting: list[tuple[Ended, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, ended: Ended) -> None:
        """Return once the outcome is stored, or was given up."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((ended, stored))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="bookkeeper")
        await stored

    async def abandon(self) -> None:
        # What is not stored by now is in doubt, as after any crash.
        await cancel(self._writing)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            for part, settle in self._parts([ended for ended, _ in batch]):
                await self._keep(part, settle)
            for _, stored in batch:
                if not stored.done():
                    stored.set_result(None)
            if self._waiting:
                # Others have ended meanwhile, so there are many, and more will end in a moment.
                await asyncio.sleep(GATHER_FOR)

    def _parts(self, batch: Iterable[Ended]) -> Iterator[tuple[Sequence[Ended], Settle]]:
        """Split outcomes into those that one transaction stores, and say how it does."""
        quiet: list[Ended] = []
        news: dict[str, list[Ended]] = {}
        for ended in batch:
            office = ended.delivery.jurisdiction
            (news.setdefault(office, []) if self._is_news(ended) else quiet).append(ended)
        if quiet:
            yield quiet, self._store_quiet
        for of_one_office in news.values():
            yield of_one_office, self._judge

    async def _keep(self, batch: Sequence[Ended], settle: Settle) -> None:
        """Store outcomes together, or each for itself where that fails: none holds up others."""
        if len(batch) > 1:
            try:
                await unbroken(self._settle(batch, settle))
                return
            except LeaseLost:
                _leave(batch)
                return
            # Whatever fails here fails again below, for the one outcome that causes it.
            except Exception as error:
                log.warning("batch_not_stored", size=len(batch), error=repr(error))
        for ended in batch:
            await self._keep_one(ended, settle)

    async def _keep_one(self, ended: Ended, settle: Settle) -> None:
        # A database that is away for a moment is waited for.
        for pause in PAUSES:
            try:
                await unbroken(self._settle([ended], settle))
                return
            except LeaseLost:
                _leave([ended])
                return
            # Whatever storing it meets, the row must not be left as one in flight.
            except Exception:
                log.exception("outcome_not_stored", delivery=ended.delivery.key, pause=pause)
                await asyncio.sleep(pause)
        key = ended.delivery.key
        log.error("outcome_lost", delivery=key, remedy="it is settled at the next start")

    async def _settle(self, batch: Sequence[Ended], settle: Settle) -> None:
        states = await settle(batch)
        _log(batch, states)
        if self._count is not None:
            for ended in batch:
                self._count(ended.delivery.kind, states[ended.delivery.key])

    def _is_news(self, ended: Ended) -> bool:
        """Return whether anything but the message's own row may change with it."""
        row, kind = ended.delivery, ended.verdict.kind
        counted = kind != VerdictKind.SENT or rules_of(row.kind).brings_order
        return (
            counted or outcomes.shows_channel(row) or self._circuits.takes_note(row.chat_id, kind)
        )

    async def _store_quiet(self, batch: Sequence[Ended]) -> dict[int, str]:
        """Store messages that arrived; the answers of a hundred offices are one commit."""
        async with self._desks.turn(*{ended.delivery.jurisdiction for ended in batch}) as session:
            return await _store_sent(session, self._clock.now(), batch)

    async def _judge(self, batch: Sequence[Ended]) -> dict[int, str]:
        """Decide about outcomes of one office."""
        jurisdiction = batch[0].delivery.jurisdiction
        async with self._desks.open_now(jurisdiction, self._clock.now, "telegram") as desk:
            states = await _store(desk, batch)
            await boards.touch_for_deliveries(desk, (ended.delivery for ended in batch))
            tried = ((ended.delivery, ended.verdict.kind) for ended in batch)
            chats = await self._circuits.note(desk, tried)
        self._circuits.learn(chats)
        return states


async def _store_sent(session: Session, now: datetime, sent: Sequence[Ended]) -> dict[int, str]:
    await outcomes.settle_sent(session, now, [(one.delivery, one.message_id) for one in sent])
    for one in sent:
        if one.brought is not None:
            await sent_files.keep(session, one.delivery.jurisdiction, one.brought, now)
    return dict.fromkeys(_keys(sent), DeliveryState.SENT)


async def _store(desk: Desk, batch: Sequence[Ended]) -> dict[int, str]:
    sent = [ended for ended in batch if ended.verdict.kind == VerdictKind.SENT]
    failed = [ended for ended in batch if ended.verdict.kind != VerdictKind.SENT]
    states = await _store_sent(desk.session, desk.now, sent)
    await outcomes.note_channel(desk, [ended.delivery for ended in sent])
    rows = await outbox.deliveries(desk.session, _keys(failed)) if failed else {}
    for ended in failed:
        await outcomes.settle(desk, rows[ended.delivery.key], ended.verdict)
    return states | {key: row.state for key, row in rows.items()}


def _leave(batch: Iterable[Ended]) -> None:
    # Whoever has the lease now takes these for doubtful, and settles them so.
    log.warning("outcomes_left_to_another", deliveries=_keys(batch))


def _keys(batch: Iterable[Ended]) -> list[int]:
    return [ended.delivery.key for ended in batch]


def _log(batch: Iterable[Ended], states: Mapping[int, str]) -> None:
    # All that arrived gets one line: a line takes as long to write as storing a message does.
    arrived = []
    for ended in batch:
        row, result = ended.delivery, ended.verdict
        facts = {"delivery": row.key, "kind": row.kind, "chat": row.chat_id}
        if result.kind == VerdictKind.SENT:
            arrived.append(facts)
        else:
            reason = {"verdict": result.kind, "error": result.detail, "state": states[row.key]}
            log.warning("not_delivered", **facts, **reason)
    if arrived:
        log.info("delivered", messages=arrived)
