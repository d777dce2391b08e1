"""Keeps leases: what a process does alone, and how it notices that it may not any more.

On PostgreSQL several processes run side by side. What only one may do (tick, send and poll with one
token) is work behind a lease in the database; on SQLite there is one process, which holds them all.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.loops.loop import cancel, unbroken
from storage.database import Database, Session
from storage.upkeep import leases
from storage.upkeep.leases import Grant, LeaseLost

log = structlog.stdlib.get_logger(__name__)

ROUNDS = 3
"""The number of looks in the span of a lease: two may fail before it runs out."""

LEAST_SHARE = 2
"""With one bot there is nothing to share: the agenda and the bot may stay together."""

# This clock also runs while the machine sleeps, because a lease runs out in the database meanwhile.
uptime: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME)
    if hasattr(time, "CLOCK_BOOTTIME")
    else time.monotonic
)


def name_of_bot(bot_id: int) -> str:
    return f"bot:{bot_id}"


ALONE = 1
"""The fencing number of every lease on SQLite."""


async def take_ahead(database: Database, name: str, holder: str, span: timedelta) -> Grant | None:
    """Take a lease before the work behind it can begin; the holder's own keeper then takes it over.

    Whoever took it gives it back in the end: there may never be such a keeper.
    """
    if database.is_sqlite:
        return Grant(name, ALONE)
    async with database.transaction() as session:
        await leases.add(session, [name])
        return await leases.take(session, name, holder, span, back=True)


async def give_back(database: Database, ahead: Grant) -> None:
    """Give back what was taken ahead; this changes nothing where a keeper took it over."""
    if database.is_sqlite:
        return
    try:
        async with database.transaction() as session:
            await leases.release(session, ahead)
    # The lease runs out by itself, only later.
    except (SQLAlchemyError, OSError) as error:
        log.warning("leases_not_released", error=type(error).__name__)


class Lease:
    """One lease, held or not."""

    def __init__(self, name: str, *, shared: bool) -> None:
        self.name = name
        self._shared = shared
        self._grant: Grant | None = None
        self._good_until = 0.0

    @property
    def held(self) -> bool:
        # Our clock was read before the database was asked, so the lease ends here first.
        return self._grant is not None and (not self._shared or uptime() < self._good_until)

    @property
    def grant(self) -> Grant | None:
        return self._grant

    def hold(self, grant: Grant, until: float) -> None:
        self._grant, self._good_until = grant, until

    def drop(self) -> None:
        self._grant = None

    async def guard(self, session: Session) -> None:
        """Take hold of the lease in a transaction that acts by it; raise LeaseLost where it is
        gone.

        It must come first in the transaction; until its end nobody else can take the lease.
        """
        if self._grant is None:
            raise LeaseLost(self.name)
        if self._shared and not await leases.confirm(session, self._grant):
            raise LeaseLost(self.name)


class LeasedWork(Protocol):
    """Work that only the holder of a lease does."""

    @property
    def lease(self) -> Lease: ...

    async def prepare(self) -> None:
        """Put right what whoever did it before us left behind."""

    def begin(self) -> None: ...

    async def lay_down(self) -> None:
        """End at once, because somebody else may be doing it already."""

    async def finish(self) -> None:
        """End in order while the lease is still ours: bring what is in hand to its end."""


class LeaseKeeper:
    """Renews what is held, takes what is free, lays down what was lost."""

    def __init__(
        self, database: Database, leased: Sequence[LeasedWork], holder: str, span: timedelta
    ) -> None:
        self._database = database
        self._leased = leased
        self._holder = holder
        self._span = span
        self._shared = not database.is_sqlite
        self._up: list[LeasedWork] = []
        """The work that is done in this process."""
        self._moving: dict[str, asyncio.Task[None]] = {}
        """By lease, the work being taken up, handed over or laid down; it is left alone then."""
        self._share = len(leased)
        self._task: asyncio.Task[None] | None = None
        self._ending = False

    async def start(self) -> None:
        if self._shared:
            async with self._database.transaction() as session:
                await leases.add(session, (work.lease.name for work in self._leased))
            await self._renew()
        # What another process holds comes to us when that process ends.
        await self._take_free(back=True)
        taking = self._move(self._gained(), self._take_up(self._gained()))
        if self._shared:
            self._task = asyncio.create_task(self._keep(), name="leases")
        await taking

    async def abandon(self) -> None:
        # As after a crash, the leases run out by themselves.
        await self._stand_still()
        self._up.clear()
        for work in self._leased:
            work.lease.drop()

    async def release(self) -> None:
        # The leases are given back, so that the next process need not wait until they run out.
        self._ending = True
        await self._stand_still()
        if self._shared:
            try:
                await unbroken(self._release(self._leased))
            except (SQLAlchemyError, OSError) as error:
                log.warning("leases_not_released", error=type(error).__name__)
        await self.abandon()

    async def _stand_still(self) -> None:
        # What is being moved may be in the middle of a transaction, so it is moved to its end.
        await cancel(self._task)
        await asyncio.gather(*self._moving.values(), return_exceptions=True)

    async def _release(self, leased: Iterable[LeasedWork]) -> None:
        async with self._database.transaction() as session:
            for work in leased:
                if work.lease.grant is not None:
                    await leases.release(session, work.lease.grant)
            if self._ending:
                await leases.leave(session, self._holder)

    async def _keep(self) -> None:
        pause = self._span.total_seconds() / ROUNDS
        while True:
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(self._span.total_seconds()):
                    await self._round()
            # The database may be away, for one. What is held runs out by itself meanwhile.
            except Exception as error:
                log.warning("leases_not_renewed", error=repr(error))
            self._lay_down_lost()

    async def _round(self) -> None:
        await unbroken(self._renew())
        self._lay_down_lost()
        await self._take_free()
        gained = self._gained()
        # Taking up runs beside the renewing, because it may take longer than a lease lasts.
        if gained:
            self._move(gained, self._take_up_or_release(gained))
        elif len(self._up) > self._share and not self._is_moving():
            self._move(self._up[-1:], self._hand_over(self._up[-1]))

    async def _renew(self) -> None:
        until = uptime() + self._span.total_seconds()
        held = {work.lease: work.lease.grant for work in self._leased if work.lease.grant}
        async with self._database.transaction() as session:
            present = await leases.attend(session, self._holder, self._span)
            ours = await leases.renew(session, held.values(), self._span)
        self._share = max(LEAST_SHARE, -(-len(self._leased) // present))
        for lease, grant in held.items():
            if grant.name in ours:
                lease.hold(grant, until)
            else:
                lease.drop()

    async def _take_free(self, *, back: bool = False) -> None:
        # No process takes more than its share, which grows when others end.
        for work in self._leased:
            held = sum(one.lease.grant is not None for one in self._leased)
            free = work.lease.grant is None and not self._is_moving(work)
            if free and held < self._share:
                await unbroken(self._take(work.lease, back=back))

    async def _take(self, lease: Lease, *, back: bool) -> None:
        if not self._shared:
            lease.hold(Grant(lease.name, ALONE), 0.0)
            return
        until = uptime() + self._span.total_seconds()
        async with self._database.transaction() as session:
            grant = await leases.take(session, lease.name, self._holder, self._span, back=back)
        if grant is not None:
            lease.hold(grant, until)
            log.info("lease_taken", lease=lease.name, fence=grant.fence)

    def _gained(self) -> list[LeasedWork]:
        # These leases are held, but their work is not done here yet.
        return [
            work
            for work in self._leased
            if work.lease.held and work not in self._up and not self._is_moving(work)
        ]

    def _move(
        self, leased: Sequence[LeasedWork], how: Coroutine[Any, Any, None]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(how, name="leases moving")
        self._moving |= {work.lease.name: task for work in leased}
        return task

    def _is_moving(self, work: LeasedWork | None = None) -> bool:
        # Without an argument it tells whether any work is moving.
        self._moving = {name: task for name, task in self._moving.items() if not task.done()}
        return work.lease.name in self._moving if work is not None else bool(self._moving)

    async def _take_up(self, gained: Sequence[LeasedWork]) -> None:
        # All work is put right before any begins: what was in flight is known before one decides.
        for work in gained:
            await work.prepare()
        for work in gained:
            if work.lease.held:
                work.begin()
                self._up.append(work)

    async def _take_up_or_release(self, gained: Sequence[LeasedWork]) -> None:
        try:
            await self._take_up(gained)
        except LeaseLost as lost:
            log.warning("lease_lost_while_taking_up", lease=str(lost))
        # Whatever failed, the lease must not stay with a holder that does nothing.
        except Exception:
            log.exception("work_not_taken_up", leases=[work.lease.name for work in gained])
            await unbroken(self._release(gained))
            for work in gained:
                work.lease.drop()

    async def _hand_over(self, work: LeasedWork) -> None:
        # A process with less to do has come, and gets this work.
        log.info("lease_handed_over", lease=work.lease.name)
        self._up.remove(work)
        await work.finish()
        await unbroken(self._release([work]))
        work.lease.drop()

    def _lay_down_lost(self) -> None:
        for work in [one for one in self._up if not one.lease.held]:
            log.warning("lease_lost", lease=work.lease.name)
            self._up.remove(work)
            work.lease.drop()
            self._move([work], work.lay_down())
