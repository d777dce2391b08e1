"""The responses of the record, as the statistics count them."""

from datetime import date, timedelta

import pytest

from office.desk import Desk
from office.paperwork import responses
from office.plan.model import Plan
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.rota.seasons import DeclaredSeason
from tests.harness.plans import small_plan
from tests.office.episodes import alert_in_force, order_of

HOUR = timedelta(hours=1)
WINTER = {"id": "winter", "name": "采暖期"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing",)).model_dump()
    return Plan.model_validate(
        facts | {"seasons": (WINTER,), "statistics": {"season": "winter", "source": "none"}}
    )


async def ended(desk: Desk, alert: Matter, *, after: timedelta) -> Matter:
    assert alert.started_at is not None
    alert.state, alert.ended_at = MatterState.LIFTED, alert.started_at + after
    desk.session.add(alert)
    await desk.session.flush()
    return alert


async def test_an_alert_that_was_raised_is_one_response(desk: Desk) -> None:
    since = desk.now - 60 * HOUR
    alert = await alert_in_force(desk, since=since, level="yellow")
    await order_of(desk, alert, OrderKind.ADJUST, at=since + 20 * HOUR, level="orange")
    await order_of(desk, alert, OrderKind.LIFT, at=since + 50 * HOUR, level="orange")
    await ended(desk, alert, after=50 * HOUR)
    [one] = await responses.counted(desk)
    assert (one.levels, one.hours, one.total) == (("yellow", "orange"), 50, 1)
    assert await responses.counted_until(desk, alert) == one


async def test_a_level_that_is_only_announced_is_none_yet(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR, level="yellow")
    await order_of(desk, alert, OrderKind.ADJUST, at=desk.now + HOUR, level="red")
    assert [one.level for one in await responses.response_to(desk, alert)] == ["yellow"]


async def test_exercises_stand_in_no_count_but_their_own(desk: Desk) -> None:
    real = await alert_in_force(desk, since=desk.now - 5 * HOUR)
    drill = await alert_in_force(desk, since=desk.now - 2 * HOUR, drill=True)
    [one] = await responses.counted(desk)
    assert one.hours == 5
    own = await responses.counted_until(desk, drill)
    assert own is not None
    assert (own.hours, own.total) == (2, 1)
    assert await responses.counted_until(desk, real) == one


async def test_a_declared_season_is_counted_by_itself_and_all_else_by_the_year(desk: Desk) -> None:
    desk.session.add(
        DeclaredSeason(
            jurisdiction=desk.jurisdiction,
            season="winter",
            first_day=date(2026, 10, 10),
            last_day=date(2027, 4, 10),
            declared_by=1,
            declared_at=desk.now,
        )
    )
    before = await alert_in_force(desk, since=desk.now - timedelta(days=100))
    await ended(desk, before, after=10 * HOUR)
    await ended(
        desk, await alert_in_force(desk, since=desk.now - timedelta(days=9)), after=20 * HOUR
    )
    await alert_in_force(desk, since=desk.now - 5 * HOUR)
    found = [(one.period.name, one.hours, one.total) for one in await responses.counted(desk)]
    assert found == [("2026年", 10, 1), ("采暖期", 20, 1), ("采暖期", 5, 2)]


async def test_an_alert_that_never_started_is_no_response(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now + HOUR)
    alert.started_at, alert.state = None, MatterState.CANCELLED
    await desk.session.flush()
    assert await responses.counted(desk) == []
    assert await responses.counted_until(desk, alert) is None
