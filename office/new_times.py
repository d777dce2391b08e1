"""The new deadline of an extension: what to offer, how to read what was typed, what is allowed."""

import re
from datetime import datetime, time, timedelta
from enum import StrEnum

AT_MOST = timedelta(days=7)
EVENING = time(18)
NOON = time(12)
STEP = timedelta(minutes=5)
"""What is offered is rounded up to it."""

_CLOCK = r"(?P<hour>\d{1,2})[:：点时](?P<minute>\d{2})?分?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<hours>\d{1,3})\s*(?:h|小时|个小时)",
        rf"(?P<word>今天|今日|当日|明天|明日|次日|后天|后日)?\s*{_CLOCK}",
        rf"(?:(?P<year>\d{{4}})[-/年.])?(?P<month>\d{{1,2}})[-/月.](?P<day>\d{{1,2}})[日号]?[T\s]*{_CLOCK}",
    )
)
_DAYS_AHEAD = {"今": 0, "当": 0, "明": 1, "次": 1, "后": 2}


class TimeVerdict(StrEnum):
    FINE = "fine"
    NOT_LATER = "extension_not_later"
    """Not after the deadline that it is to replace, or past."""
    TOO_FAR = "extension_too_far"


def judge(new: datetime, due_at: datetime, now: datetime) -> TimeVerdict:
    if new <= max(now, due_at):
        return TimeVerdict.NOT_LATER
    return TimeVerdict.TOO_FAR if new > now + AT_MOST else TimeVerdict.FINE


def choices(due_at: datetime, local_now: datetime) -> tuple[datetime, ...]:
    """Two and six hours on, this evening, tomorrow noon: those that give more time."""
    base = max(due_at.astimezone(local_now.tzinfo), local_now)
    today = local_now.date()
    offered = {
        _rounded(base + timedelta(hours=2)),
        _rounded(base + timedelta(hours=6)),
        datetime.combine(today, EVENING, local_now.tzinfo),
        datetime.combine(today + timedelta(days=1), NOON, local_now.tzinfo),
    }
    fine = (at for at in offered if judge(at, due_at, local_now) is TimeVerdict.FINE)
    return tuple(sorted(fine))


def read(text: str, due_at: datetime, local_now: datetime) -> datetime | None:
    """What was typed, such as 18:00, 明天12点, 12月3日10:00, 2026-12-03 10:00 or 3小时."""
    for form, make in zip(_FORMS, (_hours_on, _clock_time, _date_time), strict=True):
        found = form.fullmatch(text.strip())
        if found is None:
            continue
        try:
            return make(found, due_at, local_now)
        except ValueError:  # the 31st of February, 25 o'clock
            return None
    return None


def _hours_on(found: re.Match[str], due_at: datetime, local_now: datetime) -> datetime:
    base = max(due_at.astimezone(local_now.tzinfo), local_now)
    return base + timedelta(hours=int(found["hours"]))


def _clock_time(found: re.Match[str], _due_at: datetime, local_now: datetime) -> datetime:
    """Without a day, the next time that the clock says so."""
    at = datetime.combine(local_now.date(), _clock(found), local_now.tzinfo)
    if found["word"]:
        return at + timedelta(days=_DAYS_AHEAD[found["word"][0]])
    return at if at > local_now else at + timedelta(days=1)


def _date_time(found: re.Match[str], _due_at: datetime, local_now: datetime) -> datetime:
    """Without a year, the next such day."""
    year = int(found["year"] or local_now.year)
    day = datetime(year, int(found["month"]), int(found["day"]), tzinfo=local_now.tzinfo)
    at = datetime.combine(day.date(), _clock(found), local_now.tzinfo)
    if found["year"] is None and at < local_now:
        return at.replace(year=year + 1)
    return at


def _clock(found: re.Match[str]) -> time:
    return time(int(found["hour"]), int(found["minute"] or 0))


def _rounded(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - over + STEP if over else at
