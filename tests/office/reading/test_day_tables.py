"""Notices of holidays as people paste them."""

from datetime import date

import pytest

from office.reading import day_tables


def off(year: int, month: int, first: int, last: int) -> dict[date, bool]:
    return {date(year, month, day): False for day in range(first, last + 1)}


NEW_YEAR = {**off(2027, 1, 1, 3), date(2027, 1, 4): True}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027年1月1日至3日放假，1月4日上班", NEW_YEAR),
        ("2027年\n元旦：1月1日（周五）至3日（周日）放假，共3天。1月4日（周一）上班。", NEW_YEAR),
        ("2027-01-01至2027-01-03 休\n2027-01-04 班", NEW_YEAR),
        ("2027-01-01,休\n2027-01-02,休\n2027-01-03,休\n2027-01-04,班", NEW_YEAR),
        ("2027/1/1~1/3 off 2027/1/4 work", NEW_YEAR),
        ("2027年1月1日、2日、3日休息，1月４日补班", NEW_YEAR),
        ("2026.12.31-2027.1.1 休", {date(2026, 12, 31): False, date(2027, 1, 1): False}),
        ("2027年放假安排如下", {}),
        ("", {}),
    ],
)
def test_what_is_read(text: str, days: dict[date, bool]) -> None:
    table = day_tables.read(text)
    assert table.days == days
    assert table.unread == []


@pytest.mark.parametrize(
    "line",
    [
        "1月1日休",  # of no year
        "2027年2月30日休",
        "2027年1月1日",  # it does not say what
        "2027年3月1日至8月1日休",
        "2027年1月3日至1日休",
        "2027年1月1日休，1月1日班",
        "2027年2月、5日休",
    ],
)
def test_what_is_not_understood_is_left_out_and_named(line: str) -> None:
    table = day_tables.read(f"{line}\n2027-05-01 休")
    assert table.days == {date(2027, 5, 1): False}
    assert table.unread == [line.replace("，", ",")]


def test_a_line_that_contradicts_another_is_left_out() -> None:
    table = day_tables.read("2027-05-01 休\n2027-05-01 班")
    assert table.days == {date(2027, 5, 1): False}
    assert table.unread == ["2027-05-01 班"]


@pytest.mark.parametrize("said", ["调休上班", "补休上班", "（星期一）上班", "补班"])
def test_a_day_that_makes_up_for_another_is_worked(said: str) -> None:
    table = day_tables.read(f"2027年1月4日{said}")
    assert (table.days, table.unread) == ({date(2027, 1, 4): True}, [])


NAMES = {"肉孜节": "rouzi", "Eid al-Adha": "gurbang", "古尔邦节": "gurbang"}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("肉孜节：2027年3月9日至10日放假，3月13日上班", {9: "rouzi", 10: "rouzi"}),
        ("2027年3月9日放假（肉孜节）", {9: "rouzi"}),
        ("2027-03-09 eid al-adha off", {9: "gurbang"}),
        ("2027年3月9日肉孜节放假，3月16日古尔邦节放假", {9: "rouzi", 16: "gurbang"}),
        ("肉孜节、古尔邦节：2027年3月9日、16日放假", {}),
        ("2027年3月9日放假", {}),
    ],
)
def test_days_off_are_of_the_holiday_of_their_line(line: str, named: dict[int, str]) -> None:
    table = day_tables.read(line, NAMES)
    assert {day.day: name for day, name in table.named.items()} == named
