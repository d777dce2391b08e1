"""Which days a year's report is of, and what the plan wants in the year that follows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from office.desk import Desk
from office.plan.model import Plan, When
from office.records.years import ahead, period, view
from office.records.years.ahead import PlannedWork
from storage.decisions import matters
from storage.rota.seasons import DeclaredSeason
from tests.harness.plans import pack
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force
from tests.office.signers import refused

NOW = datetime(2027, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Kizilsu's plan, as if its heating seasons were what is counted."""
    facts = pack("kizilsu").model_dump()
    return Plan.model_validate(facts | {"statistics": {"season": "heating"}})


@pytest.fixture
def office(office: Office) -> Office:
    office.now = NOW
    return office


async def declare(desk: Desk, first: date, last: date | None) -> None:
    row = DeclaredSeason(
        jurisdiction=desk.jurisdiction,
        season="heating",
        first_day=first,
        last_day=last,
        declared_by=7,
        declared_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()


async def test_a_year_ends_at_midnight_and_the_one_that_runs_ends_now(office: Office) -> None:
    async with office.desk() as desk:
        over = await period.period_of(desk, {"year": 2026})
        running = await period.period_of(desk, {"year": 2027})
    assert (over.first, over.last, over.is_over) == (date(2026, 1, 1), date(2026, 12, 31), True)
    # Kizilsu lives by Beijing's time.
    assert over.since == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert over.until == running.since == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert (running.last, running.is_over) == (date(2027, 1, 10), False)
    assert running.until == NOW + timedelta.resolution


async def test_what_is_ordered_at_the_instant_of_the_report_counts(office: Office) -> None:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=NOW)
        [order] = await matters.issued_orders(desk.session, alert.key)
        order.issued_at = NOW
        made = await view.view_of(desk, {"year": 2027})
    said = "\n".join(line for one in made.sections for line in one.paragraphs)
    assert "发布预警1次" in said


@pytest.mark.parametrize("year", [0, 1999, 2028, 99999])
async def test_a_year_that_has_not_begun_or_never_was_is_refused(office: Office, year: int) -> None:
    async with office.desk() as desk:
        await refused(period.period_of(desk, {"year": year}), "year_unknown")


async def test_a_season_is_counted_once_it_was_declared(office: Office) -> None:
    async with office.desk() as desk:
        await refused(period.period_of(desk, {"year": 2026, "season": True}), "year_no_season")
        await declare(desk, date(2026, 10, 20), None)
        runs = await period.period_of(desk, {"year": 2026, "season": True})
        await declare(desk, date(2027, 10, 20), date(2028, 4, 1))
        await refused(period.period_of(desk, {"year": 2027, "season": True}), "year_no_season")
        made = await view.view_of(desk, {"year": 2026, "season": True})
    assert (runs.name, runs.first, runs.last) == ("2026年采暖期", date(2026, 10, 20), NOW.date())
    assert made.title == "2026年采暖期重污染天气应急工作总结"


async def test_a_season_that_is_over_is_named_by_both_its_years(office: Office) -> None:
    async with office.desk() as desk:
        await declare(desk, date(2025, 10, 20), date(2026, 4, 5))
        found = await period.period_of(desk, {"year": 2025, "season": True})
    assert (found.name, found.last, found.is_over) == ("2025—2026年采暖期", date(2026, 4, 5), True)


async def test_a_season_of_long_ago_is_still_found(office: Office) -> None:
    facts = pack("kizilsu").model_dump()
    [heating] = [one for one in facts["seasons"] if one["id"] == "heating"]
    more = {"seasons": [heating | {"begins": "10-20", "ends": "04-05"}]}
    async with office.desk() as desk:
        desk.plan = Plan.model_validate(facts | more | {"statistics": {"season": "heating"}})
        found = await period.period_of(desk, {"year": 2021, "season": True})
    assert (found.name, found.last) == ("2021—2022年采暖期", date(2022, 4, 5))


async def test_those_years_are_offered_of_which_there_is_a_record(office: Office) -> None:
    async with office.desk() as desk:
        assert await period.offered(desk) == [({"year": 2027}, "2027年度")]
        await alert_in_force(desk, since=datetime(2026, 12, 1, tzinfo=UTC))
        await declare(desk, date(2026, 10, 20), date(2027, 4, 5))
        named = [name for _, name in await period.offered(desk)]
    assert named == ["2026—2027年采暖期", "2027年度", "2026年度"]


async def test_what_recurs_in_the_next_year_is_listed_by_day(office: Office) -> None:
    async with office.desk() as desk:
        await declare(desk, date(2027, 10, 20), date(2028, 4, 5))
        over = await ahead.work_after(desk, await period.period_of(desk, {"year": 2026}))
        running = await ahead.work_after(desk, await period.period_of(desk, {"year": 2027}))
        made = await view.view_of(desk, {"year": 2026})
    counties = tuple(one.short for one in desk.plan.counties)
    office_itself = ("指挥部办公室",)
    assert [(one.name, one.who == office_itself, one.due_on, one.each) for one in over] == [
        ("预案评估修订和报备", True, date(2027, 9, 30), When.YEARLY),
        ("预案、实施方案重大调整的修订稿", False, date(2027, 9, 30), When.YEARLY),
        ("采暖期前应急演练", True, date(2027, 10, 19), When.YEARLY),
        ("采暖期前应急演练总结评估", False, date(2027, 10, 19), When.YEARLY),
        ("会商研判周报", True, None, When.WEEKLY),
        ("会商研判月报", True, None, When.MONTHLY),
        ("工业源、移动源、扬尘源应急减排清单", False, None, When.YEARLY),
    ]
    assert over[3] == PlannedWork(
        "采暖期前应急演练总结评估",
        counties,
        When.YEARLY,
        date(2027, 10, 19),
        "采暖期",
        over[3].source,
    )
    # Of the season of 2028 nobody has said yet when it begins.
    days = [one.due_on for one in running]
    assert days == [date(2028, 9, 30), date(2028, 9, 30), *[None] * 5]
    (planned,) = [one for one in made.tables if one.title == "定期工作"]
    assert [row[2] for row in planned.rows] == [
        *["2027年9月30日前"] * 2,
        *["2027年10月19日前"] * 2,
        "采暖期每周",
        "每月",
        "每年",
    ]
