"""Reads the daily files of measurements in which each city has a column (china_cities_….csv)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from office.reading import tables
from office.sky.aqi import AirPollutant
from office.sky.readers.air import ReadAir, ReadHour, UnreadAir, amount_of, index_of, of_hours
from office.sky.series import Estimate

_HEAD = ["date", "hour", "type"]
_TYPES = {
    "PM2.5": AirPollutant.PM25,
    "PM10": AirPollutant.PM10,
    "SO2": AirPollutant.SO2,
    "NO2": AirPollutant.NO2,
    "O3": AirPollutant.O3,
    "CO": AirPollutant.CO,
}
"""The rows of single hours; those of running means (PM2.5_24h) are left out."""
_INDEX = "AQI"


def sniffs(text: str) -> bool:
    return text.lstrip().casefold().replace(" ", "").startswith(",".join(_HEAD) + ",")


def read(text: str, zone: tzinfo, places: Sequence[str]) -> ReadAir:
    """Read the column of the first of our names that it has.

    Raise `UnreadAir` where it has none: another city's air is no measurement of ours.
    """
    head, *rows = tables.rows(text)
    column = _column(head, places)
    hours: dict[datetime, dict[str, str]] = {}
    for number, row in enumerate(rows, 2):
        if len(row) > column and row[2] in (_INDEX, *_TYPES):
            hours.setdefault(_at(row, number, zone), {})[row[2]] = row[column]
    return of_hours((at, _hour(said, at)) for at, said in sorted(hours.items()))


def _column(head: Sequence[str], places: Sequence[str]) -> int:
    for place in places:
        for at, name in enumerate(head[len(_HEAD) :], len(_HEAD)):
            if name and (name == place or place.startswith(name)):
                return at
    raise UnreadAir("air_not_of_here", place=places[0] if places else "")


def _at(row: Sequence[str], number: int, zone: tzinfo) -> datetime:
    try:
        day = datetime.strptime(row[0], "%Y%m%d").replace(tzinfo=zone)
        return day + timedelta(hours=int(row[1]))
    except ValueError as fault:
        raise UnreadAir("air_no_time", where=str(number)) from fault


def _hour(said: Mapping[str, str], at: datetime) -> ReadHour:
    where = f"{at:%H:%M}"
    index = Estimate.exactly(index_of(said[_INDEX], where)) if said.get(_INDEX) else None
    return ReadHour(index, dict(_amounts(said, where)))


def _amounts(said: Mapping[str, str], where: str) -> Iterator[tuple[AirPollutant, Decimal | None]]:
    for name, pollutant in _TYPES.items():
        if name in said:
            yield pollutant, amount_of(said[name], where) if said[name] else None
