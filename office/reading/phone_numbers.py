"""Knows a telephone number in what people type. Numbers are taken from contacts alone (ADR 32)."""

import re
import unicodedata

FEWEST_DIGITS = 7
"""Shorter ones are extensions, years, or numbers of rooms."""
_DAY = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}([-. /])[01]?[0-9]\1[0-3]?[0-9](?![0-9])")
_NUMBER = re.compile(rf"\+?[0-9](?:[-. ()]{{0,2}}[0-9]){{{FEWEST_DIGITS - 1},}}")


def holds_number(text: str) -> bool:
    # A day such as 2026-12-01 has as many digits as a number, and nobody is called by it.
    said = _DAY.sub("、", unicodedata.normalize("NFKC", text))
    return _NUMBER.search(said) is not None


_TELEPHONE = re.compile(
    r"(?<![0-9])(1[3-9][0-9])[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])"
    r"|(?<![0-9])(0[0-9]{2,3})[- ][0-9]{7,8}(?![0-9])"
)


def masked(text: str) -> str:
    """The text without the numbers of telephones in it, of which the first digits stay."""
    return _TELEPHONE.sub(lambda found: f"{found[1] or found[2]}****", text)
