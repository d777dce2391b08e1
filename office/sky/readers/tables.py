"""Reads a table with a row an hour, from a CSV or a workbook, with headings in either language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from office.reading import tables
from office.reading.typed import compact
from office.sky.aqi import AirPollutant
from office.sky.readers import words
from office.sky.readers.air import (
    ReadAir,
    ReadDay,
    ReadHour,
    UnreadAir,
    amount_of,
    index_of,
    of_days,
    of_hours,
)
from office.sky.series import Estimate
from storage.immutable import immutable

MOST_ROWS = 400
ROWS_LOOKED_AT = 12
NO_FIGURE = frozenset(("", "-", "—", "--", "/", "na", "n/a", "null", "缺测", "缺"))


class AirColumn(StrEnum):
    TIME = "time"
    DATE = "date"
    HOUR = "hour"
    INDEX = "index"
    PRIMARY = "primary"


_HEADINGS = {
    AirColumn.TIME: ("time", "datetime", "时间", "时刻", "预报时间", "监测时间", "起始时间"),
    AirColumn.DATE: ("date", "day", "日期", "预报日期"),
    AirColumn.HOUR: ("hour", "小时", "时", "时段"),
    AirColumn.INDEX: ("aqi", "空气质量指数", "空气质量指数(aqi)", "aqi指数", "aqi范围"),
    AirColumn.PRIMARY: ("primary", "首要污染物", "primarypollutant"),
}
_NAMED = {word: column for column, said in _HEADINGS.items() for word in said}
_UNIT = re.compile(r"[(\[（].*$|_?(?:1h|24h|8h)?(?:ug|μg|µg|mg)/?m3$")
_IN_MICROGRAMS = re.compile(r"(?:ug|μg|µg)", re.IGNORECASE)
_DATE = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_CLOCK = re.compile(r"(?:^|[T ])(\d{1,2})(?::00(?::00)?|时|$)")
_RANGE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:[-~—–至到]\s*(\d{1,3}(?:\.\d+)?))?")


@immutable
class AirHeadings:
    row: int
    places: Mapping[AirColumn, int]
    amounts: Mapping[int, AirPollutant]
    """Which column holds the concentrations of what."""
    micrograms: frozenset[int] = frozenset()
    """Columns of CO whose heading says µg/m³."""


def sniffs(text: str) -> bool:
    return find(tables.rows(text)) is not None


def read(text: str, zone: tzinfo) -> ReadAir:
    """Read the rows below the headings; of an hour without a figure nothing is known."""
    rows = tables.rows(text)
    headings = find(rows)
    if headings is None:
        raise UnreadAir("air_nothing_read")
    below = [row for row in rows[headings.row + 1 :] if any(row)]
    if len(below) > MOST_ROWS:
        raise UnreadAir("air_too_long", most=MOST_ROWS)
    if AirColumn.TIME in headings.places or AirColumn.HOUR in headings.places:
        return of_hours(_hours(headings, below, zone))
    return of_days(_days(headings, below))


def find(rows: Sequence[Sequence[str]]) -> AirHeadings | None:
    """Find the row that names a time and an index or concentrations."""
    for number, row in enumerate(rows[:ROWS_LOOKED_AT]):
        names = [_UNIT.sub("", compact(cell)) for cell in row]
        places = {_NAMED[name]: at for at, name in enumerate(names) if name in _NAMED}
        amounts = {at: found for at, name in enumerate(names) if (found := words.pollutant(name))}
        timed = AirColumn.TIME in places or AirColumn.DATE in places
        if timed and (AirColumn.INDEX in places or amounts):
            micrograms = frozenset(at for at in amounts if _IN_MICROGRAMS.search(row[at]))
            return AirHeadings(number, places, amounts, micrograms)
    return None


def _hours(
    headings: AirHeadings, rows: Sequence[Sequence[str]], zone: tzinfo
) -> Iterator[tuple[datetime, ReadHour]]:
    for number, row in enumerate(rows, headings.row + 2):
        yield (
            _at(headings, row, number, zone),
            ReadHour(
                _estimate(_cell(row, headings.places.get(AirColumn.INDEX)), number),
                {
                    pollutant: _amount(headings, row, at, number)
                    for at, pollutant in headings.amounts.items()
                    if _cell(row, at) != "/"
                },
                words.pollutants(_cell(row, headings.places.get(AirColumn.PRIMARY)).casefold())[0],
            ),
        )


def _days(headings: AirHeadings, rows: Sequence[Sequence[str]]) -> Iterator[tuple[date, ReadDay]]:
    for number, row in enumerate(rows, headings.row + 2):
        index = _estimate(_cell(row, headings.places.get(AirColumn.INDEX)), number)
        if index is None:
            raise UnreadAir("air_day_without_index", line=" ".join(row)[:40])
        said = _cell(row, headings.places.get(AirColumn.PRIMARY)).casefold()
        yield _date(headings, row, number), ReadDay(index, words.pollutants(said)[0])


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _is_figure(said: str) -> bool:
    return said.casefold() not in NO_FIGURE


def _estimate(said: str, number: int) -> Estimate | None:
    if not _is_figure(said):
        return None
    found = _RANGE.fullmatch(said)
    if found is None:
        raise UnreadAir("air_no_number", said=said[:20], where=str(number))
    ends = sorted(index_of(one, str(number)) for one in (found[1], found[2] or found[1]))
    return Estimate(ends[0], ends[1])


def _amount(headings: AirHeadings, row: Sequence[str], at: int, number: int) -> Decimal | None:
    said = _cell(row, at)
    if not _is_figure(said):
        return None
    is_small = headings.amounts[at] is AirPollutant.CO and at in headings.micrograms
    return amount_of(said, str(number), per=1000 if is_small else 1)


def _at(headings: AirHeadings, row: Sequence[str], number: int, zone: tzinfo) -> datetime:
    if (place := headings.places.get(AirColumn.TIME)) is not None:
        said = _cell(row, place)
        day, clock = _DATE.search(said), _CLOCK.search(_DATE.sub("", said).strip() or said)
        if day and clock:
            return _instant(day, int(clock[1]), number, zone)
    elif day := _DATE.search(_cell(row, headings.places.get(AirColumn.DATE))):
        hour = re.match(r"\d{1,2}", _cell(row, headings.places.get(AirColumn.HOUR)))
        if hour:
            return _instant(day, int(hour[0]), number, zone)
    raise UnreadAir("air_no_time", where=str(number))


def _date(headings: AirHeadings, row: Sequence[str], number: int) -> date:
    found = _DATE.search(_cell(row, headings.places.get(AirColumn.DATE)))
    if found is None:
        raise UnreadAir("air_no_time", where=str(number))
    return _instant(found, 0, number, UTC).date()


def _instant(day: re.Match[str], hour: int, number: int, zone: tzinfo) -> datetime:
    """Midnight may be written as the 24th hour of the day before."""
    try:
        midnight = datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=zone)
    except ValueError as fault:
        raise UnreadAir("air_no_time", where=str(number)) from fault
    if hour > 24:
        raise UnreadAir("air_no_time", where=str(number))
    return midnight + timedelta(hours=hour)
