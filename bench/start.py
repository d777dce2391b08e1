"""From the start of the process to its first poll, and its memory, with a year of history."""

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import history
from bench.apart import apart
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.machine import memory_of
from bench.telegram import TOKEN, Telegram
from storage.database import Database

START_WITHIN = 3.0
MEMORY_BELOW = 150.0
REST = 6.0
"""Seconds after which it has done all that a start calls for."""
CLOSE_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Start:
    seconds: dict[str, float]
    """By the kind of the database."""
    memory: dict[str, float]
    """Megabytes at rest."""
    agencies: int

    def figures(self) -> Sequence[Figure]:
        return [line for kind in self.seconds for line in self._figures(kind)]

    def _figures(self, kind: str) -> Sequence[Figure]:
        name, title = kind.lower(), f"Start, {self.agencies:,} agencies, 1 year, {kind}"
        seconds, memory = self.seconds[kind], self.memory[kind]
        return (
            Figure(f"start_{name}", title, seconds, "s", at_most=START_WITHIN),
            Figure(
                f"memory_{name}", f"  memory at rest, {kind}", memory, "MB", at_most=MEMORY_BELOW
            ),
        )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Start:
    seconds, memory = {}, {}
    for kind in KINDS:
        url = databases.fresh(kind)
        apart(prepare, url, size)
        starts = [_start(telegram, url, databases.folder) for _ in range(size.starts)]
        seconds[kind] = statistics.median(one for one, _ in starts)
        memory[kind] = statistics.median(one for _, one in starts)
    return Start(seconds, memory, size.agencies)


def prepare(url: str, size: Size) -> None:
    asyncio.run(_prepare(url, size))


async def _prepare(url: str, size: Size) -> None:
    database = Database(url)
    offices = await history.found(database, size.agencies)
    await history.pass_year(database, offices, 1)
    await database.close()


def _start(telegram: Telegram, url: str, folder: Path) -> tuple[float, float]:
    """As an operator starts it; returns the seconds to its first poll, and megabytes at rest."""
    settings = {
        "QINGKONG_TOKEN": TOKEN,
        "QINGKONG_API_BASE": telegram.set(groups=1).url,
        "QINGKONG_DATABASE_URL": url,
        "QINGKONG_DATA_DIR": str(folder),
    }
    began = time.perf_counter()
    with _bot(settings) as process:
        seconds = telegram.first_poll() - began
        time.sleep(REST)
        return seconds, memory_of(process)


@contextlib.contextmanager
def _bot(settings: Mapping[str, str]) -> Iterator[int]:
    """Runs it; ended when this ends."""
    others = {name: value for name, value in os.environ.items() if "QINGKONG" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**others, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(CLOSE_WITHIN)
        process.kill()
        process.wait()
