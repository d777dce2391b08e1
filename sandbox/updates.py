"""Keeps what waits for one bot until the bot confirms it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import ApiError, conflict

#: How long Telegram keeps what a bot does not fetch.
LIFETIME = timedelta(hours=24)
CALLBACK_LIFETIME = timedelta(seconds=150)

LONGEST_POLL = 50.0
#: How often a waiting poll looks whether a late update has become due by the sandbox's clock.
LATE_CHECK = 0.02

#: The kinds of updates that the sandbox sends.
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
    }
)

#: These are sent only to bots that ask for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

TWO_POLLERS = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(eq=False)
class Update:
    """One update. `repeats` counts how often it comes again after the bot confirmed it."""

    id: int
    kind: str
    content: dict[str, Any] = field(repr=False)
    chat_id: int
    expires_at: datetime
    repeats: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.content}


@dataclass(eq=False)
class _Late:
    due_at: datetime
    kind: str
    content: dict[str, Any]
    chat_id: int
    expires_at: datetime


class UpdateQueue:
    """Updates of one bot: fetched by polling or taken by the webhook."""

    def __init__(self, clock: Clock, first_id: int) -> None:
        self._clock = clock
        self._next_id = first_id
        self._waiting: list[Update] = []
        self._late: list[_Late] = []
        self._poll: asyncio.Future[None] | None = None
        self._allowed: frozenset[str] | None = None
        self.on_arrival: Callable[[], None] | None = None
        self.on_confirmed: Callable[[Update], None] | None = None
        #: It is set while a bot waits in a long poll.
        self.polled = asyncio.Event()

    def __len__(self) -> int:
        self._tidy()
        return len(self._waiting) + len(self._late)

    def waiting(self) -> list[Update]:
        self._tidy()
        return list(self._waiting)

    @property
    def has_late(self) -> bool:
        return bool(self._late)

    # What comes in

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Choose the kinds of updates; None keeps the earlier choice, an empty list the usual."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed or ())

    def wants(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in ON_REQUEST

    def put(
        self,
        kind: str,
        content: dict[str, Any],
        chat_id: int,
        *,
        expires_at: datetime,
        repeats: int = 0,
        late_by: timedelta | None = None,
    ) -> None:
        if late_by:
            due_at = self._clock.now() + late_by
            self._late.append(_Late(due_at, kind, content, chat_id, expires_at))
            # A poll that began before this must look at the clock from now on.
            self._announce()
            return
        self._append(Update(self._take_id(), kind, content, chat_id, expires_at, repeats))
        self._announce()

    def _append(self, update: Update) -> None:
        self._waiting.append(update)

    def _take_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _announce(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        if self.on_arrival:
            self.on_arrival()

    def _tidy(self) -> None:
        # Late updates come in, and those that Telegram would keep no longer go.
        now = self._clock.now()
        for late in [late for late in self._late if late.due_at <= now]:
            self._late.remove(late)
            self._append(
                Update(self._take_id(), late.kind, late.content, late.chat_id, late.expires_at)
            )
        if any(update.expires_at <= now for update in self._waiting):
            self._waiting = [update for update in self._waiting if update.expires_at > now]

    # What goes out

    def confirm(self, offset: int) -> None:
        # Only an offset above an update's id confirms it; a negative one keeps the last few.
        if offset < 0:
            done = self._waiting[:offset]
        else:
            done = [update for update in self._waiting if update.id < offset]
        for update in done:
            self.remove(update)

    def drop_all(self) -> None:
        self._waiting.clear()
        self._late.clear()

    def remove(self, update: Update) -> None:
        # The bot has this update; one that repeats stays for another time.
        if update.repeats:
            update.repeats -= 1
        elif update in self._waiting:
            self._waiting.remove(update)
            if self.on_confirmed:
                self.on_confirmed(update)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Answer getUpdates. A second poll ends the first one with Telegram's 409."""
        self.end_poll(conflict(TWO_POLLERS))
        self._tidy()
        self.confirm(offset)
        if not self._waiting and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL))
        self._tidy()
        return [update.as_json() for update in self._waiting[:limit]]

    def end_poll(self, reason: ApiError | None = None) -> None:
        poll, self._poll = self._poll, None
        if poll is None or poll.done():
            return
        if reason:
            poll.set_exception(reason)
        else:
            poll.set_result(None)

    async def _wait(self, seconds: float) -> None:
        # Polls wait in real time, whatever clock the sandbox runs on.
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        poll: asyncio.Future[None] | None = None
        self.polled.set()
        try:
            while not self._waiting and (left := deadline - loop.time()) > 0:
                poll = self._poll = loop.create_future()
                await asyncio.wait([poll], timeout=min(left, LATE_CHECK) if self._late else left)
                if poll.done():
                    poll.result()
                if self._poll is not poll:
                    return
                self._tidy()
        finally:
            if self._poll is poll:
                self._poll = None
                self.polled.clear()
