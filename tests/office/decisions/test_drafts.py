"""Drafts: who may make which order when, and what becomes of a draft."""

from datetime import timedelta

import pytest

from messages.views.alerts import OrderView
from office.bodies.people import Actor
from office.decisions import draft_turns, drafts
from office.desk import Desk
from office.matters import alert_views, alerts, order_texts
from office.plan.grading import Reductions
from office.post import Place
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, OrderKind, OrderState
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    COLLEAGUE,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    adjusted,
    appoint,
    confirmed,
    drafted,
    edits,
    ended,
    hold,
    issued,
    refused,
    resign,
    said,
    sign,
    steps,
    terms,
)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def test_a_draft_shows_the_exact_text_with_its_buttons(desk: Desk) -> None:
    draft = await drafted(desk)
    [shown] = await said(desk, OFFICE_CHAT, "draft")
    assert draft.draft_delivery_id == shown.key
    for fragment in ("橙色预警", "12月3日8时", "72小时", "PM2.5", "会商认为将持续重污染"):
        assert fragment in shown.text
    labels = [button["label"] for row in shown.keyboard or [] for button in row]
    assert labels == ["确认发布", "修改", "取消"]
    assert "⚠️" not in shown.text


async def test_short_notice_is_a_caution_and_no_refusal(desk: Desk) -> None:
    await drafted(desk, ahead=10)
    [shown] = await said(desk, OFFICE_CHAT, "draft")
    assert "⚠️ 距启动不足48小时" in shown.text


@pytest.mark.parametrize(("level", "is_short"), [("red", True), ("yellow", False)])
async def test_nobody_needs_notice_of_a_lower_level(desk: Desk, level: str, is_short: bool) -> None:
    await issued(desk, "orange")
    said_before = await said(desk, OFFICE_CHAT, "draft")
    await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, level, ahead=10))
    [*_, shown] = await said(desk, OFFICE_CHAT, "draft")
    assert shown not in said_before
    assert ("⚠️ 距启动不足48小时" in shown.text) is is_short


async def test_only_the_office_drafts(desk: Desk) -> None:
    attempt = drafts.draft(desk, LIAISON, HERE, OrderKind.ISSUE, terms(desk))
    await refused(attempt, "office_only")


async def test_one_draft_at_a_time(desk: Desk) -> None:
    await drafted(desk)
    refusal = await refused(
        draft_turns.require_in_turn(desk, COLLEAGUE, OrderKind.ISSUE), "draft_is_pending"
    )
    assert refusal.facts["drafter"] == "值班员"


@pytest.mark.parametrize(
    ("situation", "kind", "key"),
    [
        ("quiet", OrderKind.ADJUST, "no_open_alert"),
        ("quiet", OrderKind.CANCEL, "no_open_alert"),
        ("quiet", OrderKind.LIFT, "no_open_alert"),
        ("issued", OrderKind.ISSUE, "alert_is_open"),
        ("issued", OrderKind.LIFT, "lift_before_start"),
        ("in force", OrderKind.ISSUE, "alert_is_open"),
        ("in force", OrderKind.CANCEL, "cancel_after_start"),
    ],
)
async def test_an_order_out_of_turn_is_refused(
    desk: Desk, situation: str, kind: OrderKind, key: str
) -> None:
    if situation != "quiet":
        await issued(desk, ahead=48 if situation == "issued" else 0)
    await refused(draft_turns.require_in_turn(desk, STAFF, kind), key)


async def test_an_adjustment_must_change_something(desk: Desk) -> None:
    await issued(desk)
    again = drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk))
    await refused(again, "adjust_changes_nothing")


async def test_only_the_drafter_confirms_and_only_where_the_draft_stands(desk: Desk) -> None:
    draft = await drafted(desk)
    await refused(drafts.confirm(desk, COLLEAGUE, HERE, draft.key), "draft_not_yours")
    elsewhere = drafts.confirm(desk, STAFF, Place(STAFF.user_id), draft.key)
    await refused(elsewhere, "draft_unknown")
    await refused(drafts.confirm(desk, STAFF, HERE, 999), "draft_unknown")
    assert draft.state == OrderState.DRAFT


async def test_a_second_confirmation_is_answered(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    await refused(drafts.confirm(desk, STAFF, HERE, draft.key), "draft_is_approving")


async def test_a_draft_whose_start_is_past_is_not_confirmed(desk: Desk) -> None:
    draft = await drafted(desk, ahead=1)
    desk.now += timedelta(minutes=61)
    await refused(drafts.confirm(desk, STAFF, HERE, draft.key), "draft_is_outdated")


async def test_a_draft_to_start_at_once_may_be_thought_over(desk: Desk) -> None:
    draft = await drafted(desk, ahead=0)
    desk.now += timedelta(hours=20)
    await confirmed(desk, draft)
    assert draft.state == OrderState.APPROVING


async def test_a_colleague_may_take_back_what_an_absent_drafter_left(desk: Desk) -> None:
    draft = await drafted(desk)
    await drafts.give_up(desk, COLLEAGUE, draft.key)
    assert draft.state == OrderState.VOID
    alert = await store.matter(desk.session, draft.matter_id)
    assert alert is not None
    assert alert.state == MatterState.ABANDONED
    await refused(drafts.give_up(desk, STAFF, draft.key), "draft_is_void")
    await draft_turns.require_in_turn(desk, STAFF, OrderKind.ISSUE)


async def test_giving_up_an_adjustment_leaves_the_alert_alone(desk: Desk) -> None:
    await issued(desk)
    made = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, "red"))
    await drafts.give_up(desk, STAFF, made.key)
    alert = await store.matter(desk.session, made.matter_id)
    assert alert is not None
    assert alert.state == MatterState.ISSUED


async def test_a_changed_draft_voids_the_signatures_on_the_first(desk: Desk) -> None:
    first = await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    changed = await drafts.draft(
        desk, STAFF, HERE, OrderKind.ISSUE, terms(desk, "orange", hours=96), replacing=first.key
    )
    assert first.state == OrderState.VOID
    assert await steps(desk, first) == {"director": "approved", "deputy_commander": "void"}
    assert changed.matter_id == first.matter_id
    for person in (DIRECTOR, DEPUTY):
        [told] = await edits(desk, person.user_id)
        assert "已由修改稿取代" in told.text
        assert "作废" not in told.text
        assert not told.keyboard
    await confirmed(desk, changed)
    assert await steps(desk, changed) == {"director": "asked", "deputy_commander": "waiting"}


async def test_only_the_drafter_changes_a_draft(desk: Desk) -> None:
    draft = await drafted(desk)
    await refused(drafts.to_change(desk, COLLEAGUE, HERE, draft.key), "draft_not_yours")
    replacing = drafts.draft(
        desk, COLLEAGUE, HERE, OrderKind.ISSUE, terms(desk, "red"), replacing=draft.key
    )
    await refused(replacing, "draft_not_yours")
    assert await drafts.to_change(desk, STAFF, HERE, draft.key) is draft


async def test_what_was_issued_meanwhile_is_not_changed(desk: Desk) -> None:
    draft = await issued(desk)
    await refused(drafts.to_change(desk, STAFF, HERE, draft.key), "draft_is_issued")


async def test_an_ending_needs_grounds_and_no_chain(desk: Desk) -> None:
    await issued(desk)
    empty = drafts.draft_ending(desk, STAFF, HERE, OrderKind.CANCEL, " ")
    await refused(empty, "grounds_missing")
    order = await ended(desk, OrderKind.CANCEL)
    assert order.state == OrderState.ISSUED
    assert await steps(desk, order) == {}


async def test_an_ending_is_not_changed_but_drafted_anew(desk: Desk) -> None:
    await issued(desk)
    made = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.CANCEL, "预测变化")
    await refused(drafts.to_change(desk, STAFF, HERE, made.key), "draft_is_draft")


async def test_a_cancellation_that_the_start_overtook_is_refused(desk: Desk) -> None:
    order = await issued(desk)
    made = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.CANCEL, "预测变化")
    desk.now = order.starts_at
    await alerts.start(desk, order.key)
    await refused(drafts.confirm(desk, STAFF, HERE, made.key), "cancel_after_start")


async def test_a_lift_that_names_a_level_which_was_left_is_refused(desk: Desk) -> None:
    await issued(desk, ahead=0)
    announced = await adjusted(desk, "red", ahead=10)
    made = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, "空气质量改善")
    desk.now = announced.starts_at
    refusal = await refused(
        drafts.confirm(desk, STAFF, HERE, made.key), "ending_names_former_level"
    )
    assert refusal.facts["level"] == "红色"
    await alerts.start(desk, announced.key)
    await drafts.give_up(desk, STAFF, made.key)
    order = await ended(desk, OrderKind.LIFT)
    assert order.level == "red"


@pytest.mark.parametrize(
    ("missing", "level", "position"),
    [(DEPUTY, "orange", "副指挥长"), (DIRECTOR, "yellow", "办公室主任")],
)
async def test_a_position_that_nobody_holds_is_named(
    desk: Desk, missing: Actor, level: str, position: str
) -> None:
    await resign(desk, missing)
    draft = await drafted(desk, level)
    refusal = await refused(drafts.confirm(desk, STAFF, HERE, draft.key), "position_not_enrolled")
    assert refusal.facts["position"] == position


async def test_one_person_in_both_positions_leaves_a_gap(desk: Desk) -> None:
    await resign(desk, DEPUTY)
    await hold(desk, DIRECTOR.user_id, "deputy_commander")
    draft = await drafted(desk)
    refusal = await refused(drafts.confirm(desk, STAFF, HERE, draft.key), "chain_has_gap")
    assert refusal.facts["position"] == "副指挥长"


async def test_an_adjustment_goes_through_the_chain_of_its_new_level(desk: Desk) -> None:
    await issued(desk, "yellow", ahead=0)
    order = await adjusted(desk, "red")
    assert list(await steps(desk, order)) == ["director", "deputy_commander", "commander"]


@pytest.mark.parametrize(
    ("level", "hours", "title"),
    [
        ("orange", 96, "延长重污染天气橙色预警"),
        ("orange", 48, "缩短重污染天气橙色预警"),
        ("red", 96, "重污染天气红色预警（调整）"),
    ],
)
async def test_an_adjustment_of_the_end_alone_is_called_so(
    desk: Desk, level: str, hours: int, title: str
) -> None:
    await issued(desk, ahead=0)
    changed = terms(desk, level, ahead=0, hours=hours)
    draft = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, changed)
    assert order_texts.title(desk, await desk.plan_of(draft), draft) == title
    shown = (await said(desk, OFFICE_CHAT, "draft"))[-1]
    assert title in shown.text


async def test_an_order_says_by_how_much_its_level_reduces_where_the_plan_does(desk: Desk) -> None:
    order = await issued(desk)
    plan = await desk.plan_of(order)
    asked = Reductions(shares={"orange": 20}, of=("二氧化硫", "颗粒物"), source="预案4.3")
    for level, share in (("orange", 20), ("red", None)):
        order.level = level
        view = await alert_views.view(
            desk, plan.model_copy(update={"reductions": asked}), order, "huanjing"
        )
        assert isinstance(view, OrderView)
        assert (view.reduction.share if view.reduction else None) == share
