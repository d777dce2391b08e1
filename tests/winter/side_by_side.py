"""Does several long things at once, each in a process of its own, which may die by itself."""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")

# A fork would take over the event loop, the threads and the connections of this process.
PROCESSES = multiprocessing.get_context("spawn")
TIDIES_WITHIN = 20.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Died:
    """What is left of one that told nothing: how its process ended."""

    code: int | None


@dataclass(slots=True)
class Running(Generic[T]):
    key: int
    process: BaseProcess
    line: Connection
    """On it comes what became of it."""

    def outcome(self) -> T | Died:
        try:
            told: T | Died = self.line.recv()
            self.process.join()
        except EOFError:
            self.process.join()
            told = Died(self.process.exitcode)
        self.line.close()
        return told

    def stop(self) -> None:
        self.process.terminate()
        self.process.join(TIDIES_WITHIN)
        # Whatever it was in the middle of may have caught the exception by which it was to leave.
        self.process.kill()
        self.process.join()
        self.line.close()


def processors() -> int:
    """How many there are for this process."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def do_side_by_side(
    works: Mapping[int, Callable[[], T]], at_once: int, ended: Callable[[int, T | Died], None]
) -> None:
    """Do each of them, so many at once; `ended` hears of each as it ends, by its key.

    The works are pickled, and so is what they return.
    """
    waiting = deque(works)
    running: dict[object, Running[T]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                key = waiting.popleft()
                one = _begin(key, works[key])
                running[one.line] = one
            for line in connection.wait([one.line for one in running.values()]):
                one = running.pop(line)
                ended(one.key, one.outcome())
    finally:
        for one in running.values():
            one.stop()


def leave(*_: object) -> NoReturn:
    """Let whoever is told to end tidy up first, and end those that it began."""
    sys.exit(1)


def _begin(key: int, work: Callable[[], T]) -> Running[T]:
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_do, args=(theirs, work))
    process.start()
    # The line is at its end once nobody is left who could write to it.
    theirs.close()
    return Running(key, process, ours)


def _do(line: Connection, work: Callable[[], T]) -> None:
    # A terminal interrupts all processes at once; the first one then ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, leave)
    # What this process begins may outlive it, and would keep the line open.
    os.set_inheritable(line.fileno(), False)
    line.send(work())
