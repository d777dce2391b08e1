"""Measures how long somebody waits for the bot's answer while a broadcast is under way."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench import broadcast
from bench.apart import started
from bench.databases import SQLITE, Databases
from bench.figures import Figure, Size
from bench.office import Office
from bench.telegram import Telegram, Waits

EVERY = 0.25
"""Seconds from one question to the next, each of another person."""


@dataclass(frozen=True, slots=True)
class Interactive:
    waits: Waits
    refusals: int

    def figures(self) -> Sequence[Figure]:
        title = f"Answer during a broadcast, p50 of {len(self.waits.each)}"
        return (
            Figure("answer_p50", title, self.waits.at(0.5), "s"),
            Figure("answer_p99", "  answer during it, p99", self.waits.at(0.99), "s", at_most=0.3),
            Figure("answer_429", "  answers 429", self.refusals, at_most=0),
        )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Interactive:
    # More people than will get a turn: the broadcast and their answers share 30 a second.
    staff = int(size.groups / broadcast.PER_SECOND / EVERY * 1.5) + 1
    address = telegram.set(size.groups, staff=staff, limits=True)
    office = Office(address, databases.fresh(SQLITE), databases.folder, paced=True)
    with started(broadcast.run, office) as running:
        waits = telegram.converse(EVERY)
        running.result()
    return Interactive(waits, telegram.refusals())
