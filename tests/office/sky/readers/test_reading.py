"""Each shape in which people and services send the air, and what is refused by which sentence."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.sky.aqi import AirPollutant
from office.sky.readers import hours, tables
from office.sky.readers.air import ReadAir, UnreadAir
from office.sky.readers.reading import AskedAir, read
from office.sky.series import Estimate

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 30, 16, 20, tzinfo=ZONE)
ASKED = AskedAir(NOW, ZONE, ("昌吉市", "昌吉州"))
PM25, PM10, O3, CO = AirPollutant.PM25, AirPollutant.PM10, AirPollutant.O3, AirPollutant.CO

Ends = tuple[int, int]


def _read(text: str) -> ReadAir:
    return read(text, ASKED)[1]


def _ends(index: Estimate | None) -> Ends | None:
    return (int(index.low), int(index.high)) if index else None


def _days(air: ReadAir) -> dict[str, Ends | None]:
    return {f"{day:%m-%d}": _ends(one.index) for day, one in air.days.items()}


def _hours(air: ReadAir) -> list[Ends | None]:
    return [_ends(hour) for hour in air.outlook(ZONE).hours]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12-01 155-185 PM2.5", {"12-01": (155, 185)}),
        ("12月1日 155～185 细颗粒物 轻至中度", {"12-01": (155, 185)}),
        ("12月1日：AQI 155—185，首要污染物PM2.5，中度污染", {"12-01": (155, 185)}),
        ("十二月一日 轻至中度污染", {"12-01": (101, 200)}),
        ("12月1日 良转轻度污染", {"12-01": (51, 150)}),
        ("12月1日 严重污染", {"12-01": (301, 500)}),
        ("12月1日 重度污染", {"12-01": (201, 300)}),
        ("12月1日 210", {"12-01": (210, 210)}),
        ("1. 2026年12月1日 150至210", {"12-01": (150, 210)}),
        ("12月1日 偏南风2级，3～5℃，AQI指数 180", {"12-01": (180, 180)}),
        ("12月1日至3日 160-210", dict.fromkeys(("12-01", "12-02", "12-03"), (160, 210))),
        ("12月30日至1月1日 160", dict.fromkeys(("12-30", "12-31", "01-01"), (160, 160))),
        ("未来三天：\n12月1日 良\n12月2日 210\n以上。", {"12-01": (51, 100), "12-02": (210, 210)}),
        ("12月1日 良；12月2日 优", {"12-01": (51, 100), "12-02": (1, 50)}),
        ("12/1 88", {"12-01": (88, 88)}),
        ("12.1 155-185", {"12-01": (155, 185)}),
        ("1、12.1 155-185\n2、12.2 良", {"12-01": (155, 185), "12-02": (51, 100)}),
        ("12-01 AQI 88, separate report", {"12-01": (88, 88)}),
        ("date,aqi\n2026-12-01,155-185\n2026-12-02,21", {"12-01": (155, 185), "12-02": (21, 21)}),
        ("日期\tAQI范围\t首要污染物\n2026/12/1\t155~185\tPM2.5", {"12-01": (155, 185)}),
    ],
)  # fmt: skip
def test_days(text: str, wanted: dict[str, Ends]) -> None:
    assert _days(_read(text)) == wanted


def test_the_pollutants_of_a_day() -> None:
    air = _read("12月1日 155～185 细颗粒物、PM10\n12月2日 120 臭氧")
    assert [one.primary for one in air.days.values()] == [(PM25, PM10), (O3,)]
    assert list(air.days) == [date(2026, 12, 1), date(2026, 12, 2)]


@pytest.mark.parametrize(
    ("text", "start", "wanted"),
    [
        ("2026-12-01T08 210 216 233 240 251 260", "12-01 08", [210, 216, 233, 240, 251, 260]),
        ("2026-12-01 08:00 210,216,NA,240,251,260", "12-01 08", [210, 216, None, 240, 251, 260]),
        ("明天8时起：210 216 233 240 251 260", "12-01 08", [210, 216, 233, 240, 251, 260]),
        ("12月1日8时 210、216、233\n240、251、260", "12-01 08", [210, 216, 233, 240, 251, 260]),
        ("time,aqi\n2026-12-01 08:00,210\n2026-12-01 09:00,NA\n2026-12-01 11:00,220",
         "12-01 08", [210, None, None, 220]),
        ("时间\t空气质量指数(AQI)\n2026-12-01 8时\t2\n2026-12-01 9时\t-", "12-01 08", [2, None]),
        ("日期,小时,AQI\n2026-12-01,23,210\n2026-12-01,24,211", "12-01 23", [210, 211]),
        ("时间,细颗粒物(μg/m³),PM10\n2026-12-01 08:00,75,120\n2026-12-01 09:00,,120",
         "12-01 08", [114, None]),
        ("time,pm2_5,co(ug/m3)\n2026-12-01T08:00,35,4500", "12-01 08", [50]),
        ("time,pm2_5,so2\n2026-12-01T08:00,75,/", "12-01 08", [114]),
    ],
)  # fmt: skip
def test_hours(text: str, start: str, wanted: list[int | None]) -> None:
    air = _read(text)
    assert air.start
    assert f"{air.start:%m-%d %H}" == start
    assert [ends and ends[0] for ends in _hours(air)] == wanted


def test_a_range_of_each_hour() -> None:
    air = _read("2026-12-01T08 210-230 216 233 240 251 260")
    assert _hours(air)[0] == (210, 230)


CITIES = "\n".join(
    (
        "date,hour,type,北京,昌吉州",
        "20261201,0,AQI,30,210",
        "20261201,0,PM2.5,20,160",
        "20261201,0,PM2.5_24h,20,99",
        "20261201,1,AQI,30,",
        "20261201,1,PM2.5,20,",
    )
)


def test_a_file_of_cities_is_read_for_our_own() -> None:
    air = _read(CITIES)
    assert _hours(air) == [(210, 210), None]
    assert air.hours[0] is not None
    assert air.hours[0].amounts == {PM25: Decimal(160)}
    with pytest.raises(UnreadAir, match="air_not_of_here"):
        read(CITIES, AskedAir(NOW, ZONE, ("磴口县",)))


def _json(sent: Mapping[str, Any]) -> str:
    return json.dumps(sent, ensure_ascii=False)


OPEN_METEO = {
    "utc_offset_seconds": 0,
    "hourly": {
        "time": ["2026-12-01T00:00", "2026-12-01T01:00"],
        "pm2_5": [75.0, None],
        "carbon_monoxide": [2000.0, 2000.0],
        "us_aqi": [160, 160],
    },
}


def test_open_meteo_gives_concentrations_and_no_index_of_others() -> None:
    air = _read(_json(OPEN_METEO))
    assert air.start == datetime(2026, 12, 1, 8, tzinfo=ZONE)
    assert air.hours[0] is not None
    assert air.hours[0].amounts == {PM25: Decimal("75.0"), CO: Decimal(2)}
    assert _hours(air) == [(114, 114), None]
    assert air.remarks == ("air_foreign_left_out",)


QWEATHER_DAY = {
    "forecastStartTime": "2026-11-30T16:00Z",
    "indexes": [
        {"code": "us-epa", "aqi": 200},
        {"code": "cn-mee", "aqi": 172, "primaryPollutant": {"code": "pm2p5"}},
    ],
}
QWEATHER_HOUR = {"forecastTime": "2026-12-01T00:00Z", "indexes": [{"code": "cn-mee", "aqi": 172}]}
CAIYUN_DAYS = [
    {"date": "2026-12-01T00:00+08:00", "max": {"chn": 220, "usa": 270}, "min": {"chn": 150}},
    {"date": "2026-12-02T00:00+08:00", "avg": {"chn": 180}, "max": {"chn": 220}},
]


def test_the_services_days() -> None:
    air = _read(_json({"days": [QWEATHER_DAY]}))
    assert _days(air) == {"12-01": (172, 172)}
    assert air.days[date(2026, 12, 1)].primary == (PM25,)
    daily = {"result": {"daily": {"air_quality": {"aqi": CAIYUN_DAYS}}}}
    assert _days(_read(_json(daily))) == {"12-01": (150, 220), "12-02": (180, 180)}


def test_the_services_hours() -> None:
    assert _hours(_read(_json({"hours": [QWEATHER_HOUR]}))) == [(172, 172)]
    hourly = [{"datetime": "2026-12-01T08:00+08:00", "value": {"chn": 99, "usa": 150}}]
    air = _read(_json({"result": {"hourly": {"air_quality": {"aqi": hourly}}}}))
    assert (air.start, _hours(air)) == (datetime(2026, 12, 1, 8, tzinfo=ZONE), [(99, 99)])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12月1日 US AQI 180", "air_foreign_index"),
        ("美标指数明天180", "air_foreign_index"),
        ("12月1日 用EPA标准180", "air_foreign_index"),
        (_json({"hourly": {"time": [], "us_aqi": []}}), "air_foreign_index"),
        (_json({"days": [{**QWEATHER_DAY, "indexes": [{"code": "us-epa"}]}]}), "air_foreign_index"),
        (_json({"data": {"forecast": {"daily": {}}}}), "air_foreign_index"),
        ("明天空气不好", "air_nothing_read"),
        ("", "air_nothing_read"),
        ("12月1日 晴", "air_day_without_index"),
        ("12月1日 150 210", "air_two_figures"),
        ("12月1日 501", "air_no_index"),
        ("12月32日 50", "air_no_day"),
        ("12月1日至20日 50", "air_no_day"),
        ("12月1日 50\n12月1日 60", "air_day_twice"),
        ("11月1日 50\n12月1日 60", "air_too_many_days"),
        ("8点 210 216 233 240 251 260", "air_nothing_read"),
        ("2026-12-01T08 210 216 233 240 251 700", "air_no_index"),
        ("time,aqi\n2026-12-01 08:30,210", "air_no_time"),
        ("time,aqi\n2026-12-01 09:00,210\n2026-12-01 08:00,211", "air_out_of_order"),
        ("time,aqi\n2026-12-01 08:00,210\n2026-12-01 08:00,211", "air_out_of_order"),
        ("time,aqi\n2026-12-01 08:00,210\n2026-12-31 08:00,211", "air_too_long"),
        ("time,aqi\n2026-12-01 08:00,ab", "air_no_number"),
        ("time,pm2_5\n2026-12-01 08:00,-3", "air_no_amount"),
        ("time,pm2_5\n2026-12-01 08:00,1e9999", "air_no_amount"),
        ("time,aqi\n2026-02-30 08:00,3", "air_no_time"),
        ("time,aqi\n2026-12-01 25:00,3", "air_no_time"),
        ("date,aqi\n2026-12-01,", "air_day_without_index"),
        ("date,aqi\nmorgen,3", "air_no_time"),
        ("time,aqi", "air_nothing_read"),
        ("date,hour,type,昌吉\nx,0,AQI,3", "air_no_time"),
        ("{", "air_no_json"),
        ("{" * 100_000, "air_no_json"),
        ('{"a": ' + "[" * 50 + "]" * 50 + "}", "air_no_json"),
        ('{"hours": {"a": 1}}', "air_unknown_service"),
        ('{"hours": [1]}', "air_unknown_service"),
        ('{"days": [{"indexes": [{"code": "cn-mee", "aqi": NaN}]}]}', "air_no_time"),
        ('{"hourly": {"time": ["x"], "pm2_5": [3]}}', "air_no_time"),
        ('{"other": 1}', "air_unknown_service"),
        ("1" * 300_000, "air_too_much_text"),
        ("date,hour,aqi\nmorgen,8,3", "air_no_time"),
        ("date,hour,aqi\n2026-12-01,x,3", "air_no_time"),
        ("2026-13-45T08 210 216 233 240 251 260", "air_no_start"),
        ('{"hourly": {"time": ["2026-12-01T08:00"], "pm2_5": ["Infinity"]}}', "air_no_number"),
        ('{"hourly": {"time": [], "pm2_5": []}}', "air_nothing_read"),
        ('{"hourly": {"time": ["2026-12-01T08:20"], "pm2_5": [3]}}', "air_no_full_hour"),
        ('{"days": []}', "air_nothing_read"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, key: str) -> None:
    with pytest.raises(UnreadAir, match=key):
        _read(text)


def test_a_reader_refuses_what_it_has_no_sign_of() -> None:
    with pytest.raises(UnreadAir, match="air_nothing_read"):
        tables.read("明天空气不好", ZONE)
    with pytest.raises(UnreadAir, match="air_nothing_read"):
        hours.read("明天空气不好", NOW)


def test_too_many_rows() -> None:
    rows = "\n".join("2026-12-01 08:00,210" for _ in range(500))
    with pytest.raises(UnreadAir, match="air_too_long"):
        _read("time,aqi\n" + rows)


figures = st.lists(st.none() | st.integers(0, 500), min_size=6, max_size=120)


@given(figures, st.integers(0, 6_000))
def test_what_is_written_by_hour_is_read_back(said: list[int | None], after: int) -> None:
    start = NOW.replace(minute=0) + timedelta(hours=after)
    words = " ".join("NA" if figure is None else str(figure) for figure in said)
    air = _read(f"{start:%Y-%m-%dT%H} {words}")
    assert air.start == start
    assert [ends and ends[0] for ends in _hours(air)] == said


@given(
    st.text(max_size=200) | st.text('0123456789-~，,.月日时AQIPM{}[]":/\n\t 轻中重度', max_size=200)
)
def test_whatever_is_typed_is_read_or_refused_by_a_sentence(text: str) -> None:
    try:
        air = _read(text)
    except UnreadAir:
        return
    assert bool(air.days) != bool(air.hours)
