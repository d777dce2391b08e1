"""Declares what the page shows beyond Telegram: the story, the plan of the day, the actors.

Whoever serves a world may hand a Backstage to `serving(world, backstage=…)`; without one the page
hides those parts and is a plain Telegram. Every text comes in the language that is asked for.

To start over, `start_over` stops what it started, makes another world with another Backstage and
calls `server.show(world, backstage)`. The new world takes the place of the old one behind the same
address, and every open page notices and loads again.

Chats are named by their keys: `chat_key(chat)` of `sandbox.page.views`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

Language = Literal["zh", "en"]

#: Blue, yellow, orange and red are the levels of alerts and slips; green is well, grey is silent.
Colour = Literal["", "green", "grey", "blue", "yellow", "orange", "red"]


@dataclass(frozen=True, slots=True)
class Due:
    """One line of what is due next."""

    at: datetime
    text: str
    chat: str = ""
    """The chat in which it will be seen, if that is known: the page then leads there."""


@dataclass(frozen=True, slots=True)
class ActorState:
    """A scripted person.

    `character` is one word (prompt, busy, forgetful, late, silent, photos, edits, asks_for_time),
    and `text` says it in a few.
    """

    person: int
    name: str
    character: str
    text: str
    on: bool
    """Whether the person is scripted; off means that a human has taken over."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The story so far. `figures` are pairs of a name and a number, such as 收到 and 36/38."""

    level: Colour
    """It is empty while there is no alert."""
    title: str
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """One step of the guided first minute: be this person, in this chat, write or press this."""

    text: str
    person: int
    chat: str
    fill: str = ""
    """The text that goes into the composer, to be sent by the reader."""
    press: str = ""
    """The label of the button to press."""
    step: int = 1
    steps: int = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """How a chat stands: its colour in the list, and the same in a few words."""

    colour: Colour
    text: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Something beside Telegram that is read in a tab of its own, such as a board on a wall."""

    key: str
    text: str


class Backstage(Protocol):
    async def due(self, language: Language) -> Sequence[Due]:
        """Return what is due, soonest first; the page shows the first few dozen."""
        ...

    async def ribbon(self, language: Language) -> Ribbon: ...

    async def marks(self, language: Language) -> Mapping[str, Mark]:
        """Return the marks by chat key; chats left out have no colour."""
        ...

    async def hint(self, language: Language) -> Hint | None:
        """Return the next hint; None when the first minute is over or was dismissed."""
        ...

    def dismiss_hints(self) -> None: ...

    def positions(self, language: Language) -> Mapping[int, str]:
        """Return what each person is, by person id; people left out have no position."""
        ...

    def offices(self, language: Language) -> Mapping[int, str]:
        """Return each person's office, by person id, where there are several; people are listed
        under it.
        """
        ...

    def panes(self) -> Sequence[tuple[int, str]]:
        """Return person id and chat key of up to three chats that a wide screen opens together."""
        ...

    def openings(self, language: Language) -> Sequence[Opening]: ...

    async def open(self, key: str) -> str:
        """Return an address, which may be good once; raise LookupError for an unknown key."""
        ...

    def actors(self, language: Language) -> Sequence[ActorState]: ...

    def switch_actor(self, person: int, on: bool) -> None:
        """Switch an actor on or off; raise LookupError when nobody scripted has this id."""
        ...

    async def to_next_due(self) -> None:
        """Move the clock to the next instant at which the bot or an actor has something to do."""
        ...

    async def step(self, span: timedelta) -> None:
        """Move the clock, stopping at each due instant on the way."""
        ...

    async def kill_and_restart(self) -> None: ...

    async def start_over(self) -> None: ...
