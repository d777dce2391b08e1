"""Puts texts for several readers into one: what they have alike once, and what each has of its own.

Paragraphs are compared and not lines, so that no list is cut in two.
"""

from collections.abc import Callable, Sequence
from itertools import takewhile

PARAGRAPH = "\n\n"


def merged(texts: Sequence[str], headings: Sequence[str]) -> str:
    """The texts as one; what only one of them says stands below its heading."""
    parts = [text.split(PARAGRAPH) for text in texts]
    head = _alike(parts, lambda one, number: one[number])
    rest = [one[head:] for one in parts]
    tail = _alike(rest, lambda one, number: one[-1 - number])
    own = [
        PARAGRAPH.join([heading, *one[: len(one) - tail]])
        for heading, one in zip(headings, rest, strict=True)
        if len(one) > tail
    ]
    return PARAGRAPH.join([*parts[0][:head], *own, *rest[0][len(rest[0]) - tail :]])


def _alike(parts: Sequence[Sequence[str]], nth: Callable[[Sequence[str], int], str]) -> int:
    """How many paragraphs, counted from one end, all of these have alike."""

    def is_alike(number: int) -> bool:
        return len({nth(one, number) for one in parts}) == 1

    return len(list(takewhile(is_alike, range(min(map(len, parts))))))
