"""Remembers which of Telegram's newer abilities its server does not take, for a while.

Each does nothing that could not be said without it. So where Telegram refuses it the same message
goes at once without it: a refusal says that nothing was sent. Later messages are spared the refusal
until the server may have been renewed.
"""

import time
from collections.abc import Callable, Collection
from enum import StrEnum

from telegram.error import BadRequest

from bot.telegram.verdicts import NOT_MODIFIED

FORGOTTEN_AFTER = 6 * 3600.0
"""Seconds after which an ability that was refused is tried again."""
REACTION_INVALID = "reaction_invalid"
"""Telegram's word for a mark that the group does not allow."""
_NAMED = ("button", "keyboard", "markup", "force_reply")
"""Telegram names one of these where it refuses what stands below a message."""


class Ability(StrEnum):
    """The newest comes first: a server that lacks one lacks those before it too."""

    DISABLED = "disabled"
    """A button cannot be pressed any more (Bot API 10.3)."""
    REPLY_FIELD = "force_reply"
    """The field opens for a reply although the message has buttons (10.3)."""
    STYLE = "style"
    """A button is green or red (9.4)."""
    COPY = "copy_text"
    """A button copies a text (7.11)."""
    REACTION = "reaction"
    """The bot puts a mark on a message (7.0). A group may refuse it as well as a server."""


CLASSIC: frozenset[Ability] = frozenset()


class Abilities:
    """What the server of one bot takes, as far as this process has heard."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused_until: dict[tuple[Ability, int | None], float] = {}

    def among(self, wanted: Collection[Ability], chat_id: int | None = None) -> frozenset[Ability]:
        """Return which of the wanted abilities may be tried now, in this chat or in any."""
        return frozenset(one for one in wanted if self._may(one, None) and self._may(one, chat_id))

    def refuse(self, used: Collection[Ability], chat_id: int | None = None) -> None:
        """A message with these was refused, and taken without them; the chat alone may do so."""
        until = self._clock() + FORGOTTEN_AFTER
        self._refused_until |= {(one, chat_id): until for one in used}

    def _may(self, one: Ability, chat_id: int | None) -> bool:
        now = self._clock()
        return self._refused_until.get((one, chat_id), now) <= now


def fewer(able: Collection[Ability]) -> frozenset[Ability]:
    """The same without the newest of them."""
    newest = next(one for one in Ability if one in able)
    return frozenset(able) - {newest}


def is_refused(error: BadRequest) -> bool:
    """Return whether Telegram refuses what stands below the message."""
    said = error.message.casefold()
    # An edit that changes nothing is refused with a word of the markup, and the message stands.
    return NOT_MODIFIED not in said and any(name in said for name in _NAMED)
