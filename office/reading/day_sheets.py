"""Knows the sheet that is meant in a workbook with a sheet for each day.

Some name a sheet by the day that it tells of, and others by the day on which it is sent. So it is
only known where the day of the report has a sheet and none is newer; all else is asked about.
"""

import re
from collections.abc import Iterable
from datetime import date

_DAY = re.compile(r"(?<!\d)(?:(20\d{2})[-年.])?(\d{1,2})[-月.](\d{1,2})(?!\d)")


def of_other_days(titles: Iterable[str], day: date | None) -> frozenset[str]:
    """The sheets that are not meant."""
    if day is None:
        return frozenset()
    days = {title: found for title in titles if (found := _named(title, day)) is not None}
    if max(days.values(), default=None) != day:
        return frozenset()
    return frozenset(title for title, found in days.items() if found != day)


def _named(title: str, day: date) -> date | None:
    """The day in a sheet's name; without a year it is the one nearest to the day of the report."""
    found = _DAY.search(title)
    if found is None:
        return None
    year, month, number = found.groups()
    years = [int(year)] if year else range(day.year - 1, day.year + 2)
    days = (_date(one, int(month), int(number)) for one in years)
    known = [one for one in days if one is not None]
    return min(known, key=lambda one: abs(one - day), default=None)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
