"""The letters of a reply in one width and script, each with its place in what was written."""

import unicodedata

from office.reading.substance_words import TRADITIONAL
from storage.immutable import immutable

LONGEST = 40_000
"""What stands after so many characters is kept as it was written, and not read."""

_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in TRADITIONAL.split()})
_WIDE_COMMA = "，"
"""It parts clauses even between digits, where a narrow one may part thousands."""
_AS_THEY_ARE = frozenset("，、；。：！？（）")
_NARROW = str.maketrans("；：！？（）【】「」［］", ";:!?()()()()")
_DASHES = frozenset("‐‑‒–—―−─～〜~")
_PICTURES = frozenset(map(chr, range(0x1F000, 0x20000)))
"""👍 and 🙏 say nothing."""
_RUNNING_NUMBERS = ("No", "So")
"""Unicode's kinds of ① and ❶, which no reader takes for a digit of the number beside it."""


@immutable
class Letters:
    written: str
    letters: str
    places: tuple[int, ...]
    """The place of each letter in what was written."""

    def as_written(self, start: int, end: int) -> str:
        if start >= end:
            return ""
        return self.written[self.places[start] : self.places[end - 1] + 1]


def told(written: str) -> Letters:
    letters, places = [], []
    for place, sign in enumerate(written[:LONGEST]):
        for letter in _letters(sign):
            letters.append(letter)
            places.append(place)
    return Letters(written, "".join(letters), tuple(places))


def _letters(sign: str) -> str:
    if sign in "\n\t":
        return sign
    if sign in _AS_THEY_ARE:
        return sign.translate(_NARROW)
    if sign in _DASHES:
        return "-"
    if _is_running_number(sign):
        return "·"
    if sign in _PICTURES:
        return " "
    return _one_width(sign)


def _is_running_number(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return (
        kind in _RUNNING_NUMBERS
        and unicodedata.normalize("NFKC", sign) != sign
        and (not sign.isdigit() or not _is_raised(sign))
    )


def _is_raised(sign: str) -> bool:
    """PM₂.₅ and SO₂ are written with digits that are set lower."""
    return unicodedata.decomposition(sign).startswith(("<sub>", "<super>"))


def _one_width(sign: str) -> str:
    if unicodedata.category(sign) in ("Cf", "Cc"):
        return " " if sign in "\r\v\f\x85" else ""
    wide = unicodedata.normalize("NFKC", sign).casefold().translate(_SIMPLIFIED)
    return "".join(" " if one.isspace() else one for one in wide)
