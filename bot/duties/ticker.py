"""The tick takes what the clock has made due, in its order, and alike items in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.clock import Clock
from bot.loops.loop import unbroken
from office import agenda as use_cases
from office.desk import Desks
from office.records import day_end
from office.upkeep import outage
from storage import agenda
from storage.agenda import Due
from storage.books import plans
from storage.upkeep import heartbeats
from storage.upkeep.leases import LeaseLost

log = structlog.stdlib.get_logger(__name__)

BEAT_EVERY = timedelta(seconds=20)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
BATCH = 500
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Postponed:
    """An item that failed. It is kept only in memory: after a restart the item is tried at once."""

    failures: int
    until: datetime


class Ticker:
    def __init__(self, desks: Desks, clock: Clock) -> None:
        self._desks = desks
        self._clock = clock
        self._beat_at: datetime | None = None
        self._postponed: dict[Due, Postponed] = {}
        self.looked_at: datetime | None = None
        """When the ticker last began to take what was due."""

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        return agenda.awaits(row)

    async def work(self) -> datetime:
        await self._beat()
        if self.looked_at is None:
            await unbroken(self._put_day_ends_on_agenda())
        self.looked_at = self._clock.now()
        # An item that another one makes due comes in the same pass.
        while True:
            items, next_at = await self._look()
            if not items:
                return next_at
            for batch in use_cases.batches(items):
                await unbroken(self._take(batch))

    async def make_up_for_outage(self) -> None:
        """Add the time that the bot was down to the deadlines, before anything is decided."""
        now = self._clock.now()
        async with self._desks.database.reading() as session:
            last = await heartbeats.last_heartbeat(session)
            jurisdictions = await plans.jurisdictions(session)
        if last is None or now - last <= BEAT_EVERY:
            # Two heartbeats of a running bot may lie as far apart as this.
            return
        desks = self._desks.in_passing()
        for jurisdiction in jurisdictions:
            async with desks.open(jurisdiction, now, "clock") as desk:
                if now - last > desk.plan.downtime.counts_from:
                    await outage.recover(desk, last, now)
                    log.info("outage", jurisdiction=jurisdiction, began=last.isoformat())

    async def beat(self) -> None:
        # A heartbeat says that the bot is alive and decides by what is stored.
        self._beat_at = self._clock.now()
        await unbroken(self._store_beat(self._beat_at))

    async def _beat(self) -> None:
        if self._beat_at is None or self._clock.now() - self._beat_at >= BEAT_EVERY:
            await self.beat()

    async def _store_beat(self, now: datetime) -> None:
        async with self._desks.database.transaction() as session:
            if self._desks.guard is not None:
                await self._desks.guard(session)
            await heartbeats.beat(session, now)

    async def _look(self) -> tuple[list[Due], datetime]:
        """Return what is due, and when to look again if that is nothing."""
        now = self._clock.now()
        async with self._desks.database.reading() as session:
            # Mostly nothing is due, and the same question says when something will be.
            next_due_at = await agenda.next_due_at(session, after=LONG_AGO)
            due: list[Due] = []
            if next_due_at is not None and next_due_at <= now:
                # What was put off must not stand in the way of what comes after it.
                due = await use_cases.due(session, now, BATCH + len(self._postponed))
            items = [item for item in due if not self._is_postponed(item, now)]
            if due and not items:
                next_due_at = await agenda.next_due_at(session, after=now)
        self._forget_all_but(due)
        again = [postponed.until for postponed in self._postponed.values()]
        beat_at = (self._beat_at or now) + BEAT_EVERY
        return items, min([beat_at, *([next_due_at] if next_due_at else []), *again])

    async def _put_day_ends_on_agenda(self) -> None:
        # Plans that an earlier version applied have no end of the day on the agenda.
        async with self._desks.database.reading() as session:
            jurisdictions = await plans.jurisdictions(session)
            known = await agenda.jurisdictions_awaiting(session, day_end.DAY_END)
        desks = self._desks.in_passing()
        for jurisdiction in jurisdictions:
            if jurisdiction in known:
                continue
            async with desks.open(jurisdiction, self._clock.now(), "clock") as desk:
                await day_end.ensure(desk.session, desk.plan, desk.keeping, desk.now)

    def _forget_all_but(self, due: Sequence[Due]) -> None:
        # Somebody else may have closed or moved an item meanwhile, and nobody will try it again.
        there = set(due)
        self._postponed = {item: one for item, one in self._postponed.items() if item in there}

    def _is_postponed(self, item: Due, now: datetime) -> bool:
        postponed = self._postponed.get(item)
        return postponed is not None and postponed.until > now

    async def _take(self, batch: Sequence[Due]) -> None:
        """Take items together, or each for itself where that fails, so that only it is undone."""
        if len(batch) > 1:
            try:
                await self._run(batch)
                return
            except LeaseLost:
                raise
            # Whatever fails here fails again below, for the one item that causes it.
            except Exception as error:
                log.warning("agenda_batch_undone", size=len(batch), error=repr(error))
        for item in batch:
            await self._take_one(item)

    async def _take_one(self, item: Due) -> None:
        try:
            await self._run([item])
        except LeaseLost:
            raise
        # Whatever a use case raises, the items behind it must still be taken.
        except Exception:
            self._postpone(item)
            facts = {"item": item.address, "kind": item.kind, "subject": item.subject}
            log.exception("agenda_item_failed", **facts)

    async def _run(self, items: Sequence[Due]) -> None:
        jurisdiction = items[0].jurisdiction
        async with self._desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
            verdicts = await use_cases.run(desk, items)
        for item in items:
            self._postponed.pop(item, None)
            verdict = verdicts[item]
            log.info("agenda_item", kind=item.kind, subject=item.subject, verdict=verdict)

    def _postpone(self, item: Due) -> None:
        failures = self._postponed[item].failures + 1 if item in self._postponed else 1
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
        self._postponed[item] = Postponed(failures, self._clock.now() + pause)
