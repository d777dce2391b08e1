"""Keeps below Telegram's ceilings by itself, so that Telegram never has to say so."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

SECOND = timedelta(seconds=1)
REFUSAL_SPAN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """`burst` at once after a rest, then one for each `every`."""

    every: timedelta
    burst: int


# Telegram allows 30 a second. Our count and its count are taken at different moments, so a
# little is left over: at most 28.9 + 2 fall into any second.
OVERALL = Ceiling(every=SECOND / 28.9, burst=2)
PER_CHAT = Ceiling(every=SECOND * 1.05, burst=3)
PER_GROUP_COUNT = 20
PER_GROUP_SPAN = timedelta(seconds=61)
CHATS_THAT_HOLD_ALL = 3
"""As many chats refused within a minute mean that the ceiling we hit is the bot's own."""


@dataclass(slots=True)
class Meter:
    """Counts against a ceiling by the instant at which the last event will have been paid for."""

    ceiling: Ceiling
    paid_at: datetime | None = None

    def free_at(self, now: datetime) -> datetime:
        if self.paid_at is None:
            return now
        return max(now, self.paid_at - self.ceiling.every * (self.ceiling.burst - 1))

    def spend(self, now: datetime) -> None:
        self.paid_at = max(now, self.paid_at or now) + self.ceiling.every


@dataclass(slots=True)
class Window:
    """At most so many in any span."""

    events: deque[datetime] = field(default_factory=deque)

    def free_at(self, now: datetime) -> datetime:
        while self.events and self.events[0] <= now - PER_GROUP_SPAN:
            self.events.popleft()
        if len(self.events) < PER_GROUP_COUNT:
            return now
        return self.events[-PER_GROUP_COUNT] + PER_GROUP_SPAN

    def spend(self, now: datetime) -> None:
        self.events.append(now)


class Counter(Protocol):
    def free_at(self, now: datetime) -> datetime: ...

    def spend(self, now: datetime) -> None: ...


class Pace:
    """Telegram's ceilings. Edits of a group's messages have a window of their own."""

    def __init__(self) -> None:
        self._overall = Meter(OVERALL)
        self._chats: dict[int, Meter] = {}
        self._sends: dict[int, Window] = {}
        self._edits: dict[int, Window] = {}
        self._held: dict[int, datetime] = {}
        self._all_held_until: datetime | None = None
        self._refusals: deque[tuple[datetime, int]] = deque()

    def free_at(self, chat_id: int, now: datetime, *, edit: bool = False) -> datetime:
        """The first instant at which a message may go to this chat."""
        instants = [counter.free_at(now) for counter in self._counters(chat_id, edit)]
        if self._all_held_until is not None:
            instants.append(self._all_held_until)
        return max([*instants, self._held.get(chat_id, now)])

    def spend(self, chat_id: int, now: datetime, *, edit: bool = False) -> None:
        for counter in self._counters(chat_id, edit):
            counter.spend(now)

    def refused(self, chat_id: int, until: datetime, now: datetime) -> None:
        """Telegram said 429: that chat waits, and all wait once several chats were refused."""
        self._held[chat_id] = until
        self._refusals.append((now, chat_id))
        while self._refusals[0][0] <= now - REFUSAL_SPAN:
            self._refusals.popleft()
        if len({chat for _, chat in self._refusals}) >= CHATS_THAT_HOLD_ALL:
            self._all_held_until = max(until, self._all_held_until or until)

    def _counters(self, chat_id: int, edit: bool) -> list[Counter]:
        counters: list[Counter] = [self._overall]
        if not edit:
            counters.append(self._chats.setdefault(chat_id, Meter(PER_CHAT)))
        if chat_id < 0:
            windows = self._edits if edit else self._sends
            counters.append(windows.setdefault(chat_id, Window()))
        return counters


class NoPace(Pace):
    """For a local server without ceilings; a 429 is heeded all the same."""

    def _counters(self, chat_id: int, edit: bool) -> list[Counter]:
        return []
