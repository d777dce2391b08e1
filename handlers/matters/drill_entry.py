"""Whether the order that is being entered is about an exercise: said in words, or by a button."""

import re

from office.desk import Desk
from office.reading.typed import seen

DRILL, REAL = "drill", "real"
"""The first is also the step that asks for it, and the button that makes a drill of a new alert."""

_WORD = "(?:演练|drill)"
_OPENS, _CLOSES, _PARTS = r"\s(（【\[", r"\s)）】\]", ",，、:：;；。"
_ANYWHERE = re.compile(_WORD, re.IGNORECASE)
_FIRST = re.compile(rf"^[{_OPENS}]*{_WORD}(?:[{_CLOSES}{_PARTS}]+|$)", re.IGNORECASE)
_LAST = re.compile(rf"(?:^|[{_OPENS}{_PARTS}]+){_WORD}[{_CLOSES}{_PARTS}]*$", re.IGNORECASE)


def read(text: str) -> tuple[str, bool | None]:
    """Take 演练 off the start or the end of what was typed, where it stands alone.

    Return the rest with whether it is an exercise. Elsewhere the word may belong to the grounds, as
    in 结合演练情况, and nobody but the writer knows.
    """
    said = seen(text)
    rest = _LAST.sub("", _FIRST.sub("", said))
    if rest != said:
        return rest, True
    return text, None if _ANYWHERE.search(said) else False


def offered(desk: Desk, *, is_new: bool) -> tuple[tuple[str, str], ...]:
    """The two answers to which one is meant, each with its value."""
    plain = desk.words.plain
    real = plain("button_real_new" if is_new else "button_real")
    return ((plain("button_drill"), DRILL), (real, REAL))


def other(desk: Desk, *, drill: bool) -> str:
    """What the button says that turns a new alert into the other of the two."""
    return desk.words.plain("button_make_real" if drill else "button_make_drill")
