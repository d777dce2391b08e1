"""Reads a notice of holidays, pasted as it is written: which days are off, which are worked.

2027年1月1日至3日放假，1月4日上班 · 2027-02-05至2027-02-11 休 · 2027-02-14,班
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

LONGEST = 20
"""No holiday lasts longer, so a longer span is a slip of the pen."""
_WEEKDAY = r"(?:\s*\([^)]*\))?"
_DATE = r"(?:(?P<y>\d{4})\s*[-年/.]\s*)?(?P<m>\d{1,2})\s*[-月/.]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"
_UNTIL = (
    r"(?:\s*(?:至|到|[~—–-]+)\s*"
    r"(?:(?:(?P<y2>\d{4})\s*[-年/.]\s*)?(?P<m2>\d{1,2})\s*[-月/.]\s*)?"
    r"(?P<d2>\d{1,2})(?!\d)\s*[日号]?" + _WEEKDAY + r")?"
)
_TOKEN = re.compile(
    rf"(?P<span>{_DATE}{_WEEKDAY}{_UNTIL})"
    r"|(?P<year>\d{4})\s*年"
    r"|[、和]\s*(?P<bare>\d{1,2})\s*[日号]"
    r"|(?P<on>(?:调休|补休)?(?:上班|补班)|班|workday|work)"
    r"|(?P<off>放假|休息|休|假|holiday|off)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class DayTable:
    days: dict[date, bool] = field(default_factory=dict)
    """Whether each day is worked."""
    named: dict[date, str] = field(default_factory=dict)
    """The holiday of which a day off is, where its line names one that was asked for."""
    unread: list[str] = field(default_factory=list)
    """Lines in which a date stands that nobody could make out, or that contradicts another."""


def read(text: str, names: Mapping[str, str] | None = None) -> DayTable:
    """Read the days; `names` are words for holidays, each with the id under which it is kept."""
    table, year = DayTable(), None
    for line in unicodedata.normalize("NFKC", text).splitlines():
        reader = _Line(year, names or {})
        if not reader.take(line) or _contradicts(table, reader.found):
            table.unread.append(line.strip())
        else:
            table.days |= reader.found
            table.named |= reader.named
        year = reader.year
    return table


def _contradicts(table: DayTable, found: dict[date, bool]) -> bool:
    return any(table.days.get(day, works) != works for day, works in found.items())


class _Line:
    """Dates wait until a word says what they are; the year is that of the date before."""

    def __init__(self, year: int | None, names: Mapping[str, str]) -> None:
        self.year = year
        self.found: dict[date, bool] = {}
        self.named: dict[date, str] = {}
        self._names = names
        self._waiting: list[date] = []
        self._month = 0

    def take(self, line: str) -> bool:
        said = 0
        try:
            for token in _TOKEN.finditer(line):
                if token["off"]:
                    self._name(line, line[said : token.end()])
                    said = token.end()
                self._take(token)
        except ValueError:
            return False
        return not self._waiting

    def _name(self, line: str, part: str) -> None:
        """The only holiday of a line has all its days off; of several, each has those beside it."""
        ids = self._meant(line)
        if len(ids) > 1:
            ids = self._meant(part)
        if len(ids) == 1:
            self.named |= dict.fromkeys(self._waiting, ids.pop())

    def _meant(self, words: str) -> set[str]:
        return {key for name, key in self._names.items() if name.casefold() in words.casefold()}

    def _take(self, token: re.Match[str]) -> None:
        if token["year"]:
            self.year = int(token["year"])
        elif token["span"]:
            self._waiting += self._span(token)
        elif token["bare"]:
            self._waiting.append(self._date(None, self._month, int(token["bare"])))
        else:
            self._say(works=bool(token["on"]))

    def _say(self, *, works: bool) -> None:
        for day in self._waiting:
            if self.found.setdefault(day, works) != works:
                raise ValueError("said twice in two ways")
        self._waiting = []

    def _span(self, token: re.Match[str]) -> Iterator[date]:
        first = self._date(token["y"], int(token["m"]), int(token["d"]))
        last = first
        if token["d2"]:
            month = int(token["m2"]) if token["m2"] else first.month
            last = self._date(token["y2"], month, int(token["d2"]))
        if not 0 <= (last - first).days < LONGEST:
            raise ValueError("not a span of a holiday")
        return (first + timedelta(days=n) for n in range((last - first).days + 1))

    def _date(self, year: str | None, month: int, day: int) -> date:
        self.year = int(year) if year else self.year
        if self.year is None:
            raise ValueError("of no year")
        self._month = month
        return date(self.year, month, day)
