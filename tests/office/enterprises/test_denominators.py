"""What lists want stopped and limited stands beside what is reported, and nothing is invented."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from office.desk import Desk
from office.enterprises import denominators, keepers
from office.enterprises.denominators import ListsOfDay
from office.plan.model import Plan
from office.records import briefs, list_standings
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from storage.decisions import matters
from storage.decisions.matters import Order
from tests.office.enterprises.lists import INDUSTRIAL, LIST, in_force, plan_with_lists
from tests.office.episodes import alert_in_force
from tests.office.reported_figures import report
from tests.office.signers import DIRECTOR, STAFF, appoint

DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_with_lists(INDUSTRIAL)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, STAFF, DIRECTOR)


@pytest.fixture
async def order(desk: Desk) -> Order:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=3))
    [found] = await matters.issued_orders(desk.session, alert.key)
    return found


async def lists_of(desk: Desk, order: Order, day: date = DAY) -> ListsOfDay:
    orders = await matters.issued_orders(desk.session, order.matter_id)
    return await denominators.of_day(desk, orders, day)


def due(desk: Desk, lists: ListsOfDay, body: str) -> tuple[int | None, int | None]:
    form = next(one for one in desk.plan.forms if one.id == "daily")
    stopped, limited = (one for one in form.fields if one.listed)
    return lists.due(body, stopped), lists.due(body, limited)


async def brief(desk: Desk) -> str:
    [told] = await briefs.asked(desk, DIRECTOR, in_private=True)
    return told.message.html


@pytest.mark.clause("G5")
async def test_the_brief_says_what_should_be_beside_what_is_reported(
    desk: Desk, order: Order
) -> None:
    await report(desk, order, "huanjing", DAY, {"stopped": "2", "limited": "1"})
    await report(desk, order, "gongan", DAY, {"stopped": "1"})
    said = await brief(desk)
    assert "减排清单尚未录入，应停、应限家数不明。" in said
    assert "（应" not in said
    await in_force(desk)
    level = (await desk.plan_of(order)).level(order.level or "").name
    wanted = {"黄色": (1, 1), "橙色": (2, 1), "红色": (2, 0)}[level]
    said = await brief(desk)
    assert f"停产企业2家（应{wanted[0]}家）、限产企业1家（应{wanted[1]}家）" in said
    assert f"停产企业1家（应{wanted[0]}家）" in said
    assert f"{level}应停{wanted[0]}家、应限{wanted[1]}家（工业源减排清单" in said
    assert "应4家" not in said
    told = await list_standings.view(desk)
    assert (told.of, told.level, len(told.curbs)) == (DAY, level, 2)


@pytest.mark.clause("G5")
async def test_the_ledger_has_them_for_each_body_and_day(desk: Desk, order: Order) -> None:
    await report(desk, order, "huanjing", DAY, {"stopped": "2", "people": "3"})
    await in_force(desk)
    made = await view.view_of(desk, await scopes.of_days(desk, date(2026, 11, 1), DAY))
    [sheet] = [one for one in made.sheets if one.title == "指标合计"]
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    found = {(row["指标"], row["日期"]): row["清单应有（应停、应限）"] for row in rows}
    wanted = {"yellow": 1, "orange": 2, "red": 2}[order.level or ""]
    assert found["停产企业", DAY.isoformat()] == wanted
    assert found["停产企业", "全程"] is None
    assert found["出动人次", DAY.isoformat()] is None


async def test_a_level_without_a_column_has_no_number(desk: Desk, order: Order) -> None:
    await in_force(
        desk, text="企业名称,蓝色,其他\n甲厂,停产,无\n".replace("蓝色", _other(desk, order))
    )
    assert due(desk, await lists_of(desk, order), "huanjing") == (None, None)
    assert "没有这一级的列，应停、应限家数不明" in await brief(desk)


def _other(desk: Desk, order: Order) -> str:
    return next(level.name for level in desk.plan.levels if level.id != order.level)


async def test_no_day_without_a_response_has_numbers(desk: Desk, order: Order) -> None:
    await in_force(desk)
    before = await lists_of(desk, order, DAY - timedelta(days=9))
    assert before.level is None
    assert due(desk, before, "huanjing") == (None, None)
    assert denominators.numbers(desk, before) == ()


async def test_the_version_of_the_day_counts(desk: Desk, order: Order) -> None:
    await in_force(desk)
    first = due(desk, await lists_of(desk, order), "gongan")
    later = replace(desk, now=desk.now + timedelta(days=2))
    await in_force(later, text="企业名称,黄色,橙色,红色\n甲厂,停产,停产,停产\n")
    assert due(desk, await lists_of(later, order), "gongan") == first
    today = desk.local(later.now).date()
    assert due(desk, await lists_of(later, order, today), "gongan") == (1, 0)


async def test_a_body_is_held_against_its_own_list_alone(desk: Desk, order: Order) -> None:
    two = replace(desk, plan=plan_with_lists(INDUSTRIAL | {"who": ["huanjing", "zhujian"]}))
    await in_force(two, "huanjing", LIST)
    lists = await lists_of(two, order)
    assert due(two, lists, "huanjing") != (None, None)
    # The other's list is missing, and whoever keeps none is held against neither.
    assert due(two, lists, "zhujian") == (None, None)
    assert due(two, lists, "gongan") == (None, None)
    assert lists.lacking == 1


async def test_without_a_register_the_office_keeps_a_list(desk: Desk, order: Order) -> None:
    own = replace(desk, plan=plan_with_lists())
    [keeper] = keepers.keepers(own)
    assert (keeper.register, keeper.owner, keeper.title) == ("", None, "应急减排清单")
    await in_force(own, "")
    assert due(own, await lists_of(own, order), "gongan") != (None, None)
