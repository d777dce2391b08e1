"""Tells a figure below zero, such as 是-5 or 负3个, which no report has."""

import re

_DASHES = "-－‐‑‒–—―−"
_AHEAD = ":：=＝,，为是成到有共了对误反正准错"
"""Behind these a dash is a sign; behind a name, as in 检查企业-5家, it parts it from its number."""
_NUMERAL = "[0-9０-９一二两三四五六七八九十百]"
_BELOW_ZERO = re.compile(
    # 负一层 is a place.
    rf"(?<=[{_AHEAD}])[ 　]*[{_DASHES}](?=[0-9０-９])|负(?={_NUMERAL})(?!{_NUMERAL}+[层楼])"
)


def is_below_zero(text: str, start: int) -> bool:
    """Whether the number that begins here has a sign before it."""
    return any(one.end() == start for one in _BELOW_ZERO.finditer(text, max(0, start - 4)))


def says_below_zero(words: str) -> bool:
    return _BELOW_ZERO.search(words) is not None
