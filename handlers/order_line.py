"""Reads an order written on one line: level, start, duration, pollutant, and the rest as grounds.

Pure: text, plan and instant in, values out. What cannot be read is refused with what is expected.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from office.plan import Plan
from office.refusal import Refusal
from office.terms import AT_ONCE, Start, names_of_levels, names_of_pollutants

NOW_WORDS = ("立即", "即时", "现在", "now")
DAY_WORDS = {
    "今日": 0,
    "今天": 0,
    "明日": 1,
    "明天": 1,
    "后日": 2,
    "后天": 2,
    "today": 0,
    "tomorrow": 1,
}

_DAY = r"(?:(?P<year>20\d{2})[年/.-])?(?P<month>\d{1,2})[月/.-](?P<day>\d{1,2})日?"
_WORD = "(?P<word>" + "|".join(DAY_WORDS) + ")"
_CLOCK = (
    r"(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::00)?|[时点](?:(?P<half>半)|(?P<minutes>\d{1,2})分?)?)"
)
_WRITTEN = re.compile(rf"(?:{_DAY}|{_WORD})[ t]?{_CLOCK}", re.IGNORECASE)
_HOURS = re.compile(
    r"(?P<count>\d{1,6}) ?(?P<unit>h|hours?|小时|个小时|d|days?|天|日)?", re.IGNORECASE
)
_DAY_UNITS = ("d", "day", "days", "天", "日")

# Beyond them, moving an instant to another zone can overflow.
_YEARS = range(2000, 2100)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What the line said; nothing for what it left out."""

    level: str | None = None
    starts_at: Start | None = None
    hours: int | None = None
    pollutant: str | None = None
    grounds: str = ""


def read_order_line(text: str, plan: Plan, now: datetime) -> OrderLine:
    """The values in their fixed order; the line may stop after any of them."""
    words = text.split()
    level, words = _take(words, lambda word: read_level(word, plan))
    starts_at, words = _take(words, lambda word: read_start(word, now, plan.tz))
    hours, words = _take(words, read_hours)
    pollutant, words = _take(words, lambda word: read_pollutant(word, plan))
    return OrderLine(level, starts_at, hours, pollutant, " ".join(words))


def read_level(text: str, plan: Plan) -> str:
    found = plan.find_level(_plain(text))
    if found is None:
        raise Refusal("level_unknown", levels=names_of_levels(plan))
    return found.id


def read_pollutant(text: str, plan: Plan) -> str:
    found = plan.find_pollutant(_plain(text))
    if found is None:
        raise Refusal("pollutant_unknown", pollutants=names_of_pollutants(plan))
    return found.id


def read_hours(text: str) -> int:
    """Hours, from 72h, 72小时, 3天 or a bare number."""
    found = _HOURS.fullmatch(_plain(text))
    if found is None:
        raise Refusal("hours_unreadable")
    count = int(found["count"])
    return count * 24 if (found["unit"] or "").lower() in _DAY_UNITS else count


def read_start(text: str, now: datetime, zone: ZoneInfo) -> Start:
    """An instant, from an ISO time, a Chinese one, a day's word with an hour, or 立即."""
    plain = _plain(text)
    if plain.lower() in NOW_WORDS:
        return AT_ONCE
    found = _iso(plain, zone) or _written(plain, now.astimezone(zone))
    if found is None:
        raise Refusal("start_unreadable")
    return found


def _take(words: list[str], read: Callable[[str], _T]) -> tuple[_T | None, list[str]]:
    """Read one value: from the first two words together, as in 72 小时, else from the first."""
    if not words:
        return None, []
    try:
        return read(" ".join(words[:2])), words[2:]
    except Refusal:
        return read(words[0]), words[1:]


def _plain(text: str) -> str:
    """Full-width digits and colons are those of ASCII; inner blanks count once.

    What was copied from elsewhere may carry marks that nobody sees and nobody typed.
    """
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    if len(text) < len("2026-12-02T08:00") or not text.isascii():
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year not in _YEARS:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _written(text: str, local: datetime) -> datetime | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    day = _day(found, local.date())
    clock = _clock(found)
    if day is None or clock is None:
        return None
    # Midnight may be written as the 24th hour of the day before.
    midnight = datetime.combine(day, time(), local.tzinfo)
    return midnight + clock


def _day(found: re.Match[str], today: date) -> date | None:
    if found["word"]:
        return today + timedelta(days=DAY_WORDS[found["word"].lower()])
    years = [int(found["year"])] if found["year"] else [today.year, today.year + 1]
    days = [day for year in years if (day := _date(year, int(found["month"]), int(found["day"])))]
    # Without a year the nearest is meant: in late December, 1月2日 is next year's.
    return min(days, key=lambda day: abs(day - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> timedelta | None:
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or found["minutes"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return timedelta(hours=hour, minutes=minute)
