"""Rendering escapes, refuses what is missing, and tells times in the plan's zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from messages import dates
from messages.keyboards import Button, button, read_press, to_json
from messages.render import tidy

LATE_EVENING_UTC = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("locale", "moment", "short"),
    [
        ("zh", "2026年12月2日7时30分", "12月2日07:30"),
        ("en", "2 Dec 2026 07:30", "2 Dec 07:30"),
    ],
)
def test_instants_are_told_in_the_plans_zone(locale: str, moment: str, short: str) -> None:
    local = LATE_EVENING_UTC.astimezone(CHINA)
    teller = dates.TELLERS[locale]
    assert (teller.moment(local), teller.short(local)) == (moment, short)


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (0, "0分钟", "0 min"),
        (1, "1分钟", "1 min"),
        (90, "1小时30分钟", "1 h 30 min"),
        (120, "2小时", "2 h"),
        (48 * 60, "48小时", "48 h"),
        (72 * 60, "3天", "3 d"),
        (72 * 60 + 61, "3天1小时1分钟", "3 d 1 h 1 min"),
    ],
)
def test_spans_are_told_as_the_plans_count_them(minutes: int, chinese: str, english: str) -> None:
    span = timedelta(minutes=minutes)
    assert dates.TELLERS["zh"].span(span) == chinese
    assert dates.TELLERS["en"].span(span) == english


def test_seconds_are_rounded_up_so_that_nobody_is_promised_less() -> None:
    assert dates.TELLERS["zh"].span(timedelta(minutes=5, seconds=1)) == "6分钟"
    assert dates.TELLERS["zh"].span(timedelta(milliseconds=300)) == "1分钟"


def test_day() -> None:
    assert dates.TELLERS["zh"].day(date(2026, 12, 2)) == "12月2日"


def test_tidy_leaves_one_empty_line_at_most() -> None:
    assert tidy("\n一  \n\n\n\n二\n\n") == "一\n\n二"


def test_button_data_goes_out_and_comes_back() -> None:
    pressed = read_press(button("收到", "receipt", 17, "orange").data)
    assert (pressed.verb, pressed.number(0), pressed.word(1)) == ("receipt", 17, "orange")


@pytest.mark.parametrize(
    "forged", ["receipt", "receipt:", "receipt:-1", "receipt:１", "receipt:" + "9" * 19]
)
def test_forged_numbers_are_no_numbers(forged: str) -> None:
    assert read_press(forged).number(0) is None


def test_button_data_over_64_bytes_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        button("太长", "receipt", "重" * 20)


def test_keyboard_is_stored_with_data_or_link() -> None:
    keyboard = ((button("收到", "receipt", 1),), (Button("打开", url="https://t.me/x"),))
    assert to_json(keyboard) == [
        [{"label": "收到", "data": "receipt:1"}],
        [{"label": "打开", "url": "https://t.me/x"}],
    ]
    assert to_json(()) is None
