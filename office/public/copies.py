"""The versions of a text as whoever publishes it copies them: by one tap, from one message."""

from messages.length import TEXT_LIMIT, units
from messages.render import Words
from messages.views.public_notices import CopyView
from storage.decisions.public_notices import PublicNotice

_VERSIONS = ("text_zh", "short", "broadcast", "text_en")
"""What comes last goes into a second message first."""
ROOM = TEXT_LIMIT - 600
"""What the versions may take of a message. The rest is for what is asked above them, to which it is
added later who has published it, and where."""


def divided(
    words: Words, notice: PublicNotice
) -> tuple[tuple[CopyView, ...], tuple[CopyView, ...]]:
    """Those that fit under the card, and those that do not; alike whenever it is asked."""
    all_of_it = _copies(words, notice)
    kept = len(all_of_it)
    while kept and sum(_length(one) for one in all_of_it[:kept]) > ROOM:
        kept -= 1
    return all_of_it[:kept], all_of_it[kept:]


def _copies(words: Words, notice: PublicNotice) -> tuple[CopyView, ...]:
    said = [(name, getattr(notice, name)) for name in _VERSIONS]
    return tuple(
        CopyView(words.plain(f"public_version_{name}"), text) for name, text in said if text
    )


def _length(one: CopyView) -> int:
    # Two line ends go with it.
    return units(one.title + one.text) + 2
