"""Runs the clock as a duty: one process at a time ticks, fetches and reads files, brings mail."""

from bot.clock import Clock
from bot.duties.archiver import Archiver
from bot.duties.courier import Courier
from bot.duties.reader import FileReader
from bot.duties.reconciler import Proving, Reconciler
from bot.duties.ticker import Ticker
from bot.loops.leases import Lease
from bot.loops.loop import FINISH_WITHIN, Loop
from bot.second_channels import Addresses
from office.desk import Desks


class Clockwork:
    """The duty behind the lease of the agenda, which belongs to the whole deployment."""

    def __init__(
        self,
        desks: Desks,
        archiver: Archiver,
        reader: FileReader,
        clock: Clock,
        proving: Proving,
        addresses: Addresses,
    ) -> None:
        self.lease = Lease("agenda", shared=not desks.database.is_sqlite)
        self.desks = desks.guarded(self.lease.guard)
        self.ticker = Ticker(self.desks, clock)
        self.ticking = Loop("ticker", self.ticker, clock)
        self.archiving = Loop("archiver", archiver, clock)
        self.reading = Loop("reader", reader, clock)
        reconciler = Reconciler(self.desks, clock, proving)
        self.calling = Loop("courier", Courier(self.desks, clock, addresses), clock)
        self.proving = Loop("reconciler", reconciler, clock)

    @property
    def loops(self) -> tuple[Loop, ...]:
        return (self.ticking, self.archiving, self.reading, self.calling, self.proving)

    async def prepare(self) -> None:
        # Deadlines are put right before anything is decided by them.
        await self.ticker.make_up_for_outage()
        await self.ticker.beat()

    def begin(self) -> None:
        for loop in self.loops:
            loop.start()

    async def lay_down(self) -> None:
        for loop in self.loops:
            await loop.abandon()

    async def finish(self) -> None:
        # A file that is cut off is fetched or read anew by whoever holds the lease next.
        await self.archiving.abandon()
        await self.reading.abandon()
        for loop in self.loops:
            await loop.finish(within=FINISH_WITHIN)
