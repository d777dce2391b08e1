"""Finds what the demo itself says: on its page, in its people's names, on its command line."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from messages.render import Words

FILE = Path(__file__).with_name("sayings.yaml")
NAMED = 3
"""The number of names that are told where many agencies do the same at once."""


def say(key: str, locale: str, **facts: object) -> str:
    return sayings()[key][locale].format(**facts)


@cache
def sayings() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def listed(names: Sequence[str], words: Words) -> str:
    """Name all of a few; of many, name the first ones and say how many there are."""
    if len(names) <= NAMED + 1:
        return words.listed(names)
    first = words.listed(names[:NAMED])
    count = len(names)
    return say("several", words.locale, names=first, count=count, more=count - NAMED)
