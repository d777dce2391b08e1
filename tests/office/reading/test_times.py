"""The one reader of times: what a text means, in every reading that it has."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading.times import (
    names_another_clock,
    numerals_as_digits,
    on_other_clock,
    read,
    read_later,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 14, 30, 15, tzinfo=ZONE)  # a Tuesday
NIGHT = datetime(2026, 12, 1, 1, 30, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


ONE_READING = [
    ("24:00", at(2, 0)),
    ("12月2日24时", at(3, 0)),
    ("18点半", at(1, 18, 30)),
    ("18時", at(1, 18)),
    ("18点一刻", at(1, 18, 15)),
    ("12月2日 18 时", at(2, 18)),
    ("12月2号 8 点", at(2, 8)),
    ("12月2日，8时", at(2, 8)),
    ("今天下午6点", at(1, 18)),
    ("今日 下午 6 点 半", at(1, 18, 30)),
    ("今晚十点半", at(1, 22, 30)),
    ("今晚12点", at(2, 0)),
    ("明晚8点", at(2, 20)),
    ("明天早上8点", at(2, 8)),
    ("明早8点", at(2, 8)),
    ("明天中午12点", at(2, 12)),
    ("明天中午", at(2, 12)),
    ("明天中午1点", at(2, 13)),
    ("凌晨2点", at(2, 2)),
    ("明天凌晨12点", at(2, 0)),
    ("后天20时", at(3, 20)),
    ("大后天8时", at(4, 8)),
    ("周五18点", at(4, 18)),
    ("周二9时", at(8, 9)),  # this week's has passed
    ("下周一9时", at(7, 9)),
    ("星期天10:00", at(6, 10)),
    ("3号上午10点", at(3, 10)),
    ("1号10:00", at(1, 10)),
    ("十二月三日十点", at(3, 10)),
    ("二〇二六年十二月二日八时", at(2, 8)),
    ("8:00pm", at(1, 20)),
    ("tomorrow 8:00", at(2, 8)),
    ("noon", at(2, 12)),
    ("2026-12-02T00:00Z", at(2, 8)),
    ("１２－０２ １８：００", at(2, 18)),
    ("12-3 10:00", at(3, 10)),
    ("12/3 下午6点", at(3, 18)),
    ("1月2日8时", at(2, 8, month=1, year=2027)),
    ("11月30日8时", at(30, 8, month=11)),
    ("北京时间18:00", at(1, 18)),
    ("新疆时间16:00", at(1, 18)),
    ("新疆时间：12月2日 23时", at(3, 1)),
    ("18:00\u200b", at(1, 18)),
]


@pytest.mark.parametrize(("text", "instant"), ONE_READING)
def test_one_reading(text: str, instant: datetime) -> None:
    assert read(text, NOW) == (instant,)


TWO_READINGS = [
    ("6点", NOW, (at(1, 18), at(2, 6))),
    ("8点半", NOW, (at(1, 20, 30), at(2, 8, 30))),
    ("明天3点", NOW, (at(2, 3), at(2, 15))),
    ("周五6点", NOW, (at(4, 6), at(4, 18))),
    ("明天晚上1点", NOW, (at(2, 1), at(3, 1))),
    ("明天8时", NIGHT, (at(1, 8), at(2, 8))),
    ("明晚8点", NIGHT, (at(1, 20), at(2, 20))),
    ("后天20时", NIGHT, (at(2, 20), at(3, 20))),
]


@pytest.mark.parametrize(("text", "now", "instants"), TWO_READINGS)
def test_two_readings(text: str, now: datetime, instants: tuple[datetime, ...]) -> None:
    assert read(text, now) == instants


def test_what_is_past_is_not_meant_where_something_ahead_can_be() -> None:
    assert read("今天6点", NOW) == (at(1, 18),)


def test_what_can_only_be_past_is_read_as_that() -> None:
    assert read("今天上午9点", NOW) == (at(1, 9),)


@pytest.mark.parametrize(
    "text",
    [
        *("", "明天", "今晚", "尽快", "昨日8时", "8点 48", "25:00", "24:30", "8:60", "12月2日"),
        *(
            "2月30日8时",
            "13月1日8时",
            "32号8时",
            "下午22点",
            "上午18点",
            "凌晨11点",
            "六十六十点",
            "12-310:00",
        ),
        *(
            "0001-01-01T00:00",
            "9999-12-31T23:59",
            "2026-12-02T99:00",
            "<b>12:00</b>",
            "１２" * 3000,
        ),
    ],
)
def test_no_reading(text: str) -> None:
    assert read(text, NOW) == ()


@pytest.mark.parametrize(
    ("text", "later"),
    [("3小时", 3), ("三个小时后", 3), ("48h", 48), ("2天", 48), ("十二小时以后", 12)],
)
def test_so_much_later(text: str, later: int) -> None:
    assert read_later(text, NOW) == NOW + timedelta(hours=later)


def test_a_time_of_day_is_no_span() -> None:
    assert read_later("3点", NOW) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [("十时", "10时"), ("二十日", "20日"), ("二十四时", "24时"), ("两点", "2点"), ("一致", "一致")],
)
def test_numerals(text: str, digits: str) -> None:
    assert numerals_as_digits(text) == digits


def test_the_other_clock_is_two_hours_behind() -> None:
    assert names_another_clock("新疆 时间16:00")
    assert not names_another_clock("北京时间16:00")
    assert f"{on_other_clock(at(1, 18)):%H:%M}" == "16:00"


minutes = st.datetimes(min_value=datetime(2026, 12, 2), max_value=datetime(2027, 5, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=ZONE)
)
FORMS = (
    "{0:%Y-%m-%dT%H:%M}",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分",
    "{0.month}月{0.day}号 {0:%H:%M}",
)


@given(minutes, st.sampled_from(FORMS))
def test_whatever_is_written_in_full_reads_back(instant: datetime, form: str) -> None:
    assert read(form.format(instant), NOW) == (instant,)


@given(minutes)
def test_the_clock_of_xinjiang_names_the_same_instant(instant: datetime) -> None:
    there = instant.astimezone(UTC) + timedelta(hours=6)
    assert read(f"新疆时间{there:%Y-%m-%d %H:%M}", NOW) == (instant,)


@given(st.text(alphabet="0123456789-/:.年月日时点分半上下午晚明后天周一 Tt+Z", max_size=24))
def test_every_reading_is_an_instant_that_can_be_reckoned_with(text: str) -> None:
    readings = read(text, NOW)
    assert list(readings) == sorted(set(readings))
    for instant in readings:
        assert instant.astimezone(UTC) - NOW < timedelta(days=366 * 100)


# NOW is the 1st of December, 14:30: what somebody tells of the past, by the same reader.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11:20", (at(1, 11, 20),)),
        ("15:00", (at(30, 15, month=11),)),
        ("今天上午9点半", (at(1, 9, 30),)),
        ("昨天17时", (at(30, 17, month=11),)),
        ("昨晚8点", (at(30, 20, month=11),)),
        ("前天9时", (at(29, 9, month=11),)),
        ("30日22:00", (at(30, 22, month=11),)),
        ("1日9时", (at(1, 9),)),
        ("9点", (at(30, 21, month=11), at(1, 9))),
        # Whoever asked says that only a time in the future can be meant.
        ("今天18:00", (at(1, 18),)),
    ],
)
def test_of_the_past(text: str, expected: tuple[datetime, ...]) -> None:
    assert read(text, NOW, past=True) == expected
