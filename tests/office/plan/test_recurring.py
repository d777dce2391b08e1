"""Turns by the calendar: across months, years, holidays and seasons, against plain reckoning."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.calendars import Calendar
from office.plan.model import Plan
from office.plan.recurring import Recurring, recurrences_on
from office.plan.seasons import Season, SeasonDays, Seasons
from office.plan.when import When
from tests.harness.plans import FILINGS, REGISTERS, small_plan, with_papers
from tests.office.plan.refusing import refusals

SHANGHAI = Calendar(ZoneInfo("Asia/Shanghai"))
WINTER = Seasons((Season(id="heating", name="采暖期", begins="10-15", ends="04-15"),))
UNKNOWN = Seasons((Season(id="heating", name="采暖期"),))


def dues(when: When, day: date, seasons: Seasons = WINTER, **said: Any) -> list[date]:
    """The deadlines of what is asked for on a day."""
    turns = recurrences_on(Recurring.model_validate(said), when, day, SHANGHAI, seasons)
    return [turn.due_on for turn in turns]


@pytest.mark.parametrize(
    ("when", "said", "day", "due"),
    [
        (When.WEEKLY, {"ask_from": "mon", "by": "fri"}, date(2026, 12, 2), [date(2026, 12, 4)]),
        (When.WEEKLY, {"ask_from": "mon", "by": "fri"}, date(2026, 12, 5), []),
        # Asked on Friday, due on Monday: across the weekend, and across new year.
        (When.WEEKLY, {"ask_from": "fri", "by": "mon"}, date(2027, 1, 3), [date(2027, 1, 4)]),
        (When.WEEKLY, {"ask_from": "fri", "by": "mon"}, date(2027, 1, 5), []),
        (When.MONTHLY, {"ask_from": 25, "by": "last"}, date(2028, 2, 29), [date(2028, 2, 29)]),
        (When.MONTHLY, {"ask_from": 25, "by": "last"}, date(2027, 2, 28), [date(2027, 2, 28)]),
        (When.MONTHLY, {"ask_from": 31, "by": 5}, date(2027, 1, 2), [date(2027, 1, 5)]),
        (When.MONTHLY, {"ask_from": 31, "by": 5}, date(2027, 2, 28), [date(2027, 3, 5)]),
        (When.YEARLY, {"ask_from": "12-15", "by": "01-15"}, date(2027, 1, 1), [date(2027, 1, 15)]),
        (
            When.YEARLY,
            {"ask_from": "12-15", "by": "01-15"},
            date(2026, 12, 20),
            [date(2027, 1, 15)],
        ),
        (When.YEARLY, {"ask_from": "02-20", "by": "02-29"}, date(2027, 2, 28), [date(2027, 2, 28)]),
        (When.YEARLY, {"ask_from": "02-20", "by": "02-29"}, date(2028, 2, 29), [date(2028, 2, 29)]),
        (When.YEARLY, {}, date(2026, 12, 2), []),
    ],
)
def test_turns(when: When, said: dict[str, Any], day: date, due: list[date]) -> None:
    assert dues(when, day, **said) == due


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
PLAIN: dict[str, tuple[When, dict[str, Any], Callable[[date], bool]]] = {
    "mon-fri": (When.WEEKLY, {"ask_from": "mon", "by": "fri"}, lambda day: day.weekday() < 5),
    "fri-mon": (
        When.WEEKLY,
        {"ask_from": "fri", "by": "mon"},
        lambda day: day.weekday() in (4, 5, 6, 0),
    ),
    "20-last": (When.MONTHLY, {"ask_from": 20, "by": "last"}, lambda day: day.day >= 20),
    "28-3": (When.MONTHLY, {"ask_from": 28, "by": 3}, lambda day: day.day >= 28 or day.day <= 3),
    "september": (When.YEARLY, {"ask_from": "09-01", "by": "09-30"}, lambda day: day.month == 9),
    "new year": (
        When.YEARLY,
        {"ask_from": "12-15", "by": "01-15"},
        lambda day: not (1, 15) < (day.month, day.day) < (12, 15),
    ),
    "winter weeks": (
        When.WEEKLY,
        {"ask_from": "mon", "by": "sun", "season": "heating"},
        lambda day: _winter(_sunday(day)),
    ),
    "summer weeks": (
        When.WEEKLY,
        {"ask_from": "mon", "by": "sun", "off_season": "heating"},
        lambda day: not _winter(_sunday(day)),
    ),
    "before winter": (
        When.YEARLY,
        {"before": "heating", "ask_ahead": "30d"},
        lambda day: "09-14" <= f"{day:%m-%d}" <= "10-14",
    ),
}


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _winter(day: date) -> bool:
    return f"{day:%m-%d}" >= "10-15" or f"{day:%m-%d}" <= "04-15"


@pytest.mark.parametrize("name", PLAIN)
@given(day=DAYS)
def test_it_is_asked_for_on_the_days_that_plain_reckoning_finds(name: str, day: date) -> None:
    when, said, is_open = PLAIN[name]
    assert bool(dues(when, day, **said)) is is_open(day)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (None, date(2026, 10, 2)),
        ("stay", date(2026, 10, 2)),
        # These holidays end on Wednesday the seventh; the day before them works.
        ("later", date(2026, 10, 8)),
        ("earlier", date(2026, 9, 30)),
    ],
)
def test_a_deadline_on_a_day_off_goes_where_the_plan_says(said: str | None, due: date) -> None:
    weekly: dict[str, Any] = {"ask_from": "mon", "by": "fri", "on_day_off": said}
    assert due in dues(When.WEEKLY, date(2026, 9, 29), **weekly)


def test_a_holiday_of_the_jurisdiction_moves_it_too() -> None:
    own = Calendar(ZoneInfo("Asia/Shanghai"), holidays=frozenset({date(2026, 3, 20)}))
    said = Recurring(ask_from="mon", by="fri", on_day_off="later")
    (turn,) = recurrences_on(said, When.WEEKLY, date(2026, 3, 18), own, WINTER)
    assert turn.due_on == date(2026, 3, 23)


def test_what_is_due_earlier_is_asked_for_no_later_than_that() -> None:
    said = Recurring(ask_from="fri", by="sun", on_day_off="earlier")
    (turn,) = recurrences_on(said, When.WEEKLY, date(2026, 10, 30), SHANGHAI, WINTER)
    assert turn.asked_on == turn.due_on == date(2026, 10, 30)
    (moved,) = recurrences_on(said, When.WEEKLY, date(2026, 9, 30), SHANGHAI, WINTER)
    assert moved.asked_on == moved.due_on == date(2026, 9, 30)


@pytest.mark.parametrize("said", [{"season": "heating"}, {"off_season": "heating"}])
def test_where_nobody_knows_of_the_season_nothing_is_asked_for(said: dict[str, str]) -> None:
    weekly = {"ask_from": "mon", "by": "sun", **said}
    assert dues(When.WEEKLY, date(2026, 12, 2), UNKNOWN, **weekly) == []
    assert dues(When.YEARLY, date(2026, 10, 1), UNKNOWN, before="heating", ask_ahead="30d") == []


def test_a_season_that_is_declared_late_is_still_asked_for_before() -> None:
    declared = {"heating": (SeasonDays(date(2026, 10, 10), None),)}
    known = Seasons(UNKNOWN.known, declared)
    said = {"before": "heating", "ask_ahead": "30d"}
    assert dues(When.YEARLY, date(2026, 10, 5), known, **said) == [date(2026, 10, 9)]
    assert dues(When.YEARLY, date(2026, 10, 10), known, **said) == []


PLAN = with_papers(small_plan(("huanjing", "gongan", "zhujian")))
WEEKLY = {
    "kind": "weekly_consultation",
    "name": "周报",
    "who": ["huanjing"],
    "when": "weekly",
    "ask_from": "mon",
    "by": "fri",
    "due_at": "18:00",
    "ladder": "gentle",
}
FACTS = PLAN.model_dump(mode="json")


def with_weekly(**said: Any) -> dict[str, Any]:
    return FACTS | {"owes": [*FACTS["owes"], WEEKLY | said]}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (with_weekly(days_ahead=7), "owes.weekly_consultation.days_ahead 这一类用不到这一项"),
        (with_weekly(name=None), "owes.weekly_consultation.name 缺少这一项"),
        (with_weekly(due_at=None), "owes.weekly_consultation.due_at 缺少这一项"),
        (with_weekly(by=None, ask_from=None), "owes.weekly_consultation.by 缺少这一项"),
        (with_weekly(by=None), "owes.weekly_consultation.by by 和 ask_from 只写了一个"),
        (with_weekly(by="09-30"), "owes.weekly_consultation.by “09-30”不是 weekly 的日期"),
        (with_weekly(by=5), "owes.weekly_consultation.by “5”不是 weekly 的日期"),
        (with_weekly(due_after="1d"), "owes.weekly_consultation.due_after 这一类用不到这一项"),
        (with_weekly(season="winter"), "owes.weekly_consultation.season 没有“winter”"),
        (
            with_weekly(ask_ahead="3d"),
            "owes.weekly_consultation.before before 和 ask_ahead 只写了一个",
        ),
        (with_weekly(when="monthly"), "owes.weekly_consultation.when 这一类不在这个时候要求"),
        (
            with_weekly(before="heating", ask_ahead="3d")
            | {"seasons": [{"id": "heating", "name": "采暖期"}]},
            "owes.weekly_consultation.before 既写了 by，又写了 before",
        ),
        (
            FACTS | {"seasons": [{"id": "heating", "name": "采暖期", "begins": "10-15"}]},
            "seasons.heating begins 和 ends 只写了一个",
        ),
        (
            FACTS | {"seasons": [{"id": "heating", "name": "采暖期"}] * 2},
            "seasons.heating 编号“heating”重复",
        ),
        (
            FACTS | {"filings": [FILINGS[0] | {"renew": "yearly"}]},
            "filings.schemes.renew 已有期限，又写了 renew",
        ),
        (
            with_weekly() | {"registers": [REGISTERS[0] | {"id": "weekly_consultation"}]},
            "papers.weekly_consultation 编号“weekly_consultation”重复",
        ),
        (
            FACTS
            | {
                "owes": [
                    one | {"season": "heating"} if one["kind"] == "daily" else one
                    for one in FACTS["owes"]
                ]
            },
            "owes.daily.season 这一类用不到这一项",
        ),
        (
            with_weekly() | {"registers": [], "filings": [], "owes": [WEEKLY, *FACTS["owes"][:-1]]},
            "owes.register 没有写要求报送名录时的时限",
        ),
    ],
)
def test_what_cannot_be_asked_for_by_the_calendar_is_refused(
    facts: dict[str, Any], told: str
) -> None:
    assert told in refusals(facts)


def test_what_the_calendar_asks_for_is_listed_with_the_papers() -> None:
    plan = Plan.model_validate(with_weekly())
    (weekly,) = plan.routines
    assert plan.papers[-1] == weekly
    assert (weekly.name, weekly.each, plan.owners(weekly)) == ("周报", "weekly", ("huanjing",))
    everybody = Plan.model_validate(with_weekly(who="all"))
    assert everybody.owners(everybody.routines[0]) == tuple(body.id for body in plan.bodies)


def with_held(*held: dict[str, Any], **said: Any) -> dict[str, Any]:
    return FACTS | {"consultation_reports": {"held": held} | said}


HELD = {"occasion": "week", "name": "周报", "ask_from": "mon", "by": "fri"}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            with_held(HELD | {"by": None, "ask_from": None}),
            "consultation_reports.held.week.by 没有写哪天会商",
        ),
        (
            with_held(HELD | {"by": 5}),
            "consultation_reports.held.week.by “5”不是 weekly 的日期",
        ),
        (
            with_held(HELD | {"occasion": "day"}),
            "consultation_reports.held.day.by 日会商按情况召开，用不到这一项",
        ),
        (with_held(HELD, HELD), "consultation_reports.held.week “week”写了两次"),
        (
            with_held(HELD, sent_to=["nobody"]),
            "consultation_reports.sent_to 没有“nobody”",
        ),
        (
            with_held(HELD) | {"owes": [*FACTS["owes"], WEEKLY]},
            "owes.weekly_consultation 已有 consultation_reports.held",
        ),
    ],
)
def test_what_cannot_be_held_by_the_calendar_is_refused(facts: dict[str, Any], told: str) -> None:
    assert told in refusals(facts)
