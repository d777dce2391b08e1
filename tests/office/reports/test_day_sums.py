"""The sums of a day, from the rows of what was read to the lines of the brief."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from messages.render import words_in
from messages.views.pictures import BodyFigures, DrawnSum
from office.bodies import agency_names
from office.desk import Desk
from office.plan.model import Plan
from office.records import brief_views, briefs
from office.records.brief_pictures import picture_of
from office.reports import checking, day_sums
from office.reports.day_sums import DayFigures
from storage.decisions import matters
from storage.decisions.matters import Matter, Order
from storage.owed.obligations import Obligation, ObligationState
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES
from tests.office.episodes import alert_in_force
from tests.office.reported_figures import report
from tests.office.signers import DIRECTOR, STAFF, appoint

FIRST, SECOND = date(2026, 11, 29), date(2026, 11, 30)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The reports also say how many firms were stopped and limited."""
    facts = with_figures(AGENCIES).model_dump()
    [form] = facts["forms"]
    curb = {"kind": "count", "unit": "家", "stock": True, "curb": True}
    curbs = [
        curb | {"id": "stopped", "name": "停产企业"},
        curb | {"id": "limited", "name": "限产企业"},
    ]
    return Plan.model_validate(facts | {"forms": [form | {"fields": [*form["fields"], *curbs]}]})


@pytest.fixture
async def order(desk: Desk) -> Order:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=3))
    [found] = await matters.issued_orders(desk.session, alert.key)
    return found


async def told_of(desk: Desk, order: Order, day: date) -> DayFigures:
    plan = await desk.plan_of(order)
    return await day_sums.of_day(desk, plan, order, plan.owed("daily"), day)


async def sums(desk: Desk, order: Order, day: date = SECOND) -> tuple[DrawnSum, ...]:
    return (await told_of(desk, order, day)).sums


@pytest.mark.clause("E11")
async def test_they_are_of_the_newest_wording_beside_those_of_the_day_before(
    desk: Desk, order: Order
) -> None:
    await report(desk, order, "huanjing", FIRST, {"people": "40"})
    await report(
        desk, order, "huanjing", SECOND, {"people": "32", "problems": "3"}, {"people": "30"}
    )
    await report(
        desk, order, "gongan", SECOND, {"people": "8", "problems": "1"}, {"problems": None}
    )
    await report(desk, order, "zhujian", SECOND, {"told": "正常", "unknown": "7"})
    withdrawn = await report(desk, order, "jiaoyu", SECOND, {"people": "900"})
    withdrawn.withdrawn_at = desk.now
    desk.session.add(withdrawn)
    await desk.session.flush()
    people, problems = await sums(desk, order)
    assert (people.value, people.before) == (38, 40)
    assert (problems.value, problems.before) == (3, None)
    assert await sums(desk, order, FIRST - timedelta(days=1)) == ()


async def test_the_brief_tells_them(desk: Desk, order: Order) -> None:
    await appoint(desk, DIRECTOR)
    await report(desk, order, "huanjing", SECOND, {"people": "1204", "problems": "3"})
    [told] = await briefs.asked(desk, DIRECTOR, in_private=True)
    assert "11月30日合计：出动人次1,204，发现问题3个。" in told.message.html
    assert told.picture is not None
    assert [one["what"] for one in told.picture.facts["view"]["sums"]] == ["出动人次", "发现问题"]


@pytest.mark.clause("E11")
async def test_a_sum_says_how_many_bodies_figures_are_still_to_be_checked(
    desk: Desk, order: Order
) -> None:
    """Ten times as many as the day before, or more put right than found; both count as said."""
    await appoint(desk, DIRECTOR)
    await report(desk, order, "huanjing", FIRST, {"people": "76"})
    await report(desk, order, "huanjing", SECOND, {"people": "80000"})
    await report(desk, order, "gongan", SECOND, {"people": "76", "problems": "30", "fixed": "34"})
    # Whoever corrected a figure is not asked any more; one that was sent back compares nothing.
    await report(desk, order, "zhujian", SECOND, {"problems": "1", "fixed": "3"}, {"problems": "3"})
    returned = await report(desk, order, "jiaoyu", FIRST, {"people": "1"})
    owed = await desk.session.get_one(Obligation, returned.obligation_id)
    owed.state = ObligationState.OPEN
    desk.session.add(owed)
    await report(desk, order, "jiaoyu", SECOND, {"people": "50"})
    found = await sums(desk, order)
    told = [(one.what, one.value, one.to_check) for one in found]
    assert told == [("出动人次", 80126, 1), ("发现问题", 33, 1), ("已整改", 37, 1)]
    assert [one.to_check for one in await sums(desk, order, FIRST)] == [0]
    [brief] = await briefs.asked(desk, DIRECTOR, in_private=True)
    assert (
        "出动人次80,126（含1家待核对），发现问题33个（含1家待核对），已整改37个（含1家待核对）。"
        in brief.message.html
    )
    view = await brief_views.whole(desk, await _alert(desk, order), order)
    assert "待核对" not in desk.words.text("alert_brief", brief_views.for_bodies(view))
    english = words_in("en", desk.plan.zone)
    said = english.text("alert_brief", view)
    assert "80,126 (1 body to be checked), " in said
    two = tuple(replace(one, to_check=2) for one in view.sums)
    assert "(2 bodies to be checked)." in english.text("alert_brief", replace(view, sums=two))


async def test_what_the_office_found_right_is_marked_no_more(desk: Desk, order: Order) -> None:
    await appoint(desk, DIRECTOR)
    said = await report(desk, order, "gongan", SECOND, {"problems": "30", "fixed": "34"})
    [brief] = await briefs.asked(desk, DIRECTOR, in_private=True)
    assert brief.picture is not None
    assert marks(brief.picture.facts) == [1, 1]
    view = await brief_views.whole(desk, await _alert(desk, order), order)
    of_bodies = await picture_of(desk, order, brief_views.for_bodies(view))
    assert of_bodies is not None
    assert marks(of_bodies.facts) == [0, 0]
    await checking.check(desk, STAFF, said.key)
    assert [one.to_check for one in await sums(desk, order)] == [0, 0]
    [brief] = await briefs.asked(desk, DIRECTOR, in_private=True)
    assert brief.picture is not None
    assert marks(brief.picture.facts) == [0, 0]
    assert "待核对" not in brief.message.html


def marks(facts: dict[str, Any]) -> list[int]:
    return [one["to_check"] for one in facts["view"]["sums"]]


@pytest.mark.clause("E8")
async def test_the_brief_tells_by_body_what_was_stopped_or_limited(
    desk: Desk, order: Order
) -> None:
    await appoint(desk, DIRECTOR)
    await report(desk, order, "gongan", FIRST, {"stopped": "9"})
    await report(desk, order, "zhujian", SECOND, {"stopped": "0", "people": "3"})
    await report(desk, order, "huanjing", SECOND, {"stopped": "31", "limited": "1067"})
    [told] = await briefs.asked(desk, DIRECTOR, in_private=True)
    environment, building = (agency_names.short(desk, one) for one in ("huanjing", "zhujian"))
    # What the police said of the day before is nothing of this day, and nothing is added up.
    assert (
        f"11月30日停限产：{environment}停产企业31家、限产企业1,067家；{building}停产企业0家。"
        in told.message.html
    )
    assert "11月30日合计：出动人次3。" in told.message.html
    assert told.picture is not None
    drawn = told.picture.facts["view"]["curbs"]
    assert [one["body"] for one in drawn] == [environment, building]


async def test_of_many_bodies_the_first_are_told(desk: Desk, order: Order) -> None:
    figures = (DrawnSum("停产企业", "家", 1, None),)
    quiet = await brief_views.whole(desk, await _alert(desk, order), order)
    many = tuple(BodyFigures(f"第{one}局", figures) for one in range(11))
    said = desk.words.text("alert_brief", replace(quiet, curbs=many))
    assert "第7局停产企业1家；另有3家单位报送。" in said
    assert "第8局" not in said


async def _alert(desk: Desk, order: Order) -> Matter:
    found = await matters.matter(desk.session, order.matter_id)
    assert found is not None
    return found


async def test_an_alert_without_figures_has_no_line_of_sums(desk: Desk, alert: Matter) -> None:
    await appoint(desk, DIRECTOR)
    [told] = await briefs.asked(desk, DIRECTOR, in_private=True)
    assert "合计" not in told.message.html
    assert "停限产" not in told.message.html
