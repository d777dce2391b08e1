"""Knows a telephone number in what people type. Numbers are taken from contacts alone (ADR 32)."""

import re
import unicodedata

FEWEST_DIGITS = 7
"""Shorter ones are extensions, years, or numbers of rooms."""
_NUMBER = re.compile(rf"\+?[0-9](?:[-. ()]{{0,2}}[0-9]){{{FEWEST_DIGITS - 1},}}")


def holds_number(text: str) -> bool:
    return _NUMBER.search(unicodedata.normalize("NFKC", text)) is not None
