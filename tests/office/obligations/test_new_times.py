"""The new deadline of an extension."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from office.obligations.new_times import AT_MOST, TimeVerdict, choices, judge, read

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 2, 11, 3, 20, tzinfo=ZONE)
NOON = datetime(2026, 12, 2, 12, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        pytest.param(NOON + timedelta(hours=2), TimeVerdict.FINE, id="later than the deadline"),
        pytest.param(NOON, TimeVerdict.NOT_LATER, id="the same deadline"),
        pytest.param(NOON - timedelta(minutes=1), TimeVerdict.NOT_LATER, id="earlier than it"),
        pytest.param(NOW - timedelta(days=1), TimeVerdict.NOT_LATER, id="past"),
        pytest.param(NOW + AT_MOST, TimeVerdict.FINE, id="the furthest"),
        pytest.param(NOW + AT_MOST + timedelta(seconds=1), TimeVerdict.TOO_FAR, id="too far"),
    ],
)
def test_what_is_allowed(new: datetime, verdict: TimeVerdict) -> None:
    assert judge(new, NOON, NOW) is verdict


def test_an_overdue_report_cannot_be_extended_to_what_is_past() -> None:
    assert judge(NOW, NOW - timedelta(hours=3), NOW) is TimeVerdict.NOT_LATER


def test_the_offer_counts_from_the_deadline_while_it_lies_ahead() -> None:
    assert choices(NOON, NOW) == (at(2, 14), at(2, 18), at(3, 12))


def test_the_offer_counts_from_now_once_the_deadline_has_passed() -> None:
    late = at(2, 17, 58)
    assert choices(NOON, late) == (at(2, 18), at(2, 20), at(3, 0), at(3, 12))


def test_nothing_is_offered_that_would_not_be_later() -> None:
    assert at(2, 18) not in choices(NOON, at(2, 19))


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("18:00", at(2, 18)),
        ("18：30", at(2, 18, 30)),
        ("10:00", at(3, 10)),  # past today: tomorrow
        ("今天18点", at(2, 18)),
        ("明天12:00", at(3, 12)),
        ("次日 9点30分", at(3, 9, 30)),
        ("后天8时", at(4, 8)),
        ("12月3日10:00", at(3, 10)),
        ("12-3 10:00", at(3, 10)),
        ("2026-12-03T10:00", at(3, 10)),
        ("2026年12月3日10点", at(3, 10)),
        ("1月2日10:00", datetime(2027, 1, 2, 10, tzinfo=ZONE)),
        ("3小时", at(2, 15)),
        ("3h", at(2, 15)),
        ("三小时后", at(2, 15)),
        ("24:00", at(3, 0)),
        ("12月2日24时", at(3, 0)),
        ("18点半", at(2, 18, 30)),
        ("12月2日 18 时", at(2, 18)),
        ("18時", at(2, 18)),
        ("今天下午6点", at(2, 18)),
        ("新疆时间16:00", at(2, 18)),
    ],
)
def test_what_is_typed(text: str, read_as: datetime) -> None:
    assert read(text, NOON, NOW) == (read_as,)


@pytest.mark.parametrize(
    "text", ["", "尽快", "25:00", "2月31日10:00", "明天", "<b>12:00</b>", "１２" * 3000]
)
def test_what_cannot_be_read(text: str) -> None:
    assert read(text, NOON, NOW) == ()


def test_two_readings_are_both_offered() -> None:
    assert read("6点", NOON, NOW) == (at(2, 18), at(3, 6))


def test_a_reading_that_could_not_be_granted_is_not_offered() -> None:
    assert read("6点", at(2, 20), NOW) == (at(3, 6),)
