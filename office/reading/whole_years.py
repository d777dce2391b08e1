"""Whether a table of holidays is a year's whole notice: each of the State Council's seven is in it.

When the holidays of the moon's calendar fall is known to a few weeks, which is enough to see that
one was left out.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class _Holiday(NamedTuple):
    key: str
    """The phrase `holiday_<key>` names it."""
    first: tuple[int, int]
    last: tuple[int, int]
    """A day off lies between these days, by month and day."""


_HOLIDAYS = (
    _Holiday("new_year", (1, 1), (1, 1)),
    _Holiday("spring", (1, 20), (2, 22)),
    _Holiday("tombs", (4, 3), (4, 6)),
    _Holiday("labour", (5, 1), (5, 1)),
    _Holiday("dragon_boats", (5, 25), (6, 27)),
    _Holiday("autumn", (9, 7), (9, 30)),
    _Holiday("national", (10, 1), (10, 1)),
)
_TOGETHER = 8
"""Days off from 1 October on if Mid-Autumn falls into that week, as in 2025."""


def missing_in(year: int, days: Mapping[date, bool]) -> list[str]:
    """The holidays of which no day stands in the table as off."""
    off = [(day.month, day.day) for day, works in days.items() if day.year == year and not works]
    missing = [one.key for one in _HOLIDAYS if not any(one.first <= day <= one.last for day in off)]
    if all((10, day) in off for day in range(1, _TOGETHER + 1)):
        return [key for key in missing if key != "autumn"]
    return missing
