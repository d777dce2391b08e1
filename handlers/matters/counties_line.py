"""Reads the counties concerned out of an order that is written on one line: 涉及 乌恰县、阿图什市.

The functions are pure. The words may stand anywhere in the line, before the level or after the
pollutant; what is left is read as if they had never been there.
"""

import re
from collections.abc import Iterator, Sequence

from handlers.matters.counties_entry import ALL_WORDS
from office.plan.model import AnyPlan, County, bodies_like
from office.reading.typed import compact, seen
from storage.immutable import immutable

LONGEST_NAME = 4
"""The number of words of an English name: Artux City, and one to spare for a longer one."""

_BEGINS = re.compile(
    r"(?:^|(?<=[\s,，、;；。]))(?:涉及(?:县\(市\)|县（市）|县市|县区|县)?|counties|county)"
    r"(?P<parted>\s*[:：]\s*|\s+|(?=\S))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s,，、;；。]+")
_LIST_SIGN = re.compile(r"[,，、;；]")
_LIKE_A_COUNTY = re.compile(r"[^\W\d_]{1,10}[县市区旗]")
_AND = frozenset(("and", "和", "及", "以及", "&"))


@immutable
class CountiesSaid:
    """The counties that a line names, and the names in it that no county has."""

    rest: str
    """The line without what it said of counties."""
    counties: tuple[str, ...] | None = None
    """The ids of those that are known, in the plan's order; None where the line names none."""
    unknown: tuple[str, ...] = ()
    """Names that no county of the plan has."""


@immutable
class _Named:
    end: int
    known: tuple[County, ...] = ()
    unknown: str = ""


def read(text: str, plan: AnyPlan) -> CountiesSaid:
    line = seen(text)
    begins = _BEGINS.search(line) if plan.counties_told else None
    if begins is None:
        return CountiesSaid(text)
    found = list(_names(line, begins.end(), plan.counties_told, listed=bool(begins["parted"])))
    if not found:
        return CountiesSaid(text)
    named = {county.id for one in found for county in one.known}
    return CountiesSaid(
        rest=" ".join((line[: begins.start()].strip(), line[found[-1].end :].strip())).strip(),
        counties=tuple(it.id for it in plan.counties_told if it.id in named),
        unknown=tuple(one.unknown for one in found if one.unknown),
    )


def _names(line: str, start: int, possible: Sequence[County], *, listed: bool) -> Iterator[_Named]:
    """The names from here on; `listed` says that what comes next can only be a name."""
    words = list(_WORD.finditer(line, start))
    while words:
        count, known = _known(words, possible)
        if count:
            yield _Named(words[count - 1].end(), known)
        elif listed or _LIKE_A_COUNTY.fullmatch(words[0][0]):
            count = 1
            yield _Named(words[0].end(), unknown=words[0][0])
        else:
            return
        words, listed = _after(line, words, count)


def _known(
    words: Sequence[re.Match[str]], possible: Sequence[County]
) -> tuple[int, tuple[County, ...]]:
    """How many words make a name, and whose it is; 0 where they make none."""
    if compact(words[0][0]) in ALL_WORDS:
        return 1, tuple(possible)
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        found = bodies_like(possible, " ".join(word[0] for word in words[:count]))
        if len(found) == 1:
            return count, tuple(it for it in possible if it.id == found[0].id)
    return 0, ()


def _after(
    line: str, words: Sequence[re.Match[str]], count: int
) -> tuple[list[re.Match[str]], bool]:
    """The words behind a name, and whether a further name has to follow."""
    left = list(words[count:])
    between = line[words[count - 1].end() : left[0].start()] if left else ""
    listed = bool(_LIST_SIGN.search(between))
    if left and left[0][0].casefold() in _AND:
        return left[1:], True
    return left, listed
