"""A lift or a cancellation that waits for signatures, while the posts and the alert change."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import awaited, holders, starting
from office.desk import Desk
from office.plan.model import Plan
from office.records import overview
from storage.decisions import approvals as signatures
from storage.decisions import matters as store
from storage.decisions.approvals import Approval
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.roster import people
from tests.harness.plans import small_plan
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, sent
from tests.office.signers import (
    DIRECTOR,
    EVERYBODY,
    STAFF,
    adjusted,
    appoint,
    edits,
    ended,
    hold,
    issued,
    refused,
    said,
    sign,
)

DEPUTY_DIRECTOR = Actor(8, "副主任", ("deputy_director",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump()
    for position in facts["positions"]:
        if position["id"] == "deputy_director":
            position["can"] = ["office", "approve"]
    either = [{"by": ["director", "deputy_director"], "act": "approve"}]
    return Plan.model_validate(facts | {"chains": {"lift": either, "cancel": "standing"}})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY, DEPUTY_DIRECTOR)
    await bind_groups(desk, ["huanjing", "gongan"])


async def lift_waits(desk: Desk) -> tuple[Order, Approval]:
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    draft = await ended(desk, OrderKind.LIFT)
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return draft, step


async def give_up(desk: Desk, who: Actor, position: str) -> None:
    for held in await people.appointments_of(desk.session, who.user_id):
        if held.position == position:
            held.until = desk.now
            desk.session.add(held)
    await desk.session.flush()
    await holders.left(desk, who.user_id, position)


async def requests(desk: Desk, who: Actor) -> int:
    return len(await said(desk, who.user_id, "approval"))


async def test_a_reminder_of_a_lift_names_no_start(desk: Desk) -> None:
    _, step = await lift_waits(desk)
    [request] = await said(desk, DIRECTOR.user_id, "approval")
    await sent(desk, request, 5)
    assert await awaited.remind(desk, step.key) == "reminded"
    [reminder] = await said(desk, DIRECTOR.user_id, "approval_reminder")
    assert "启动" not in reminder.text


async def test_whoever_keeps_one_of_the_posts_goes_on_being_asked(desk: Desk) -> None:
    await hold(desk, DIRECTOR.user_id, "deputy_director")
    draft, _ = await lift_waits(desk)
    await give_up(desk, DIRECTOR, "director")
    [renewed] = await edits(desk, DIRECTOR.user_id)
    assert "请您以办公室副主任身份审签" in renewed.text
    assert renewed.keyboard
    await sign(desk, draft, Actor(DIRECTOR.user_id, "主任", ("deputy_director",)))
    assert draft.state == OrderState.ISSUED


async def test_whoever_leaves_all_of_the_posts_is_asked_no_more(desk: Desk) -> None:
    await lift_waits(desk)
    await give_up(desk, DIRECTOR, "director")
    [withdrawn] = await edits(desk, DIRECTOR.user_id)
    assert "无须审签" in withdrawn.text
    assert not withdrawn.keyboard


async def test_another_of_the_posts_brings_no_second_request(desk: Desk) -> None:
    await lift_waits(desk)
    await hold(desk, DIRECTOR.user_id, "deputy_director")
    await holders.joined(desk, DIRECTOR.user_id, "deputy_director")
    assert await requests(desk, DIRECTOR) == 1


async def test_a_cancellation_is_not_signed_once_the_alert_has_started(desk: Desk) -> None:
    await issued(desk)
    draft = await ended(desk, OrderKind.CANCEL)
    assert draft.state == OrderState.APPROVING
    matter = await store.matter(desk.session, draft.matter_id)
    assert matter is not None
    matter.state, matter.started_at = MatterState.IN_FORCE, desk.now
    desk.session.add(matter)
    await desk.session.flush()
    await refused(sign(desk, draft, DIRECTOR), "cancel_after_start")
    assert draft.state == OrderState.APPROVING


async def test_a_cancellation_that_waits_is_void_once_the_alert_starts(desk: Desk) -> None:
    """It needs nobody to discard it, and a lift can be drafted at once."""
    alert = await issued(desk)
    draft = await ended(desk, OrderKind.CANCEL)
    *_, request = await said(desk, DIRECTOR.user_id, "approval")
    await sent(desk, request, 5)
    desk.now = alert.starts_at
    assert await starting.start(desk, alert.key) == "started"
    assert draft.state == OrderState.VOID
    assert await signatures.asked_approvals(desk.session, desk.jurisdiction) == []
    [told] = [one for one in await said(desk, OFFICE_CHAT, "office") if "已作废" in one.text]
    assert "不能再取消" in told.text
    [withdrawn] = [
        one for one in await edits(desk, DIRECTOR.user_id) if one.target_id == request.id
    ]
    assert "无须审签" in withdrawn.text
    assert (await ended(desk, OrderKind.LIFT)).state == OrderState.APPROVING


async def test_an_ending_of_a_level_that_was_replaced_is_void(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    change = await adjusted(desk, "yellow", ahead=2)
    draft = await ended(desk, OrderKind.LIFT)
    desk.now = change.starts_at
    await starting.start(desk, change.key)
    assert draft.state == OrderState.VOID


async def test_an_ending_that_still_fits_goes_on(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    change = await adjusted(desk, "orange", ahead=2)
    draft = await ended(desk, OrderKind.LIFT)
    desk.now = change.starts_at
    await starting.start(desk, change.key)
    assert draft.state == OrderState.APPROVING
    assert await starting.start(desk, 999) == "ended before it started"


async def test_the_board_names_every_post_that_may_sign(desk: Desk) -> None:
    await lift_waits(desk)
    found = await overview.overview(desk, STAFF)
    [waiting] = found.summary.pending
    assert waiting.waits_for == "办公室主任或办公室副主任"
