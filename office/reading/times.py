"""Reads the instants that people type: for a start, a deadline, an hour of the past.

The functions are pure: they take the text and the present, and return every reading. Where two are
possible both are returned, and whoever asks offers them as buttons; which one is meant is never
guessed:

- 点 counts to twelve as often as to twenty-four: 6点 alone is 6:00 or 18:00. With a day, the hours
  from seven on are those of the morning. 时 and a colon count to twenty-four.
- After midnight and before five, 明天 may be the day that has just begun or the one after it.
- 晚上1点 may be the night before or after midnight's day.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, timezone

from office.reading.typed import compact, joined

ZONES = {
    "北京时间": timezone(timedelta(hours=8)),
    "新疆时间": timezone(timedelta(hours=6)),
    "乌鲁木齐时间": timezone(timedelta(hours=6)),
}
"""The clocks that people name; Xinjiang's is two hours behind the one that everything is kept by.
"""
OTHER_ZONES = tuple(name for name in ZONES if name != "北京时间")

_DAYS_AHEAD = {
    **dict.fromkeys(("今天", "今日", "当天", "当日", "今", "today", "tonight"), 0),
    **dict.fromkeys(("明天", "明日", "次日", "明", "tomorrow"), 1),
    **dict.fromkeys(("后天", "后日"), 2),
    "大后天": 3,
}
_DAYS_BACK = {**dict.fromkeys(("昨天", "昨日", "昨", "yesterday"), 1), "前天": 2}
"""These words are read only where the past is asked for."""
_NIGHT_OWLS = ("明天", "明日", "明", "后天", "后日", "大后天", "tomorrow")
"""Days that somebody who is still up after midnight counts from the evening before."""
DAYBREAK = 5
_WEEKDAYS = "一二三四五六日天"

_MORNING = ("上午", "早上", "早晨", "清晨", "早", "am")
_NIGHT = ("晚上", "夜里", "夜间", "晚")
_PARTS = (*_MORNING, *_NIGHT, "凌晨", "中午", "下午", "傍晚", "半夜", "pm")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
_NAMED_HOURS = {"正午": 12, "中午": 12, "零点": 0, "午夜": 24, "noon": 12, "midnight": 24}

_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十]+(?=[年月日号点时分天小个])")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ZONE = re.compile(rf"(?P<zone>{_any_of(ZONES)})[::]?")
_DATE = r"(?:(?P<year>20\d{2})[年/.-])?(?P<month>\d{1,2})[月/.-](?P<day>\d{1,2})(?:[日号]|(?!\d))"
_DAY_OF_MONTH = r"(?P<date>\d{1,2})[日号]"
_WEEKDAY = rf"(?P<week>下|本|这|)(?:周|星期|礼拜)(?P<weekday>[{_WEEKDAYS}])"
_DAY = rf"(?:{_DATE}|{_DAY_OF_MONTH}|{_WEEKDAY}|(?P<word>{_any_of([*_DAYS_AHEAD, *_DAYS_BACK])}))"
_CLOCK = (
    r"(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::00)?"
    rf"|(?P<unit>[时時点點])(?:(?P<quarter>{_any_of(_QUARTERS)})|(?P<minutes>\d{{1,2}})分?)?)"
    r"(?P<after>am|pm)?"
)
_MOMENT = re.compile(
    rf"{_DAY}?的?[ t,]?(?:(?P<part>{_any_of(_PARTS)})?{_CLOCK}|(?P<named>{_any_of(_NAMED_HOURS)}))"
)
_BARE_MINUTES = re.compile(r"([点點时時:])\s+(?=\d)")
"""8点 48 is a clock and then another value, while 8点48 is one clock."""
_LATER = re.compile(r"(?P<count>\d{1,4})(?:个?小时|h|hours?)(?:后|以后|之后)?")
_LATER_DAYS = re.compile(r"(?P<count>\d{1,2})(?:天|d|days?)(?:后|以后|之后)?")

# Beyond these years, moving an instant to another zone can overflow.
_YEARS = range(2000, 2100)


def read(text: str, local_now: datetime, *, past: bool = False) -> tuple[datetime, ...]:
    """Return every instant that the text may name, the earliest first, in the zone of `local_now`.

    The result is empty where the text names none. A reading that is past is left out where another
    lies ahead; with `past` it is the other way about.
    """
    if _BARE_MINUTES.search(text):
        return ()
    written = numerals_as_digits(joined(text))
    iso = _iso(text, local_now)
    if iso is not None:
        return (iso,)
    zone = _ZONE.match(written)
    there = local_now.astimezone(ZONES[zone["zone"]]) if zone else local_now
    found = _MOMENT.fullmatch(written, zone.end() if zone else 0)
    if found is None:
        return ()
    instants = {
        _at(day, clock, there).astimezone(local_now.tzinfo)
        for day, clock in _candidates(found, there, past=past)
    }
    likely = {at for at in instants if (at <= local_now) is past}
    return tuple(sorted(likely or instants))


def read_later(text: str, base: datetime) -> datetime | None:
    written = numerals_as_digits(joined(text))
    if found := _LATER.fullmatch(written):
        return base + timedelta(hours=int(found["count"]))
    if found := _LATER_DAYS.fullmatch(written):
        return base + timedelta(days=int(found["count"]))
    return None


def names_another_clock(text: str) -> bool:
    return any(name in compact(text) for name in OTHER_ZONES)


def on_other_clock(at: datetime) -> datetime:
    return at.astimezone(ZONES["新疆时间"])


def numerals_as_digits(text: str) -> str:
    # Only numerals before a unit are changed, so that no name is touched: 十二月三日 is 12月3日.
    return _NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(numeral: str) -> str:
    if "十" not in numeral:
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    tens, _, ones = numeral.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return numeral
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


def _iso(text: str, local_now: datetime) -> datetime | None:
    written = " ".join(compact(word).upper() for word in text.split())
    if len(written) < len("2026-12-02T08:00") or not written.isascii():
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    if found.year not in _YEARS:
        return None
    zoned = found if found.tzinfo is not None else found.replace(tzinfo=local_now.tzinfo)
    return zoned.astimezone(local_now.tzinfo)


def _candidates(
    found: re.Match[str], local_now: datetime, *, past: bool
) -> Iterable[tuple[date, timedelta]]:
    for clock in _clocks(found):
        for day in _days(found, clock, local_now, past=past):
            yield day, clock


def _at(day: date, clock: timedelta, local_now: datetime) -> datetime:
    # Midnight may be written as the 24th hour of the day before.
    return datetime.combine(day, time(), local_now.tzinfo) + clock


def _days(
    found: re.Match[str], clock: timedelta, local_now: datetime, *, past: bool
) -> Iterable[date]:
    today = local_now.date()
    if found["month"]:
        return _of_date(found, today)
    if found["date"]:
        return _of_day_of_month(int(found["date"]), today, past=past)
    if found["weekday"]:
        return _of_weekday(found, clock, local_now)
    if found["word"] in _DAYS_BACK:
        return [today - timedelta(days=_DAYS_BACK[found["word"]])] if past else []
    if found["word"]:
        return _of_word(found["word"], local_now)
    # Without a day, the next time that the clock says so is meant; of the past, the last time.
    is_ahead = _at(today, clock, local_now) > local_now
    if past:
        return [today - timedelta(days=1) if is_ahead else today]
    return [today if is_ahead else today + timedelta(days=1)]


def _of_date(found: re.Match[str], today: date) -> Iterable[date]:
    # Without a year the nearest date is meant: in late December, 1月2日 is next year's.
    years = [int(found["year"])] if found["year"] else [today.year + n for n in (-1, 0, 1)]
    days = [day for year in years if (day := _date(year, int(found["month"]), int(found["day"])))]
    return sorted(days, key=lambda day: abs(day - today))[:1]


def _of_day_of_month(number: int, today: date, *, past: bool) -> Iterable[date]:
    # This month's day is meant while it is not past, else that of the next month that has it; of
    # the past, the same backwards.
    first = today.replace(day=1)
    for months in range(0, -3, -1) if past else range(3):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        day = _date(year, month + 1, number)
        if day is not None and (day <= today if past else day >= today):
            return [day]
    return []


def _of_weekday(found: re.Match[str], clock: timedelta, local_now: datetime) -> Iterable[date]:
    today = local_now.date()
    wanted = min(_WEEKDAYS.index(found["weekday"]), 6)
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=wanted)
    if found["week"] == "下":
        return [day + timedelta(days=7)]
    is_past = _at(day, clock, local_now) <= local_now
    return [day + timedelta(days=7) if is_past and not found["week"] else day]


def _of_word(word: str, local_now: datetime) -> Iterable[date]:
    ahead = _DAYS_AHEAD[word]
    is_after_midnight = local_now.hour < DAYBREAK and word in _NIGHT_OWLS
    possible = (ahead - 1, ahead) if is_after_midnight else (ahead,)
    return [local_now.date() + timedelta(days=days) for days in possible]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clocks(found: re.Match[str]) -> Iterable[timedelta]:
    if found["named"]:
        return [timedelta(hours=_NAMED_HOURS[found["named"]])]
    hour = int(found["hour"])
    quarter = _QUARTERS[found["quarter"]] if found["quarter"] else 0
    minute = int(found["minute"] or found["minutes"] or quarter)
    part = found["part"] or found["after"] or ("晚" if found["word"] == "tonight" else None)
    hours = _HOURS_OF_PART[part](hour) if part else _without_part(found, hour)
    if minute > 59:
        return []
    return [
        timedelta(hours=one, minutes=minute)
        for one in hours
        if one < 24 or (one == 24 and not minute) or (one > 24 and hour < 5)
    ]


def _without_part(found: re.Match[str], hour: int) -> tuple[int, ...]:
    counts_to_twelve = found["unit"] in ("点", "點")
    has_day = any(found[name] for name in ("month", "date", "weekday", "word"))
    if counts_to_twelve and 1 <= hour <= (6 if has_day else 11):
        return hour, hour + 12
    return (hour,) if hour <= 24 else ()


def _of_morning(hour: int) -> tuple[int, ...]:
    return (hour,) if hour <= 12 else ()


def _of_dawn(hour: int) -> tuple[int, ...]:
    return (hour % 12,) if hour <= 8 or hour == 12 else ()


def _of_noon(hour: int) -> tuple[int, ...]:
    return (hour + 12,) if hour <= 3 else ((hour,) if 10 <= hour <= 15 else ())


def _of_afternoon(hour: int) -> tuple[int, ...]:
    if hour <= 11:
        return (hour + 12,) if hour else ()
    return (hour,) if hour <= 20 else ()


def _of_night(hour: int) -> tuple[int, ...]:
    # The first hours after midnight may be those before the day or those behind it.
    if hour in (12, 24):
        return (24,)
    if hour < 5:
        return hour, hour + 24
    return (hour + 12,) if hour <= 11 else ((hour,) if hour >= 17 else ())


_HOURS_OF_PART: dict[str, Callable[[int], tuple[int, ...]]] = {
    **dict.fromkeys(_MORNING, _of_morning),
    **dict.fromkeys(_NIGHT, _of_night),
    "半夜": _of_night,
    "凌晨": _of_dawn,
    "中午": _of_noon,
    "下午": _of_afternoon,
    "傍晚": _of_afternoon,
    "pm": _of_afternoon,
}
