"""Measures an order to every group under Telegram's ceilings against 30 messages a second."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.apart import apart
from bench.databases import SQLITE, Databases
from bench.figures import Figure, Size
from bench.office import Office, enrol, issue_alert
from bench.sent import all_sent
from bench.stopwatch import Began
from bench.telegram import Telegram
from bot import event_loop
from storage.delivery.outbox import DeliveryKind

PER_SECOND = 30
"""The messages a second that Telegram allows a bot in all."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    groups: int
    seconds: float
    refusals: int

    def figures(self) -> Sequence[Figure]:
        to_ideal = self.seconds / (self.groups / PER_SECOND)
        title = f"Broadcast to {self.groups:,} groups under the ceilings"
        return (
            Figure("broadcast", title, self.seconds, "s"),
            Figure("broadcast_to_ideal", "  broadcast ÷ ideal", to_ideal, "×", at_most=1.02),
            Figure("broadcast_429", "  answers 429", self.refusals, at_most=0),
        )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Broadcast:
    address = telegram.set(size.groups, limits=True)
    office = Office(address, databases.fresh(SQLITE), databases.folder, paced=True)
    seconds = apart(run, office)
    return Broadcast(size.groups, seconds, telegram.refusals())


def run(office: Office) -> float:
    return event_loop.run(broadcast(office))


async def broadcast(office: Office) -> float:
    """Return the seconds from the commit of the order to that of the last group's message."""
    plan = await enrol(office)
    async with office.running() as runtime:
        async with runtime.desks.open(plan.jurisdiction, runtime.clock.now(), "cli:bench") as desk:
            await issue_alert(desk)
            began = Began()
        await all_sent(runtime.database, len(office.address.groups), DeliveryKind.ALERT)
        return began.spent().seconds
