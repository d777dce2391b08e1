"""The reconciler looks each minute, and at the start, whether all that should be there is there."""

import asyncio
import gc
from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.duties.outside_heartbeat import Lifeline
from bot.loops.loop import unbroken
from bot.sending import outcomes
from bot.telegram.verdicts import Verdict, VerdictKind
from handlers.entry import dispatch
from office.desk import Desk, Desks
from office.upkeep import reconcile
from office.upkeep.reconcile_gaps import Gap
from storage import agenda
from storage.books import plans
from storage.database import Session
from storage.delivery import outbox, queue
from storage.delivery.outbox import Delivery, DeliveryState
from storage.immutable import immutable
from storage.receiving import inbox
from storage.receiving.inbox import InboxUpdate

log = structlog.stdlib.get_logger(__name__)

SENDING_AT_MOST = timedelta(minutes=5)
"""Ten times what a send may take, with all the tries that storing its outcome gets."""
HANDLED_WITHIN = timedelta(minutes=5)
TAKEN_WITHIN = timedelta(minutes=15)
"""Whatever fails is tried again after ten minutes at most, so this is late."""
FEW = 8
"""The looks of so many offices leave no more than the collector finds in time by itself."""
YOUNGEST = 0
"""The generation of objects that the collector has not searched yet."""
NO_ROOM = Gap("no_room", "disk", ())
LOST_SIGHT = Verdict(VerdictKind.UNKNOWN, "nothing was heard of it for a long time")

Key = TypeVar("Key", bound=Hashable)
Stuck = dict[str, list[Gap]]


@immutable
class Proving:
    every: timedelta = timedelta(minutes=1)
    lifeline: Lifeline | None = None
    chats_in_flight: Callable[[], Collection[int]] = tuple
    """Chats that a message of ours is on its way to."""
    disk_is_full: Callable[[], bool] = bool
    """Whether what is to be kept may soon find no room."""


class StillnessWatch:
    """Remembers since when each thing has been seen to stand still.

    What counts is when we saw it, not when it came: after an outage, or a jump of the clock, much
    is old that nobody has had time for.
    """

    def __init__(self, patience: timedelta) -> None:
        self._patience = patience
        self._seen: dict[Hashable, datetime] = {}

    def stuck(self, there: Collection[Key], now: datetime) -> list[Key]:
        self._seen = {key: self._seen.get(key, now) for key in there}
        return [key for key in there if now - self._seen[key] >= self._patience]


class Reconciler:
    def __init__(
        self,
        desks: Desks,
        clock: Clock,
        how: Proving | None = None,
    ) -> None:
        self._desks = desks
        self._clock = clock
        self._how = how or Proving()
        self._sending = StillnessWatch(SENDING_AT_MOST)
        self._unhandled = StillnessWatch(HANDLED_WITHIN)
        self._overdue = StillnessWatch(TAKEN_WITHIN)
        self._prove_at: datetime | None = None
        self.in_order = True
        """Whether the last pass left nothing that it could not mend."""

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        return False

    async def work(self) -> datetime:
        now = self._clock.now()
        if self._prove_at is not None and now < self._prove_at:
            # All loops are woken together, though there may be nothing new for this one.
            return self._prove_at
        left = await unbroken(self._prove(now))
        self.in_order = not left
        if left:
            log.warning("not_in_order", gaps=[f"{gap.rule} {gap.subject}" for gap in left])
        elif self._how.lifeline is not None:
            await self._how.lifeline.pull()
        self._prove_at = now + self._how.every
        return self._prove_at

    async def _prove(self, now: datetime) -> list[Gap]:
        async with self._desks.database.reading(aside=True) as session:
            jurisdictions = await plans.jurisdictions(session)
            in_flight = await queue.in_flight(session)
            stuck = await self._stuck(session, now)
        await self._settle_lost(in_flight, now)
        if await asyncio.to_thread(self._how.disk_is_full):
            for jurisdiction in jurisdictions:
                stuck.setdefault(jurisdiction, []).append(NO_ROOM)
        left, desks = [], self._desks.in_passing()
        for jurisdiction in jurisdictions:
            left += await self._mend(desks, jurisdiction)
            left += await self._tell(jurisdiction, stuck.get(jurisdiction, []))
            if len(jurisdictions) > FEW:
                # A look leaves objects that hold one another. Those of hundreds of offices would
                # wait for the collector together, in megabytes that the process does not give back.
                gc.collect(YOUNGEST)
        return left + stuck.get("", [])

    async def _mend(self, desks: Desks, jurisdiction: str) -> list[Gap]:
        """Look without a lock first, because nearly always there is nothing to be done.

        Others commit while we look, and what seems to be missing may only be half seen. It is
        believed once it was found again where nobody decides beside us.
        """
        async with desks.database.reading(aside=True) as session:
            desk = await desks.at(session, jurisdiction, self._clock.now(), "clock")
            if not await reconcile.look(desk):
                return []
        async with desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
            return await reconcile.mend(desk)

    async def _tell(self, jurisdiction: str, stuck: list[Gap]) -> list[Gap]:
        if stuck:
            async with self._desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
                for gap in stuck:
                    await reconcile.report(desk, gap, mended=False)
        return stuck

    async def _settle_lost(self, rows: Sequence[Delivery], now: datetime) -> None:
        away = self._how.chats_in_flight()
        there = {(row.key, row.attempts): row for row in rows if row.chat_id not in away}
        # A row in flight that no task of ours carries may have arrived, as after a crash.
        lost = [there[key] for key in self._sending.stuck(there, now)]
        for jurisdiction in {row.jurisdiction for row in lost}:
            ids = [row.key for row in lost if row.jurisdiction == jurisdiction]
            async with self._desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
                await _settle(desk, ids)

    async def _stuck(self, session: Session, now: datetime) -> Stuck:
        updates = {row.key: row for row in await inbox.new_updates(session)}
        due = await agenda.due_items(session, now)
        # Some updates belong to no jurisdiction.
        waiting: dict[str, list[InboxUpdate]] = {}
        for key in self._unhandled.stuck(updates, now):
            home = await dispatch.jurisdiction_of_chat(session, updates[key].chat_id)
            waiting.setdefault(home or "", []).append(updates[key])
        found = {home: [_unhandled(rows)] for home, rows in waiting.items()}
        for item in self._overdue.stuck(due, now):
            gap = Gap(reconcile.OVERDUE, item.address, (item.kind,))
            found.setdefault(item.jurisdiction, []).append(gap)
        return found


def _unhandled(rows: Sequence[InboxUpdate]) -> Gap:
    return Gap("unhandled", "inbox", tuple(str(row.update_id) for row in rows))


async def _settle(desk: Desk, ids: Collection[int]) -> None:
    rows = await outbox.deliveries(desk.session, ids)
    lost = [row for row in rows.values() if row.state == DeliveryState.SENDING]
    for row in lost:
        await outcomes.settle(desk, row, LOST_SIGHT)
    if lost:
        subject = f"delivery:{lost[0].key}"
        gap = Gap("sending", subject, tuple(row.agency or row.kind for row in lost))
        await reconcile.report(desk, gap, mended=True)
