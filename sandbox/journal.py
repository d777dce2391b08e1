"""Keeps everything that happened, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.clock import Clock


class What(StrEnum):
    SENT = "sent"
    EDITED = "edited"
    DELETED = "deleted"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    REACTED = "reacted"
    PRESSED = "pressed"
    ANSWERED = "answered"
    MEMBERSHIP = "membership"
    MIGRATED = "migrated"
    UPDATE = "update"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    HUNG_UP = "hung_up"
    FAULT = "fault"


@dataclass(frozen=True)
class Event:
    """One line of the journal. `subject` is the message, press or chat that it is about."""

    number: int
    at: datetime
    what: What
    chat_id: int | None
    who: str
    text: str
    subject: Any = field(repr=False, compare=False, default=None)


class Journal:
    """Grows at its end only, iterates over its events, and wakes whoever waits for one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: list[Event] = []
        self._sleepers: list[asyncio.Future[None]] = []
        self.listeners: list[Callable[[Event], None]] = []

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __getitem__(self, index: int) -> Event:
        return self._events[index]

    def since(self, number: int) -> list[Event]:
        return self._events[number:]

    def of(self, *kinds: What) -> list[Event]:
        return [event for event in self._events if event.what in kinds]

    def write(
        self, what: What, chat_id: int | None, who: str, text: str, subject: Any = None
    ) -> Event:
        event = Event(len(self._events), self._clock.now(), what, chat_id, who, text, subject)
        self._events.append(event)
        for listener in self.listeners:
            listener(event)
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
        self._sleepers.clear()
        return event

    async def changed(self) -> None:
        """Return after the next event."""
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append(sleeper)
        try:
            await sleeper
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)
