"""Reads how a line begins that gives something to bodies: their names, and perhaps a deadline."""

import re
from collections.abc import Callable
from itertools import takewhile

from office.desk import Desk
from office.reading.typed import compact, seen

LONGEST_TIME = 5
"""A deadline may be written in as many words as this: 12月 3日 下午 6 时."""

_WORD = re.compile(r"\S+")
TypedWords = list[re.Match[str]]


def words_of(text: str) -> TypedWords:
    return list(_WORD.finditer(seen(text)))


def names_at(desk: Desk, words: TypedWords) -> tuple[str, TypedWords]:
    """The names that the line begins with, of which the first is taken as it is, and the rest."""
    count = 1 + len(list(takewhile(lambda word: is_name(desk, word[0]), words[1:])))
    return joined(words[:count], "、"), words[count:]


def is_name(desk: Desk, word: str) -> bool:
    """Whether a word is a whole name; 气象 alone may be the beginning of the text."""
    typed = compact(word)
    bodies = desk.plan.bodies_like(word)
    is_body = len(bodies) == 1 and typed in map(compact, (bodies[0].name, bodies[0].short))
    return is_body or typed in map(compact, desk.plan.group_names.values())


def longest(words: TypedWords, is_meant: Callable[[str], object]) -> tuple[str, TypedWords]:
    """The longest beginning of the line that means something, and the words after it."""
    for count in range(min(LONGEST_TIME, len(words)), 0, -1):
        said = joined(words[:count], " ")
        if is_meant(said):
            return said, words[count:]
    return "", words


def joined(words: TypedWords, between: str) -> str:
    return between.join(word[0] for word in words)


def rest_of(words: TypedWords) -> str:
    """What the line goes on with, as it was typed."""
    return words[0].string[words[0].start() :] if words else ""
