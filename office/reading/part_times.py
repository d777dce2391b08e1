"""Until when a body expects the rest: read from what it says, or from a time that it types."""

import re
from datetime import datetime, time, timedelta

from office.reading import times

EVENING = time(18)
AHEAD = (1, 3, 7)
"""The usual times, in days."""
_CLAUSES = re.compile(r"[，。；;,\n]|\. ")
_AROUND = re.compile(
    r"(?:之?前|以前)?(?:全部|可|能)?(?:完成|整改到位|到位|办结|落实)?[。.]?$"
    r"|(?:预计|预期|力争|争取|计划|拟|可|将|能|于|在|到|至|by|until|before|expected|rest)\s*",
    re.IGNORECASE,
)
_EXPECTS = re.compile(
    r"预计|预期|力争|争取|计划|拟于|前(?:全部)?(?:完成|到位)|by\b|until|expected", re.I
)


def read(text: str, local_now: datetime) -> tuple[datetime, ...]:
    """The times that the last clause names which speaks of what is expected."""
    expecting = [one for one in _CLAUSES.split(text) if _EXPECTS.search(one)]
    return typed(_AROUND.sub("", expecting[-1]), local_now) if expecting else ()


def typed(text: str, local_now: datetime) -> tuple[datetime, ...]:
    """A day without an hour is meant to its end of work."""
    later = times.read_later(text, local_now)
    found = (later,) if later is not None else times.read(text, local_now)
    if not found:
        found = times.read(f"{text.strip()}18时", local_now)
    return tuple(at for at in found if at > local_now)


def usual(due_at: datetime, local_now: datetime) -> tuple[datetime, ...]:
    """The evenings that follow, from the deadline on where that lies ahead."""
    base = max(due_at.astimezone(local_now.tzinfo), local_now).date()
    days = (base + timedelta(days=one) for one in AHEAD)
    return tuple(datetime.combine(day, EVENING, local_now.tzinfo) for day in days)
