"""Puts the issuer's name above the middle of the date, with the date four characters from the edge.

This is where GB/T 9704-2012 wants them, so that one seal covers both.
"""

from typing import Any
from unicodedata import east_asian_width

NAME_STYLE, DATE_STYLE = "署名", "成文日期"
CHARACTER = 16
"""The points of a character of size 3, in which both are set."""
FROM_THE_EDGE = 4 * CHARACTER
LINE = 27 * CHARACTER
"""The points of a line; a longer name goes on below, as wide as the line."""


def put_over_the_date(document: Any) -> None:
    named = _last(document, NAME_STYLE)
    dated = _last(document, DATE_STYLE)
    if named is None or dated is None:
        return
    over = (min(width(named.text), LINE) - width(dated.text)) / 2
    _indent(named, max(0.0, FROM_THE_EDGE - over))
    _indent(dated, max(float(FROM_THE_EDGE), over))


def width(text: str) -> float:
    return sum(CHARACTER if _is_wide(one) else CHARACTER / 2 for one in text)


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WFA"


def _last(document: Any, style: str) -> Any:
    found = [one for one in document.paragraphs if one.style.name == style]
    return found[-1] if found else None


def _indent(paragraph: Any, points: float) -> None:
    from docx.shared import Pt

    paragraph.paragraph_format.right_indent = Pt(points)
