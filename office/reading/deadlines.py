"""Reads the deadlines that people type: 周五下午6时, 12月3日18:00前, 3天, 12月3日前."""

import re
from datetime import datetime

from office.reading import times
from office.reading.typed import joined

_BEFORE = re.compile(r"(?:之前|以前|前)$")
_EVENING = "18时"
_ENDS_OF_WORK = ("12时", _EVENING)
"""The hours that a day alone may mean: noon and evening. People choose; we do not guess."""


def read(text: str, local_now: datetime) -> tuple[datetime, ...]:
    """Every instant ahead that may be meant, the earliest first; none where none is named."""
    said = _BEFORE.sub("", joined(text)).replace("下班", _EVENING)
    if not said:
        return ()
    found = _instants(said, local_now) or _of_a_day(said, local_now)
    return tuple(at for at in found if at > local_now)


def _instants(said: str, local_now: datetime) -> tuple[datetime, ...]:
    later = times.read_later(said, local_now)
    if later is not None:
        return (later.replace(second=0, microsecond=0),)
    return times.read(said, local_now)


def _of_a_day(said: str, local_now: datetime) -> tuple[datetime, ...]:
    found = [times.read(said + clock, local_now) for clock in _ENDS_OF_WORK]
    return tuple(sorted({at for readings in found for at in readings}))
