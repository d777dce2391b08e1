"""What was read of the air, and what keeps it from being read."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from office.sky.aqi import AirPollutant, Method, Standard, air_index
from office.sky.series import HOUR, Estimate, Outlook
from storage.immutable import immutable

MOST_HOURS = 240
MOST_DAYS = 15
HIGHEST_INDEX = 500
HIGHEST_AMOUNT = 5_000
LONGEST_NUMBER = 20
LONGEST_SHOWN = 40


class UnreadAir(Exception):
    """The key of the sentence that says what cannot be read, and what fills it."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


@immutable
class ReadHour:
    index: Estimate | None = None
    """The index as it was sent; None where only concentrations were."""
    amounts: Mapping[AirPollutant, Decimal | None] = field(default_factory=dict)
    """In µg/m³, of CO in mg/m³; None where a pollutant is listed without a figure."""
    primary: tuple[AirPollutant, ...] = ()
    said: str = ""
    """What was said of its day."""

    def primary_by(self, standard: Standard) -> tuple[AirPollutant, ...]:
        """Return those that were named, or that the concentrations make it."""
        if self.primary or not self.amounts:
            return self.primary
        found = air_index(self.amounts, Method.HOURLY, standard)
        return found.primary if found else ()

    def estimate(self, standard: Standard) -> Estimate | None:
        if self.index is not None:
            return self.index
        found = air_index(self.amounts, Method.HOURLY, standard)
        return Estimate.exactly(found.aqi) if found else None


@immutable
class ReadDay:
    index: Estimate
    primary: tuple[AirPollutant, ...] = ()
    said: str = ""
    """The words of its line, which may name what fouls the air."""


@immutable
class ReadAir:
    """Hours from `start` on, or days; the other is empty."""

    start: datetime | None = None
    hours: tuple[ReadHour | None, ...] = ()
    days: Mapping[date, ReadDay] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    """Keys of sentences about what was left out."""

    def outlook(self, zone: tzinfo) -> Outlook:
        if self.start is None:
            return Outlook.of_days({day: one.index for day, one in self.days.items()}, zone)
        standard = Standard.on(self.start.date())
        hours = (None if hour is None else hour.estimate(standard) for hour in self.hours)
        return Outlook(self.start, tuple(hours))


def of_hours(hours: Iterable[tuple[datetime, ReadHour]], remarks: Iterable[str] = ()) -> ReadAir:
    """Set them in a row; an hour between them that nobody sent is a gap.

    Raise `UnreadAir` where they do not follow one another, or are too many.
    """
    row: list[ReadHour | None] = []
    start: datetime | None = None
    for at, hour in hours:
        start = start or at
        place, part = divmod(at - start, HOUR)
        if part or at.minute or at.second:
            raise UnreadAir("air_no_full_hour", at=at)
        if place < len(row):
            raise UnreadAir("air_out_of_order", at=at)
        if place >= MOST_HOURS:
            raise UnreadAir("air_too_long", most=MOST_HOURS)
        row.extend([None] * (place - len(row)))
        row.append(hour)
    if start is None:
        raise UnreadAir("air_nothing_read")
    return ReadAir(start=start, hours=tuple(row), remarks=tuple(remarks))


def of_days(days: Iterable[tuple[date, ReadDay]], remarks: Iterable[str] = ()) -> ReadAir:
    found: dict[date, ReadDay] = {}
    for day, one in days:
        if day in found:
            raise UnreadAir("air_day_twice", day=day)
        found[day] = one
    if not found:
        raise UnreadAir("air_nothing_read")
    if (max(found) - min(found)).days >= MOST_DAYS:
        raise UnreadAir("air_too_many_days", most=MOST_DAYS)
    return ReadAir(days=dict(sorted(found.items())), remarks=tuple(remarks))


def index_of(said: str, where: str) -> Decimal:
    figure = number(said, where)
    if not 0 <= figure <= HIGHEST_INDEX:
        raise UnreadAir("air_no_index", said=said, where=where, most=HIGHEST_INDEX)
    return figure


def amount_of(said: str, where: str, per: int = 1) -> Decimal:
    figure = number(said, where) / per
    if not 0 <= figure <= HIGHEST_AMOUNT:
        raise UnreadAir("air_no_amount", said=said, where=where, most=HIGHEST_AMOUNT)
    return figure


def number(said: str, where: str) -> Decimal:
    # Decimal also takes NaN, Infinity and a million digits.
    try:
        figure = Decimal(said) if len(said) <= LONGEST_NUMBER else None
    except InvalidOperation:
        figure = None
    if figure is None or not figure.is_finite():
        raise UnreadAir("air_no_number", said=said[:LONGEST_SHOWN], where=where)
    return figure
