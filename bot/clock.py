"""Tells what time it is: the machine's time in service, a time of its own in a rehearsal."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

LONGEST_SLEEP = 30.0


class Clock(Protocol):
    @property
    def speed(self) -> float:
        """Return how many of its seconds pass in one of ours."""

    def now(self) -> datetime:
        """Return an aware instant in UTC."""

    async def wait_until(self, instant: datetime) -> None:
        """Return once the instant has come."""


class RealClock:
    speed = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait_until(self, instant: datetime) -> None:
        # Short sleeps notice that the machine was suspended, or that its clock was set.
        while (left := instant - self.now()) > timedelta(0):
            seconds = min(left.total_seconds(), LONGEST_SLEEP)
            await asyncio.sleep(seconds)


class RehearsalClock:
    """A clock that starts anywhere, runs at any speed (0 stands still) and can be stepped.

    It belongs to one event loop.
    """

    def __init__(self, start: datetime, speed: float = 0.0) -> None:
        self._shown = start.astimezone(UTC)
        self._read = time.monotonic()
        self._speed = speed
        self._waiting: dict[asyncio.Future[None], datetime] = {}
        """Who waits, and for which instant."""
        self._listeners: list[Callable[[], None]] = []

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> datetime:
        elapsed = (time.monotonic() - self._read) * self._speed
        return self._shown + timedelta(seconds=elapsed)

    def on_step(self, listener: Callable[[], None]) -> None:
        """Call this listener after every change of the time or of the speed."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Call this listener no more, so that nothing of it is kept."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def set_speed(self, speed: float) -> None:
        self._show(self.now())
        self._speed = speed
        self._tell()

    def pause(self) -> None:
        self.set_speed(0.0)

    def step(self, by: timedelta) -> None:
        self._show(self.now() + by)
        self._tell()

    def step_to(self, instant: datetime) -> None:
        # The clock never runs back, because things would be due twice.
        self.step(max(instant - self.now(), timedelta(0)))

    async def wait_until(self, instant: datetime) -> None:
        while (left := (instant - self.now()).total_seconds()) > 0:
            seconds = left / self._speed if self._speed > 0 else None
            called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[called] = instant
            try:
                await asyncio.wait([called], timeout=seconds)
            finally:
                self._waiting.pop(called, None)

    def _show(self, instant: datetime) -> None:
        self._shown = instant
        self._read = time.monotonic()

    def _tell(self) -> None:
        # Whoever waits for a later instant goes on waiting where the clock stands still.
        now = self.now()
        for called, instant in list(self._waiting.items()):
            if (self._speed > 0 or instant <= now) and not called.done():
                called.set_result(None)
        for listener in self._listeners:
            listener()


_TEXT = re.compile(r"(?P<start>\S+)(?:\s+x(?P<speed>\d+(?:\.\d+)?))?")


def read_clock(text: str) -> RehearsalClock:
    """Return the clock that `2026-12-01T07:50+08:00 x600` describes; raise ValueError otherwise."""
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ValueError("a start and, if it is to run, a speed such as x600")
    start = datetime.fromisoformat(match["start"])
    if start.tzinfo is None:
        raise ValueError("the start needs its offset from UTC, such as +08:00")
    return RehearsalClock(start, float(match["speed"] or 1))
