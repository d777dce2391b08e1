"""What a message says of a form of which something is known: corrections, and new figures."""

import re
from collections.abc import Mapping
from dataclasses import replace

from office.reading.replies.corrections import COMMAS, correct
from office.reading.replies.reader import read
from office.reading.replies.reading import FormAsked, Reading, Value
from office.reading.replies.unnamed import read_unnamed

__all__ = ["correct", "read", "read_later"]

_CLAUSES = re.compile(f"({COMMAS}|[；;。\n])")
"""They are kept with what parts them."""
_DENIED = "不是"
"""In 不是12，是15 the comma parts nothing."""


def read_later(form: FormAsked, known: Mapping[str, Value], text: str) -> Reading:
    found = correct(form, known, text)
    if found is not None:
        return _with_the_rest(form, known, text, found)
    reading = read(form, text)
    told = reading.values or reading.doubts
    unnamed = None if told else read_unnamed(form, known, text)
    return reading if unnamed is None else replace(unnamed, rest=reading.rest)


def _with_the_rest(
    form: FormAsked, known: Mapping[str, Value], text: str, found: Reading
) -> Reading:
    """检查改为15，整改5个 corrects one figure and brings another, which must not be lost.

    What is left keeps its marks, as a sentence says what its numbers are: 累计检查12家、整改3个.
    """
    clauses = [] if _DENIED in text else _CLAUSES.split(text)
    rest = read(form, "".join(one for one in clauses if correct(form, known, one) is None))
    asked = {name for doubt in found.doubts for one in doubt.readings for name in one}
    told = {name: value for name, value in rest.values.items() if name not in asked}
    return Reading(
        {**told, **found.values},
        doubts=(*found.doubts, *rest.doubts),
        unread=(*found.unread, *rest.unread),
    )
