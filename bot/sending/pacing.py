"""Keeps below Telegram's ceilings by itself, so that Telegram never has to say so.

Telegram counts a message at some moment between its leaving and its answer. So each is taken to
have been counted at the worst of these moments: it fills a place from the moment at which it is
chosen, and what a ceiling allows next is reckoned from its answer.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
REFUSAL_SPAN = timedelta(minutes=1)

OVERALL_COUNT = 30
OVERALL_SPAN = SECOND
APART = SECOND / 32
BURST = 3
"""Sends are spread, so that a place comes free at any moment for an answer that somebody waits for.

They go a little faster than the ceiling, to make up for what a slow commit has cost.
"""
CHAT_EVERY = SECOND * 1.05
CHAT_BURST = 3
GROUP_COUNT = 20
GROUP_SPAN = timedelta(seconds=61)
CHATS_THAT_HOLD_ALL = 3
"""If so many chats refuse within a minute, the ceiling that we hit is the bot's own."""


@dataclass(slots=True)
class Meter:
    """Allows `burst` events at once after a rest, then one for each `every`."""

    every: timedelta
    burst: int
    paid_at: datetime | None = None
    """The instant at which the last event will have been paid for."""

    def free_at(self, now: datetime) -> datetime:
        if self.paid_at is None:
            return now
        return max(now, self.paid_at - self.every * (self.burst - 1))

    def spend(self, at: datetime) -> None:
        self.paid_at = max(at, self.paid_at or at) + self.every


@dataclass(slots=True)
class Window:
    """Allows at most `count` events in any `span`."""

    count: int
    span: timedelta
    events: deque[datetime] = field(default_factory=deque)

    def free_at(self, now: datetime, under_way: int = 0) -> datetime:
        """Return when the next event may come, while `under_way` more have still to be counted."""
        while self.events and self.events[0] <= now - self.span:
            self.events.popleft()
        surplus = len(self.events) + under_way - self.count
        if surplus < 0:
            return now
        if surplus >= len(self.events):
            # One of those under way has to end first, and whoever waits is told of that.
            return now + self.span
        return self.events[surplus] + self.span

    def spend(self, at: datetime) -> None:
        self.events.append(at)


@dataclass(slots=True)
class ChatCounts:
    """Counts what one chat got. It gets one message after the other, so these count on landing."""

    is_group: bool
    messages: Meter = field(default_factory=lambda: Meter(CHAT_EVERY, CHAT_BURST))
    sends: Window = field(default_factory=lambda: Window(GROUP_COUNT, GROUP_SPAN))
    edits: Window = field(default_factory=lambda: Window(GROUP_COUNT, GROUP_SPAN))
    """Edits of a group's messages have a window of their own."""

    def free_at(self, now: datetime, *, edit: bool) -> datetime:
        window = self.edits if edit else self.sends
        instant = window.free_at(now) if self.is_group else now
        return instant if edit else max(instant, self.messages.free_at(now))

    def spend(self, at: datetime, *, edit: bool) -> None:
        if self.is_group:
            (self.edits if edit else self.sends).spend(at)
        if not edit:
            self.messages.spend(at)


class Pace:
    """Keeps Telegram's ceilings."""

    def __init__(self) -> None:
        self._spread = Meter(APART, BURST)
        self._overall = Window(OVERALL_COUNT, OVERALL_SPAN)
        self._away = 0
        """How many have left and have not landed."""
        self._chats: dict[int, ChatCounts] = {}
        self._held: dict[int, datetime] = {}
        self._all_held_until: datetime | None = None
        self._refusals: deque[tuple[datetime, int]] = deque()

    def opens_at(self, now: datetime) -> datetime:
        """Return the instant before which nothing may go to anybody."""
        held_until = self._all_held_until or now
        spread_at, counted_at = self._spread.free_at(now), self._overall.free_at(now, self._away)
        return max(now, held_until, spread_at, counted_at)

    def free_at(self, chat_id: int, now: datetime, *, edit: bool = False) -> datetime:
        """Return when a message may go to this chat, which has none under way."""
        held_until = self._held.get(chat_id, now)
        return max(self.opens_at(now), held_until, self._of(chat_id).free_at(now, edit=edit))

    def leave(self, now: datetime) -> None:
        self._away += 1
        self._spread.spend(now)

    def stay(self, count: int) -> None:
        self._away -= count

    def land(self, chat_id: int, now: datetime, *, edit: bool = False) -> None:
        # If Telegram ever counts a message, it has counted this one by now.
        self._away -= 1
        self.count(chat_id, now, edit=edit)

    def count(self, chat_id: int, at: datetime, *, edit: bool = False) -> None:
        """Count a message that ended at this instant, in this process or in an earlier one."""
        self._overall.spend(at)
        self._of(chat_id).spend(at, edit=edit)

    def refused(self, chat_id: int, until: datetime, now: datetime) -> None:
        """Take note of a 429: that chat waits, and all wait once several chats were refused."""
        self._held[chat_id] = until
        self._refusals.append((now, chat_id))
        while self._refusals[0][0] <= now - REFUSAL_SPAN:
            self._refusals.popleft()
        if len({chat for _, chat in self._refusals}) >= CHATS_THAT_HOLD_ALL:
            self._all_held_until = max(until, self._all_held_until or until)

    def _of(self, chat_id: int) -> ChatCounts:
        if chat_id not in self._chats:
            self._chats[chat_id] = ChatCounts(is_group=chat_id < 0)
        return self._chats[chat_id]


class NoPace(Pace):
    """Paces nothing, for a local server without ceilings; a 429 is heeded all the same."""

    def leave(self, now: datetime) -> None: ...

    def stay(self, count: int) -> None: ...

    def land(self, chat_id: int, now: datetime, *, edit: bool = False) -> None: ...

    def count(self, chat_id: int, at: datetime, *, edit: bool = False) -> None: ...
