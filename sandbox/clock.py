"""Gives the sandbox its time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """Tells what time it is, as an aware UTC datetime."""

    def now(self) -> datetime: ...


@runtime_checkable
class SteppableClock(Protocol):
    """A clock that the page may pause, speed up and push forward."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime: ...

    def set_speed(self, speed: float) -> None: ...

    def step(self, by: timedelta) -> None: ...


class RealClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class PlayClock:
    """A clock that starts anywhere, runs at any speed (0 stands still) and can be stepped."""

    def __init__(self, start: datetime, *, speed: float = 1.0, source: Clock | None = None) -> None:
        self._source = source or RealClock()
        self._shown = start.astimezone(UTC)
        self._read = self._source.now()
        self._speed = speed

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> datetime:
        return self._shown + (self._source.now() - self._read) * self._speed

    def set_speed(self, speed: float) -> None:
        self._anchor(self.now())
        self._speed = speed

    def step(self, by: timedelta) -> None:
        self._anchor(self.now() + by)

    def _anchor(self, shown: datetime) -> None:
        self._shown = shown
        self._read = self._source.now()


_REHEARSAL = re.compile(r"(?P<start>\S+)(?:\s+x(?P<speed>\d+(?:\.\d+)?))?")


def read_clock(text: str) -> Clock:
    """Read `real`, `now` (from now on, but it can be stepped) or `2026-12-01T07:50+08:00 x600`."""
    if text == "real":
        return RealClock()
    found = _REHEARSAL.fullmatch(text.strip())
    if found is None:
        raise ValueError("a clock is real, now, or like 2026-12-01T07:50+08:00 x600")
    now = RealClock().now()
    start = now if found["start"] == "now" else datetime.fromisoformat(found["start"])
    if start.tzinfo is None:
        raise ValueError(f"{found['start']} names no zone; write it like 2026-12-01T07:50+08:00")
    return PlayClock(start, speed=float(found["speed"] or 1))
