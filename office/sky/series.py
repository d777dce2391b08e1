"""The index of the air hour after hour, as it was measured or is expected."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from storage.immutable import immutable

HOUR = timedelta(hours=1)
HOURS_OF_A_DAY = 24


class Expectation(StrEnum):
    """Which part of a range is believed."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@immutable
class Estimate:
    """A figure that is expected; both ends are the same where it is no range."""

    low: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, figure: Decimal | int) -> "Estimate":
        return cls(Decimal(figure), Decimal(figure))

    def read(self, reading: Expectation) -> Decimal:
        if reading is Expectation.MIDDLE:
            return (self.low + self.high) / 2
        return self.low if reading is Expectation.LOW else self.high


@immutable
class Series:
    """One figure an hour; None where nothing is known, which never means clean air."""

    start: datetime
    """When the first hour begins, in the plan's zone."""
    hours: tuple[Decimal | None, ...]

    @property
    def end(self) -> datetime:
        return self.at(len(self.hours))

    def at(self, place: int) -> datetime:
        return self.start + place * HOUR

    def since(self, instant: datetime) -> "Series":
        """Leave out the hours that begin before."""
        begun = -((self.start - instant) // HOUR)
        first = min(max(begun, 0), len(self.hours))
        return Series(self.at(first), self.hours[first:])


@immutable
class Outlook:
    """What is expected, hour after hour."""

    start: datetime
    hours: tuple[Estimate | None, ...]
    by_day: bool = False
    """Whether only days were named: all hours of a day then have its figure."""

    @classmethod
    def of_days(cls, days: Mapping[date, Estimate], zone: tzinfo) -> "Outlook":
        first, last = min(days), max(days)
        each = [first + timedelta(days=after) for after in range((last - first).days + 1)]
        hours = (days.get(day) for day in each for _ in range(HOURS_OF_A_DAY))
        return cls(datetime.combine(first, time(), zone), tuple(hours), by_day=True)

    @classmethod
    def of_figures(cls, start: datetime, figures: Iterable[Decimal | int | None]) -> "Outlook":
        hours = (None if figure is None else Estimate.exactly(figure) for figure in figures)
        return cls(start, tuple(hours))

    @property
    def is_ranged(self) -> bool:
        return any(hour.low != hour.high for hour in self.hours if hour)

    def read(self, reading: Expectation) -> Series:
        figures = (None if hour is None else hour.read(reading) for hour in self.hours)
        return Series(self.start, tuple(figures))
