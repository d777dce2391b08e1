"""One day enterprise by enterprise: the brief, the card, the ledger, the history, and the power."""

from datetime import date, timedelta
from typing import Any

import pytest

from messages import LOCALES
from messages.render import words_in
from messages.views.enterprises import DayFirms
from office.desk import Desk
from office.enterprises import earlier_problems, firms
from office.plan.model import Plan
from office.problems import filing
from office.problems.filing import FoundProblem
from office.reading.problem_texts import ProblemText
from office.records import briefs, list_standings
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.owed import reports
from storage.owed.firm_days import FirmDay, FirmMeasure
from storage.owed.reports import Report
from storage.owed.values import ValueFrom
from tests.office.enterprises.lists import INDUSTRIAL, in_force, plan_with_lists
from tests.office.episodes import alert_in_force
from tests.office.reported_figures import report
from tests.office.signers import DIRECTOR, STAFF, appoint

DAY = date(2026, 11, 30)
BEFORE = DAY - timedelta(days=1)
LIST = """企业名称,黄色,橙色,红色
甲水泥厂,停产,停产,停产
乙砖厂,停产,停产,停产
丙铸造厂,限产20%,限产20%,限产50%
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = plan_with_lists(INDUSTRIAL).model_dump()
    [form] = facts["forms"]
    power: dict[str, Any] = {"kind": "number", "unit": "万千瓦时", "sum": True, "curb": True}
    field = power | {"id": "power", "name": "用电量", "power": True}
    facts["forms"] = [form | {"fields": [*form["fields"], field]}]
    return Plan.model_validate(facts)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, STAFF, DIRECTOR)


@pytest.fixture
async def order(desk: Desk) -> Order:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=4))
    [found] = await matters.issued_orders(desk.session, alert.key)
    await in_force(desk, text=LIST)
    return found


async def names(
    desk: Desk, kept: Report, day: date, said: dict[str, str], measure: str = FirmMeasure.CURB
) -> None:
    """What a report says of single enterprises."""
    [part] = await reports.parts(desk.session, kept.key)
    for name, value in said.items():
        firm = await firms.named(desk, name)
        assert firm is not None
        desk.session.add(
            FirmDay(
                jurisdiction=desk.jurisdiction,
                enterprise_id=firm.key,
                report_id=kept.key,
                part_id=part.key,
                body=kept.agency,
                day=day,
                measure=measure,
                act=("limit" if name == "丙铸造厂" else "stop") if measure == "curb" else "",
                value=value,
                came=ValueFrom.READ,
                recorded_at=desk.now,
            )
        )
    await desk.session.flush()


async def shown(desk: Desk, day: date = DAY) -> DayFirms:
    found = await list_standings.firms(desk, day)
    assert found is not None
    return found


async def brief(desk: Desk) -> str:
    [told] = await briefs.asked(desk, DIRECTOR, in_private=True)
    return told.message.html


@pytest.mark.clause("F11", "G5")
async def test_the_office_sees_who_did_not_stop_beside_the_numbers(
    desk: Desk, order: Order
) -> None:
    kept = await report(desk, order, "huanjing", DAY, {"stopped": "1", "limited": "0"})
    await names(desk, kept, DAY, {"甲水泥厂": "no"})
    firm = await firms.named(desk, "甲水泥厂")
    assert firm is not None
    problem = ProblemText(place="北镇", unit="甲水泥厂", requirement="", found="夜间仍在生产")
    filed = await filing.file(desk, STAFF, FoundProblem(problem))
    filed.filed_at = desk.now - timedelta(days=1)
    desk.session.add(filed)
    said = await brief(desk)
    assert "应停2家，实停1家；未停：甲水泥厂" in said
    assert "应限1家，实限0家；1家未点名" in said
    assert f"当日涉企问题：甲水泥厂（{filed.serial}）" in said
    view_of_day = await shown(desk)
    html = desk.words.text("day_firms", view_of_day)
    assert "应停2 / 实停1 — 未停：甲水泥厂" in html
    assert "应限1 / 实限0；1家未点名" in html
    assert f"甲水泥厂（{filed.serial}）" in html
    history = await firms.history(desk, STAFF, firm.key)
    assert [(one.day, one.done, one.act) for one in history.days] == [(DAY, False, "stop")]
    assert "未停" in desk.words.text("enterprise", history)
    assert await earlier_problems.near(desk, firm) == ()


@pytest.mark.clause("F11", "G5")
async def test_the_ledger_has_each_enterprise_on_each_day(desk: Desk, order: Order) -> None:
    kept = await report(desk, order, "huanjing", DAY, {"stopped": "1", "limited": "0"})
    await names(desk, kept, DAY, {"甲水泥厂": "no"})
    grid = await report(desk, order, "gongan", DAY, {"power": "3.2"})
    await names(desk, grid, DAY, {"乙砖厂": "1200"}, FirmMeasure.POWER)
    scope = await scopes.of_days(desk, BEFORE - timedelta(days=9), DAY + timedelta(days=9))
    [sheet] = [it for it in (await view.view_of(desk, scope)).sheets if it.title == "逐企业停限产"]
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    found = {row["企业"]: (row["清单要求"], row["报送情况"], row["来源"]) for row in rows}
    assert found == {
        "甲水泥厂": ("停产", "未停限", "读自回复"),
        "乙砖厂": ("停产", "已停限（按家数）", ""),
        "丙铸造厂": ("限产", "未点名", ""),
    }
    assert {row["企业"]: row["用电量（千瓦时）"] for row in rows if row["用电量（千瓦时）"]} == {
        "乙砖厂": 1200.0
    }


@pytest.mark.clause("F11")
@pytest.mark.parametrize(
    ("before", "now", "counts", "rises"),
    [
        # It stopped, by its name or by the number, and used as much: to be checked.
        ("900", "900", {"甲水泥厂": "yes"}, ["甲水泥厂"]),
        ("900", "950", {}, ["甲水泥厂"]),
        ("900", "120", {"甲水泥厂": "yes"}, []),
        ("0", "0", {"甲水泥厂": "yes"}, []),
        # It is said not to have stopped.
        ("900", "950", {"甲水泥厂": "no"}, []),
    ],
)
async def test_power_that_does_not_fit_is_to_be_checked(
    desk: Desk, order: Order, before: str, now: str, counts: dict[str, str], rises: list[str]
) -> None:
    short = "1" if "no" in counts.values() else "2"
    kept = await report(desk, order, "huanjing", DAY, {"stopped": short, "limited": "1"})
    await names(desk, kept, DAY, counts)
    for day, power in ((BEFORE, before), (DAY, now)):
        grid = await report(desk, order, "gongan", day, {"power": "1"})
        await names(desk, grid, day, {"甲水泥厂": power}, FirmMeasure.POWER)
    found = await shown(desk)
    assert [one.name for one in found.rises] == rises
    assert found.named_powers == 1
    assert ("待核实：甲水泥厂报称已停限，用电量未降" in await brief(desk)) == bool(rises)


@pytest.mark.clause("F11")
async def test_one_that_stands_still_may_use_as_little_as_the_day_before(
    desk: Desk, order: Order
) -> None:
    for day in (BEFORE, DAY):
        kept = await report(desk, order, "huanjing", day, {"stopped": "1", "limited": "1"})
        await names(desk, kept, day, {"甲水泥厂": "yes"})
        grid = await report(desk, order, "gongan", day, {"power": "1"})
        await names(desk, grid, day, {"甲水泥厂": "40"}, FirmMeasure.POWER)
    assert (await shown(desk)).rises == ()


@pytest.mark.clause("F11")
@pytest.mark.parametrize(
    ("stopped", "power", "bodies"),
    [(("1", "2"), ("5", "6"), 1), (("2", "1"), ("5", "6"), 0), (("1", "2"), ("6", "6"), 0)],
)
async def test_power_that_rises_while_no_fewer_stop_is_to_be_checked(
    desk: Desk, order: Order, stopped: tuple[str, str], power: tuple[str, str], bodies: int
) -> None:
    for place, day in enumerate((BEFORE, DAY)):
        await report(desk, order, "huanjing", day, {"stopped": stopped[place], "limited": "1"})
        await report(desk, order, "gongan", day, {"power": power[place]})
    found = await shown(desk)
    assert len(found.rises) == bodies
    [said] = found.powers
    assert [(one.value, one.before) for one in said.figures] == [(int(power[1]), int(power[0]))]
    assert ("停限产家数未减，用电量上升" in await brief(desk)) == bool(bodies)


async def test_without_a_response_there_is_nothing_of_a_day(desk: Desk) -> None:
    assert await list_standings.firms(desk, DAY) is None


@pytest.mark.parametrize("locale", LOCALES)
async def test_both_languages_say_all_of_it(desk: Desk, order: Order, locale: str) -> None:
    kept = await report(desk, order, "huanjing", BEFORE, {"stopped": "1", "limited": "1"})
    kept = await report(desk, order, "huanjing", DAY, {"stopped": "3", "limited": "0"})
    await names(desk, kept, DAY, {"甲水泥厂": "yes", "乙砖厂": "no", "丙铸造厂": "no"})
    for day, power in ((BEFORE, "5"), (DAY, "6")):
        grid = await report(desk, order, "gongan", day, {"power": power})
        await names(desk, grid, day, {"甲水泥厂": "40"}, FirmMeasure.POWER)
    words = words_in(locale, "Asia/Shanghai")
    found = await shown(desk)
    html = words.text("day_firms", found)
    assert html.count("甲水泥厂") == 1
    assert html.count("乙砖厂") == 1
    lines = words.text("brief_firms", {"firms": found})
    assert "乙砖厂" in lines
    assert "甲水泥厂" in lines
