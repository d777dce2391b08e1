"""Reads what services send as JSON, of which only China's own index and concentrations count."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from office.sky.aqi import AirPollutant
from office.sky.readers import words
from office.sky.readers.air import (
    LONGEST_SHOWN,
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

DEEPEST = 30
"""Python's own reader climbs as deep as it is sent, and then dies of it."""

_OPEN_METEO = {
    "pm2_5": AirPollutant.PM25,
    "pm10": AirPollutant.PM10,
    "carbon_monoxide": AirPollutant.CO,
    "nitrogen_dioxide": AirPollutant.NO2,
    "sulphur_dioxide": AirPollutant.SO2,
    "ozone": AirPollutant.O3,
}
_FOREIGN = ("us_aqi", "european_aqi")
_CHINESE = ("cn-mee", "cn-mee-1h")
"""QWeather's codes of the ministry's index."""


def sniffs(text: str) -> bool:
    return text.lstrip().startswith("{")


def read(text: str, zone: tzinfo) -> ReadAir:
    """Read it as the service whose keys it has.

    Raise `UnreadAir` for an index that is not China's, and for what no service sends.
    """
    sent = _parsed(text)
    for has, reader in _SERVICES:
        if has(sent):
            return reader(sent, zone)
    raise UnreadAir("air_unknown_service")


def _parsed(text: str) -> Mapping[str, Any]:
    if _depth(text) > DEEPEST:
        raise UnreadAir("air_no_json")
    try:
        sent = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
    except (ValueError, RecursionError, ArithmeticError) as fault:
        raise UnreadAir("air_no_json") from fault
    return sent if isinstance(sent, dict) else {}


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "{[") - (sign in "}]")
        deepest = max(deepest, depth)
    return deepest


def _open_meteo(sent: Mapping[str, Any], zone: tzinfo) -> ReadAir:
    hourly = sent["hourly"]
    columns = {name: hourly[name] for name in _OPEN_METEO if isinstance(hourly.get(name), list)}
    is_foreign = any(name in hourly for name in _FOREIGN)
    if not columns:
        raise UnreadAir("air_foreign_index" if is_foreign else "air_nothing_read")
    offset = timezone(timedelta(seconds=int(_figure(sent.get("utc_offset_seconds", 0)))))
    hours = (
        (
            _instant(said, offset, zone),
            ReadHour(
                amounts={
                    _OPEN_METEO[name]: _micrograms(name, column, place)
                    for name, column in columns.items()
                }
            ),
        )
        for place, said in enumerate(_list(hourly.get("time")))
    )
    return of_hours(hours, ["air_foreign_left_out"] if is_foreign else [])


def _micrograms(name: str, column: list[Any], place: int) -> Decimal | None:
    """Its carbon monoxide is in µg/m³ as all else is; ours is in mg/m³."""
    said = column[place] if place < len(column) else None
    if said is None:
        return None
    return amount_of(str(said), name, per=1000 if name == "carbon_monoxide" else 1)


def _qweather(sent: Mapping[str, Any], zone: tzinfo) -> ReadAir:
    if "hours" in sent:
        return of_hours(
            (_instant(one.get("forecastTime"), UTC, zone), ReadHour(_chinese(one)[0]))
            for one in map(_dict, _list(sent["hours"]))
        )
    return of_days(
        (_instant(one.get("forecastStartTime"), UTC, zone).date(), ReadDay(*_chinese(one)))
        for one in map(_dict, _list(sent["days"]))
    )


def _chinese(one: Mapping[str, Any]) -> tuple[Estimate, tuple[AirPollutant, ...]]:
    for index in map(_dict, _list(one.get("indexes"))):
        if index.get("code") in _CHINESE:
            primary = _dict(index.get("primaryPollutant") or {}).get("code") or ""
            found = words.pollutant(str(primary).replace("2p5", "2.5"))
            return _exactly(index.get("aqi")), (found,) if found else ()
    raise UnreadAir("air_foreign_index")


def _caiyun(sent: Mapping[str, Any], zone: tzinfo) -> ReadAir:
    result = _dict(sent["result"])
    if "hourly" in result:
        rows = _air_quality(result["hourly"])
        return of_hours(
            (
                _instant(one.get("datetime"), zone, zone),
                ReadHour(_exactly(_dict(one.get("value")).get("chn"))),
            )
            for one in rows
        )
    return of_days(
        (_instant(one.get("date"), zone, zone).date(), ReadDay(_chinese_range(one)))
        for one in _air_quality(result.get("daily"))
    )


def _air_quality(part: Any) -> Iterator[Mapping[str, Any]]:
    return map(_dict, _list(_dict(_dict(part).get("air_quality")).get("aqi")))


def _chinese_range(one: Mapping[str, Any]) -> Estimate:
    """What counts for a day is its mean, so of a service that names one it is taken alone."""
    if "avg" in one:
        return _exactly(_dict(one["avg"]).get("chn"))
    ends = [_exactly(_dict(one.get(end)).get("chn")).low for end in ("min", "max")]
    return Estimate(min(ends), max(ends))


def _waqi(sent: Mapping[str, Any], zone: tzinfo) -> ReadAir:
    raise UnreadAir("air_foreign_index")


def _has(*path: str) -> Any:
    def looks(sent: Mapping[str, Any]) -> bool:
        here: Any = sent
        for name in path:
            if not isinstance(here, dict) or name not in here:
                return False
            here = here[name]
        return True

    return looks


_SERVICES = (
    (_has("hourly", "time"), _open_meteo),
    (_has("hours"), _qweather),
    (_has("days"), _qweather),
    (_has("result"), _caiyun),
    (_has("data", "forecast"), _waqi),
    (_has("forecast", "daily"), _waqi),
)


def _instant(said: Any, sent_in: tzinfo, zone: tzinfo) -> datetime:
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError as fault:
        raise UnreadAir("air_no_time", where=str(said)[:LONGEST_SHOWN]) from fault
    return (at if at.tzinfo else at.replace(tzinfo=sent_in)).astimezone(zone)


def _exactly(said: Any) -> Estimate:
    return Estimate.exactly(index_of(str(said), "AQI"))


def _figure(said: Any) -> Decimal:
    return said if isinstance(said, Decimal) and abs(said) < 86_400 else Decimal(0)


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise UnreadAir("air_unknown_service")
    return said


def _dict(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise UnreadAir("air_unknown_service")
    return said
