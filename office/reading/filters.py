"""Reads filters of a list that somebody typed behind its command: /slips 教育局 橙色 未办结."""

import re
from collections.abc import Sequence

from messages.views.lists import Filter
from office.reading.typed import compact

_BETWEEN = re.compile(r"[\s、，,；;]+")
FEWEST_SIGNS = 2
"""So much of a name has to be typed for its beginning to be enough."""


def chosen(typed: str, filters: Sequence[Filter]) -> tuple[tuple[Filter, ...], str]:
    """The filters as the words choose in them, and what none of them knows, as one text."""
    found, unknown = list(filters), []
    for word in filter(None, _BETWEEN.split(typed)):
        known = _known(word, found)
        if known is None:
            unknown.append(word)
        else:
            place, value = known
            found[place] = found[place].choosing(value)
    return tuple(found), " ".join(unknown)


def _known(word: str, filters: Sequence[Filter]) -> tuple[int, str] | None:
    for place, one in enumerate(filters):
        value = _value(compact(word), one)
        if value is not None:
            return place, value
    return None


def _value(word: str, one: Filter) -> str | None:
    names = [
        (option.value, compact(said))
        for option in one.options
        for said in (option.label, *option.words)
    ]
    whole = {value for value, name in names if name == word}
    begun = {value for value, name in names if name.startswith(word)}
    meant = whole or (begun if len(word) >= FEWEST_SIGNS else set())
    return meant.pop() if len(meant) == 1 else None
