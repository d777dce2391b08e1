"""The sums of a day, from the rows of what was read to the lines of the brief."""

from datetime import date, timedelta

import pytest

from messages.views.pictures import DrawnSum
from office.desk import Desk
from office.plan.model import Plan
from office.records import briefs
from office.reports import day_sums
from storage.decisions import matters
from storage.decisions.matters import Matter, Order
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES
from tests.office.episodes import alert_in_force
from tests.office.reported_figures import report
from tests.office.signers import DIRECTOR, appoint

FIRST, SECOND = date(2026, 11, 29), date(2026, 11, 30)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_figures(AGENCIES)


@pytest.fixture
async def order(desk: Desk) -> Order:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=3))
    [found] = await matters.issued_orders(desk.session, alert.key)
    return found


async def sums(desk: Desk, order: Order, day: date = SECOND) -> tuple[DrawnSum, ...]:
    plan = await desk.plan_of(order)
    return await day_sums.of_day(desk, plan, order, plan.owed("daily"), day)


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


async def test_an_alert_without_figures_has_no_line_of_sums(desk: Desk, alert: Matter) -> None:
    await appoint(desk, DIRECTOR)
    [told] = await briefs.asked(desk, DIRECTOR, in_private=True)
    assert "合计" not in told.message.html
