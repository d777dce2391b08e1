"""Keeps Telegram's ceilings. The figures are from its FAQ; the burst is our reading of "short"."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from sandbox.errors import ApiError, too_many_requests
from sandbox.messages import Chat
from sandbox.people import Bot


class Window:
    """Allows at most `count` events in any `span`."""

    def __init__(self, count: int, span: timedelta) -> None:
        self.count = count
        self.span = span
        self._events: deque[datetime] = deque()

    def wait(self, now: datetime, weight: int) -> timedelta:
        """Return how long until `weight` more events fit; zero when they fit now."""
        while self._events and self._events[0] <= now - self.span:
            self._events.popleft()
        surplus = len(self._events) + min(weight, self.count) - self.count
        if surplus <= 0:
            return timedelta(0)
        return self._events[surplus - 1] + self.span - now

    def add(self, now: datetime, weight: int) -> None:
        self._events.extend([now] * weight)


class Bucket:
    """Allows one event a `span` on average, and `burst` at once after a rest."""

    def __init__(self, burst: int, span: timedelta) -> None:
        self.burst = burst
        self.span = span
        self._free_at: datetime | None = None

    def wait(self, now: datetime, weight: int) -> timedelta:
        if self._free_at is None:
            return timedelta(0)
        room = self.span * (self.burst - min(weight, self.burst))
        return max(self._free_at - room - now, timedelta(0))

    def add(self, now: datetime, weight: int) -> None:
        start = now if self._free_at is None else max(self._free_at, now)
        self._free_at = start + self.span * weight


def _overall() -> Window:
    return Window(30, timedelta(seconds=1))


def _per_chat() -> Bucket:
    return Bucket(3, timedelta(seconds=1))


def _per_group() -> Window:
    return Window(20, timedelta(minutes=1))


class Limits:
    """Counts what each bot sends and refuses what is too much; refused calls do not count."""

    def __init__(self) -> None:
        self._overall: defaultdict[int, Window] = defaultdict(_overall)
        self._chats: defaultdict[tuple[int, int], Bucket] = defaultdict(_per_chat)
        self._groups: defaultdict[tuple[int, int], Window] = defaultdict(_per_group)
        self._group_edits: defaultdict[tuple[int, int], Window] = defaultdict(_per_group)

    def count_send(self, bot: Bot, chat: Chat, now: datetime, weight: int = 1) -> None:
        key = (bot.id, chat.id)
        meters: list[Window | Bucket] = [self._overall[bot.id], self._chats[key]]
        if not chat.is_private:
            meters.append(self._groups[key])
        _count(meters, now, weight)

    def count_edit(self, bot: Bot, chat: Chat, now: datetime) -> None:
        meters: list[Window | Bucket] = [self._overall[bot.id]]
        if not chat.is_private:
            meters.append(self._group_edits[(bot.id, chat.id)])
        _count(meters, now, 1)


def _count(meters: list[Window | Bucket], now: datetime, weight: int) -> None:
    wait = max(meter.wait(now, weight) for meter in meters)
    if wait > timedelta(0):
        raise _refusal(wait)
    for meter in meters:
        meter.add(now, weight)


def _refusal(wait: timedelta) -> ApiError:
    return too_many_requests(max(1, math.ceil(wait.total_seconds())))
