"""The ledger's sheet of sums, held against the replies and against what the brief says."""

from datetime import date, timedelta
from typing import Any

import pytest

from messages.views.ledger import LedgerView
from office.bodies import agency_names
from office.desk import Desk
from office.plan.model import Plan
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from office.records.ledgers.summed import FEW
from office.records.years import view as years
from office.reports import day_sums
from storage.decisions import matters
from storage.decisions.matters import Order
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES
from tests.office.episodes import alert_in_force
from tests.office.reported_figures import report

FIRST, SECOND = date(2026, 11, 29), date(2026, 11, 30)
ALL, WHOLE = "合计", "全程"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The reports also say how many problems are open, which is no sum but what there is."""
    facts = with_figures(AGENCIES).model_dump()
    [form] = facts["forms"]
    stock = {"id": "open", "name": "在办问题", "unit": "个", "kind": "count", "stock": True}
    curb = stock | {"id": "stopped", "name": "停产企业", "unit": "家", "curb": True}
    fields = [*form["fields"], stock, curb]
    return Plan.model_validate(facts | {"forms": [form | {"fields": fields}]})


@pytest.fixture
async def order(desk: Desk) -> Order:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=3))
    [found] = await matters.issued_orders(desk.session, alert.key)
    return found


async def ledger(desk: Desk) -> LedgerView:
    return await view.view_of(desk, await scopes.of_days(desk, date(2026, 11, 1), SECOND))


async def summed(desk: Desk) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of sums by field, day and body."""
    made = await ledger(desk)
    [sheet] = [one for one in made.sheets if one.title == "指标合计"]
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    found = {(row["指标"], row["日期"], row["单位"]): row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.clause("E11")
async def test_they_are_what_the_replies_say_by_field_day_and_body(
    desk: Desk, order: Order
) -> None:
    await report(desk, order, "huanjing", FIRST, {"people": "40"})
    await report(desk, order, "huanjing", SECOND, {"people": "32"}, {"people": "30"})
    late = await report(desk, order, "gongan", SECOND, {"people": "8", "told": "正常"})
    late.late = True
    withdrawn = await report(desk, order, "zhujian", SECOND, {"people": "900"})
    withdrawn.withdrawn_at = desk.now
    desk.session.add_all([late, withdrawn])
    await desk.session.flush()
    rows = await summed(desk)
    environment, police = (agency_names.name(desk, one) for one in ("huanjing", "gongan"))
    first, second = FIRST.isoformat(), SECOND.isoformat()
    assert {key: row["数值"] for key, row in rows.items()} == {
        ("出动人次", first, environment): 40,
        ("出动人次", first, ALL): 40,
        ("出动人次", second, environment): 30,
        ("出动人次", second, police): 8,
        ("出动人次", second, ALL): 38,
        ("出动人次", WHOLE, environment): 70,
        ("出动人次", WHOLE, police): 8,
        ("出动人次", WHOLE, ALL): 78,
    }
    whole = rows["出动人次", WHOLE, ALL]
    assert (whole["答复份数"], whole["其中逾期（份）"], whole["单位（计量）"]) == (3, 1, "人次")
    assert whole["应报事项"] == "11月29日应急响应工作日报至11月30日应急响应工作日报"
    assert rows["出动人次", second, ALL]["应报事项"] == "11月30日应急响应工作日报"
    asked = (await desk.plan_of(order)).owed("daily")
    told = await day_sums.of_day(desk, await desk.plan_of(order), order, asked, SECOND)
    assert told.sums[0].value == rows["出动人次", second, ALL]["数值"]


@pytest.mark.clause("E11")
async def test_each_sum_leads_to_the_replies_that_it_stands_on(desk: Desk, order: Order) -> None:
    first = await report(desk, order, "huanjing", FIRST, {"people": "40", "open": "5"})
    second = await report(desk, order, "huanjing", SECOND, {"people": "32"}, {"people": "30"})
    police = await report(desk, order, "gongan", SECOND, {"people": "8"})
    rows = await summed(desk)
    environment, day = agency_names.name(desk, "huanjing"), SECOND.isoformat()
    led_to = {key: row["报送编号"] for key, row in rows.items()}
    assert led_to["出动人次", day, environment] == second.serial
    assert led_to["出动人次", day, ALL] == f"{second.serial}\n{police.serial}"
    assert led_to["出动人次", WHOLE, environment] == f"{first.serial}\n{second.serial}"
    # What is open was said the day before, and that reply is the one to look up.
    assert led_to["在办问题", day, environment] == first.serial
    [sheet] = [one for one in (await ledger(desk)).sheets if one.title == "报送"]
    known = {dict(zip(sheet.columns, row, strict=True))["报送编号"] for row in sheet.rows}
    assert {one for named in led_to.values() for one in named.split("\n")} == known


async def test_a_sum_of_more_replies_than_a_cell_shows_says_where_they_stand(
    desk: Desk, order: Order
) -> None:
    for ago in range(FEW + 1):
        await report(desk, order, "huanjing", SECOND - timedelta(days=ago), {"people": "1"})
    rows = await summed(desk)
    whole = rows["出动人次", WHOLE, agency_names.name(desk, "huanjing")]
    assert (whole["答复份数"], whole["报送编号"]) == (11, "份数较多，见本表各日、各单位的行")
    named = [row["报送编号"] for key, row in rows.items() if WHOLE not in key and ALL not in key]
    assert len(set(named)) == FEW + 1


async def test_what_is_open_is_carried_into_the_next_day_and_never_added(
    desk: Desk, order: Order
) -> None:
    await report(desk, order, "huanjing", FIRST, {"open": "5"})
    await report(desk, order, "gongan", FIRST, {"open": "1"})
    await report(desk, order, "gongan", SECOND, {"open": "2"})
    rows = await summed(desk)
    second = rows["在办问题", SECOND.isoformat(), ALL]
    assert (second["数值"], second["沿用此前数据（家）"]) == (7, 1)
    whole = rows["在办问题", WHOLE, ALL]
    assert (whole["数值"], whole["沿用此前数据（家）"]) == (7, None)


async def test_what_several_bodies_count_is_not_added_over_them(desk: Desk, order: Order) -> None:
    await report(desk, order, "huanjing", FIRST, {"stopped": "31"})
    await report(desk, order, "huanjing", SECOND, {"stopped": "30"})
    await report(desk, order, "gongan", SECOND, {"stopped": "12"})
    told = [(*key[1:], row["数值"]) for key, row in (await summed(desk)).items()]
    environment, police = (agency_names.name(desk, one) for one in ("huanjing", "gongan"))
    assert told == [
        (FIRST.isoformat(), environment, 31),
        (SECOND.isoformat(), environment, 30),
        (SECOND.isoformat(), police, 12),
        (WHOLE, environment, 30),
        (WHOLE, police, 12),
    ]


async def test_two_alerts_are_not_added_to_one_another(desk: Desk, order: Order) -> None:
    await report(desk, order, "huanjing", FIRST, {"open": "5"})
    other = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    [second] = await matters.issued_orders(desk.session, other.key)
    await report(desk, second, "huanjing", SECOND, {"open": "1"})
    made = await ledger(desk)
    [sheet] = [one for one in made.sheets if one.title == "指标合计"]
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    assert [row["数值"] for row in rows if row["日期"] == WHOLE] == [5, 5, 1, 1]


async def test_the_year_adds_what_was_done_under_each_alert_of_one_day(
    desk: Desk, order: Order
) -> None:
    await report(desk, order, "huanjing", SECOND, {"people": "40", "open": "5"})
    other = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    [second] = await matters.issued_orders(desk.session, other.key)
    await report(desk, second, "huanjing", SECOND, {"people": "8", "open": "1"})
    made = await years.view_of(desk, {"year": 2026})
    [table] = [one for one in made.tables if one.title == "报送指标汇总"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert {row["指标"]: (row["合计"], row["报送单位数"]) for row in rows} == {
        "出动人次": ("48", "1"),
        "在办问题（期末数）": ("1", "1"),
    }


async def test_replies_without_figures_have_no_sums(desk: Desk, order: Order) -> None:
    await report(desk, order, "huanjing", FIRST, {"told": "正常", "unknown": "7"})
    assert await summed(desk) == {}
