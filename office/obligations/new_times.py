"""The new deadline of an extension: which are offered, what was typed, which are allowed."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from office.reading import times

AT_MOST = timedelta(days=7)
EVENING = time(18)
NOON = time(12)
STEP = timedelta(minutes=5)
"""The deadlines that are offered are rounded up to this step."""


class TimeVerdict(StrEnum):
    FINE = "fine"
    NOT_LATER = "extension_not_later"
    """It is not after the deadline that it would replace, or it is past."""
    TOO_FAR = "extension_too_far"


def judge(new: datetime, due_at: datetime, now: datetime) -> TimeVerdict:
    if new <= max(now, due_at):
        return TimeVerdict.NOT_LATER
    return TimeVerdict.TOO_FAR if new > now + AT_MOST else TimeVerdict.FINE


def choices(due_at: datetime, local_now: datetime) -> tuple[datetime, ...]:
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


def read(text: str, due_at: datetime, local_now: datetime) -> tuple[datetime, ...]:
    """Every deadline that may have been typed: 18:00, 明天12点, 12月3日10:00, 3小时.

    If one of the readings could be granted, those that could not are left out.
    """
    later = times.read_later(text, max(due_at.astimezone(local_now.tzinfo), local_now))
    readings = (later,) if later is not None else times.read(text, local_now)
    fine = tuple(at for at in readings if judge(at, due_at, local_now) is TimeVerdict.FINE)
    return fine or readings


def _rounded(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - over + STEP if over else at
