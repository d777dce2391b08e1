"""A control dispatch is proposed once an episode, under the first draft of an alert."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from office.decisions import draft_texts, drafts
from office.desk import Desk
from office.matters import control_proposals
from office.matters.control_proposals import Spell
from office.matters.controls import ControlTerms
from office.plan.grading import USUAL_MERGE, Grading
from office.plan.model import Plan
from office.plan.remarks import remarks
from storage.decisions.matters import Order, OrderKind
from tests.harness.plans import small_plan, with_control
from tests.office.conftest import AGENCIES
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    EVERYBODY,
    HERE,
    STAFF,
    appoint,
    confirmed,
    drafted,
    ended,
    issued,
    said,
    terms,
)

CONTROL = ControlTerms(("huanjing",), "市政府会议要求", "预计轻度污染。", "强化管控通知")
LINE, BUTTON = "💡 本次污染过程尚未发过强化管控", "先发强化管控"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_control(small_plan(AGENCIES))


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def proposes(desk: Desk, draft: Order) -> bool:
    message = await draft_texts.draft_message(desk, draft)
    buttons = [one.label for row in message.keyboard for one in row]
    assert (LINE in message.html) == (BUTTON in buttons)
    return BUTTON in buttons


async def control_issued(desk: Desk) -> Order:
    made = await drafts.draft_saying(desk, STAFF, HERE, CONTROL)
    return await drafts.confirm(desk, STAFF, HERE, made.key)


async def control_closed(desk: Desk) -> None:
    made = await control_issued(desk)
    end = await drafts.draft_end(desk, STAFF, HERE, made.matter_id, OrderKind.CLOSE)
    await drafts.confirm(desk, STAFF, HERE, end.key)


async def given_up(desk: Desk, draft: Order) -> None:
    await drafts.give_up(desk, STAFF, draft.key)


async def test_the_first_draft_proposes_it_and_goes_on_all_the_same(desk: Desk) -> None:
    draft = await drafted(desk)
    [shown] = await said(desk, OFFICE_CHAT, "draft")
    labels = [button["label"] for row in shown.keyboard or [] for button in row]
    assert labels == ["确认发布", BUTTON, "修改", "取消"]
    assert f"{LINE}。需先行调度的，请按“{BUTTON}”；不影响本预警送审。" in shown.text
    # However often it is shown, it is the same proposal; once it is in approval, it is gone.
    assert await proposes(desk, draft)
    await confirmed(desk, draft)
    assert not await proposes(desk, draft)


async def test_no_signer_reads_of_it(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    asked = [row.text for who in EVERYBODY for row in await said(desk, who.user_id)]
    assert asked
    assert not any("强化管控" in text for text in asked)


async def test_a_changed_draft_and_a_new_one_of_the_same_air_do_not_repeat_it(desk: Desk) -> None:
    first = await drafted(desk)
    changed = await drafts.draft(
        desk, STAFF, HERE, OrderKind.ISSUE, terms(desk, "red"), replacing=first.key
    )
    assert not await proposes(desk, changed)
    await given_up(desk, changed)
    desk.now += DAY
    again = await drafted(desk, "yellow")
    assert not await proposes(desk, again)


async def test_air_that_is_polluted_much_later_brings_a_new_one(desk: Desk) -> None:
    draft = await drafted(desk, ahead=0)
    await given_up(desk, draft)
    desk.now += timedelta(hours=72) + USUAL_MERGE - timedelta(minutes=1)
    second = await drafted(desk, ahead=0)
    assert not await proposes(desk, second)
    await given_up(desk, second)
    desk.now += timedelta(minutes=1)
    assert await proposes(desk, await drafted(desk, ahead=0))


async def test_none_is_proposed_soon_after_an_alert_of_the_same_episode(desk: Desk) -> None:
    await issued(desk, ahead=0)
    # The alert lasted longer than its first order said, and than the proposal under it.
    desk.now += 20 * DAY
    await ended(desk, OrderKind.LIFT)
    desk.now += USUAL_MERGE - timedelta(minutes=1)
    soon = await drafted(desk, ahead=48)
    assert not await proposes(desk, soon)
    await given_up(desk, soon)
    desk.now += timedelta(minutes=1)
    assert await proposes(desk, await drafted(desk, ahead=48))


@pytest.mark.parametrize("begin", [control_issued, control_closed])
async def test_none_is_proposed_where_one_was_issued(
    desk: Desk, begin: Callable[[Desk], Awaitable[object]]
) -> None:
    await begin(desk)
    desk.now += timedelta(hours=20)
    assert not await proposes(desk, await drafted(desk))


async def test_the_line_goes_once_somebody_drafts_the_dispatch(desk: Desk) -> None:
    draft = await drafted(desk)
    made = await drafts.draft_saying(desk, STAFF, HERE, CONTROL)
    assert not await proposes(desk, draft)
    # A second draft, of other air, is not shown it either as long as one is being drafted.
    assert not await control_proposals.propose(desk, Spell(desk.now + 30 * DAY, desk.now), "x:1")
    await given_up(desk, made)
    assert await proposes(desk, draft)


async def test_a_drill_and_a_change_propose_nothing(desk: Desk) -> None:
    assert not await proposes(desk, await drafted(desk, drill=True))
    await issued(desk)
    change = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, "red"))
    assert not await proposes(desk, change)


async def test_a_plan_without_control_proposes_nothing(desk: Desk) -> None:
    desk.plan = small_plan(AGENCIES)
    assert not await proposes(desk, await drafted(desk))


async def test_a_forecast_may_propose_it_before_any_draft(desk: Desk) -> None:
    polluted = Spell(desk.now + DAY, desk.now + 3 * DAY)
    assert await control_proposals.propose(desk, polluted, "forecast:1")
    assert not await control_proposals.propose(desk, polluted, "forecast:1")
    assert not await proposes(desk, await drafted(desk))


def test_the_gap_is_the_plan_s_or_a_default_that_plan_check_tells(plan: Plan) -> None:
    said = Grading(merge_within=timedelta(hours=12), source="none")
    told = plan.model_copy(update={"grading": said})
    assert told.episode_gap == timedelta(hours=12)
    assert plan.episode_gap == USUAL_MERGE
    assert any("grading.merge_within" in one.zh for one in remarks(plan))
    assert not any("grading.merge_within" in one.zh for one in remarks(told))
