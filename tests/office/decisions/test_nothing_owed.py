"""A plan under which nobody owes anything: an alert is told, and nothing is asked for."""

from datetime import timedelta

import pytest

from office.decisions import period_end
from office.desk import Desk
from office.matters import alerts
from office.obligations import prompts
from office.plan.model import Plan
from office.reports import early
from office.upkeep import reconcile_clocks, reconcile_orders
from storage import agenda
from storage.decisions import matters
from storage.decisions.matters import OrderKind
from storage.delivery import boards as board_store
from storage.owed import obligations
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, MORNING
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, appoint, ended, issued, said


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.model_validate(small_plan(AGENCIES).model_dump() | {"owes": ()})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)


async def kinds_on_agenda(desk: Desk) -> set[str]:
    return {row.kind for row in await agenda.waiting(desk.session, desk.jurisdiction)}


async def test_nobody_is_asked_for_anything(desk: Desk) -> None:
    groups = await bind_groups(desk, AGENCIES)
    order = await issued(desk, ahead=0)
    matter = await matters.matter(desk.session, order.matter_id)
    assert matter is not None
    assert len(await said(desk, groups["gongan"].chat_id, "alert")) == 1
    assert prompts.first_prompt_at(desk, desk.plan, desk.now) is None
    desk.now += timedelta(days=1)
    assert await prompts.send_daily(desk, matter.key) == "nothing to ask for"
    assert await early.open_before_prompt(desk, "gongan") is None
    assert alerts.DAILY_PROMPTS not in await kinds_on_agenda(desk)
    assert await reconcile_clocks.alerts_off_agenda(desk) == []
    assert await reconcile_orders.unowed(desk) == []
    await ended(desk, OrderKind.LIFT)
    assert await reconcile_orders.unowed(desk) == []
    assert await obligations.open_in(desk.session, desk.jurisdiction) == []
    assert await board_store.boards_of(desk.session, Subject.of(matter)) == []


async def test_the_office_is_asked_for_the_end_in_the_morning(desk: Desk) -> None:
    """The hour is our own, as no prompts say when the morning is."""
    await bind_groups(desk, [])
    order = await issued(desk, ahead=0)
    desk.now += timedelta(hours=80)
    assert await period_end.ask(desk, order.matter_id) == "asked"
    rows = await agenda.waiting(desk.session, desk.jurisdiction)
    asked_at = [row.due_at for row in rows if row.kind == period_end.PERIOD_END]
    assert asked_at == [MORNING + timedelta(days=4)]
