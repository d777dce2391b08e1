"""Measures the time from the start of the process to its first poll, and its memory.

The database has a year of history. The least program on python-telegram-bot is started in the same
run.
"""

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

TIMES_THE_BARE = 2.0
MEMORY_BELOW = 120.0
OURS = ("bot", "run")
BARE = ("bench.bare",)
REST = 6.0
"""Seconds after which the process has done all that a start calls for."""
CLOSE_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Start:
    seconds: dict[str, float]
    """Seconds to the first poll, by the kind of the database."""
    memory: dict[str, float]
    """Megabytes at rest, by the kind of the database."""
    agencies: int
    bare: float
    """Seconds that the least program takes."""

    def figures(self) -> Sequence[Figure]:
        bare = Figure("start_bare", "Start of a bare python-telegram-bot", self.bare, "s")
        return [bare, *(line for kind in self.seconds for line in self._figures(kind))]

    def _figures(self, kind: str) -> Sequence[Figure]:
        name, title = kind.lower(), f"Start, {self.agencies:,} agencies, 1 year, {kind}"
        seconds, memory = self.seconds[kind], self.memory[kind]
        return (
            Figure(f"start_{name}", title, seconds, "s"),
            Figure(
                f"start_{name}_ratio",
                f"  ÷ bare, {kind}",
                seconds / self.bare,
                "×",
                at_most=TIMES_THE_BARE,
            ),
            Figure(
                f"memory_{name}", f"  memory at rest, {kind}", memory, "MB", at_most=MEMORY_BELOW
            ),
        )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Start:
    seconds, memory, bare = {}, {}, []
    for kind in KINDS:
        url = databases.fresh(kind)
        apart(prepare, url, size)
        starts = []
        # The first start of each compiles its modules, which is done once. It comes to rest too:
        # a process that is stopped while it loads leaves its lease to run out.
        for program in (OURS, BARE):
            _start(program, telegram, url, databases.folder)
        for _ in range(size.starts):
            starts.append(_start(OURS, telegram, url, databases.folder))
            bare.append(_start(BARE, telegram, url, databases.folder, rest=0)[0])
        seconds[kind] = statistics.median(one for one, _ in starts)
        memory[kind] = statistics.median(one for _, one in starts)
    return Start(seconds, memory, size.agencies, statistics.median(bare))


def prepare(url: str, size: Size) -> None:
    asyncio.run(_prepare(url, size))


async def _prepare(url: str, size: Size) -> None:
    database = Database(url)
    offices = await history.found(database, size.agencies)
    await history.pass_year(database, offices, 1)
    await database.close()


def _start(
    program: Sequence[str], telegram: Telegram, url: str, folder: Path, rest: float = REST
) -> tuple[float, float]:
    """Start it as an operator does; return the seconds to its first poll, and megabytes at rest."""
    settings = {
        "QINGKONG_TOKEN": TOKEN,
        "QINGKONG_API_BASE": telegram.set(groups=1).url,
        "QINGKONG_DATABASE_URL": url,
        "QINGKONG_DATA_DIR": str(folder),
    }
    began = time.perf_counter()
    with _started(program, settings) as process:
        seconds = telegram.first_poll() - began
        time.sleep(rest)
        return seconds, memory_of(process)


def _may_stay(variable: str) -> bool:
    # Without compiled modules most of a start is the compiling of libraries.
    return "QINGKONG" not in variable and variable != "PYTHONDONTWRITEBYTECODE"


@contextlib.contextmanager
def _started(program: Sequence[str], settings: Mapping[str, str]) -> Iterator[int]:
    others = {name: value for name, value in os.environ.items() if _may_stay(name)}
    process = subprocess.Popen(
        [sys.executable, "-m", *program],
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
