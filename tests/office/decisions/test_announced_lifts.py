"""A lift for a later hour: what may stand beside it, how it is taken back, and what it voids."""

from datetime import timedelta

import pytest

from office.decisions import draft_turns, drafts, lapsing, starting
from office.desk import Desk
from office.matters import alerts, clocks, kinds, orders
from office.matters.added_lines import AddedLine
from office.matters.outdated import change_of, holds_until, no_longer_ends
from office.post import Place
from office.upkeep import reconcile_drafts
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, OrderState
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups
from tests.office.signers import (
    COLLEAGUE,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    adjusted,
    appoint,
    confirmed,
    edits,
    issued,
    refused,
    said,
    sign,
    terms,
)

GROUNDS = "预报转好"
LATER = timedelta(hours=10)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def lift(desk: Desk, by: timedelta = LATER) -> Order:
    return await drafts.draft_ending(
        desk, STAFF, HERE, OrderKind.LIFT, GROUNDS, starts_at=desk.now + by
    )


async def announced(desk: Desk) -> Order:
    return await confirmed(desk, await lift(desk))


async def taking_back(desk: Desk, grounds: str = "又转差", replacing: int | None = None) -> Order:
    return await drafts.draft_taking_back(desk, STAFF, HERE, grounds, replacing=replacing)


async def alert_of(desk: Desk, order: Order) -> Matter:
    alert = await store.matter(desk.session, order.matter_id)
    assert alert is not None
    return alert


async def ends_at(desk: Desk, order: Order) -> bool:
    kind = alerts.END
    return await agenda.waiting_item(desk.session, desk.jurisdiction, kind, order.key) is not None


async def test_it_leaves_the_alert_in_force_and_forbids_another_end(desk: Desk) -> None:
    await issued(desk, ahead=0)
    order = await announced(desk)
    alert = await alert_of(desk, order)
    assert (order.state, alert.state) == (OrderState.ISSUED, MatterState.IN_FORCE)
    assert await draft_turns.require_end(desk, alert) is order
    # Until its hour the alert stands by the order before it, for the bodies as well.
    [told] = await orders.orders_told(desk, "huanjing")
    assert told.kind == OrderKind.ISSUE
    refusal = await refused(lift(desk), "lift_is_announced")
    assert refusal.facts == {"at": order.starts_at, "serial": order.serial}
    line = (AddedLine("夜间停工"),)
    adding = drafts.draft_lines(desk, STAFF, HERE, line, GROUNDS)
    await refused(adding, "lift_is_announced")


async def test_the_same_terms_are_a_change_while_it_is_announced(desk: Desk) -> None:
    await issued(desk, ahead=0)
    same = terms(desk, ahead=1, hours=71)
    await refused(drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, same), "adjust_changes_nothing")
    order = await announced(desk)
    made = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, same)
    assert no_longer_ends(made) == order.starts_at
    assert made.snapshot[kinds.FALLS] == order.key
    await sign(desk, await confirmed(desk, made), DIRECTOR, DEPUTY)
    assert not await ends_at(desk, order)
    assert (await alert_of(desk, order)).state == MatterState.IN_FORCE


async def test_it_cannot_be_announced_before_an_announced_change_holds(desk: Desk) -> None:
    await issued(desk, ahead=0)
    change = await adjusted(desk, "red", ahead=24)
    refusal = await refused(lift(desk), "lift_after_change")
    assert refusal.facts == {"at": change.starts_at, "level": "红色"}
    # At once the alert may end all the same.
    made = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, GROUNDS)
    assert made.at_once


async def test_its_hour_is_not_past_when_it_is_drafted_nor_when_it_is_confirmed(desk: Desk) -> None:
    await issued(desk, ahead=0)
    await refused(lift(desk, -LATER), "lift_is_past")
    made = await lift(desk)
    desk.now += LATER + timedelta(minutes=1)
    await refused(drafts.confirm(desk, STAFF, HERE, made.key), "lift_hour_has_passed")
    assert made.state == OrderState.DRAFT


async def test_a_draft_whose_hour_passes_is_void_and_the_next_one_can_be_made(desk: Desk) -> None:
    await issued(desk, ahead=0)
    made = await lift(desk)
    desk.now = made.starts_at
    # Within the minute that it names, it may still be signed.
    assert await lapsing.lapse(desk, made.key) == "not yet"
    desk.now += timedelta(minutes=1)
    assert await lapsing.lapse(desk, made.key) == "void"
    await desk.session.refresh(made)
    assert made.state == OrderState.VOID
    [told] = [row for row in await said(desk, OFFICE_CHAT) if "已作废" in row.text]
    assert "拟定的解除时间" in told.text
    assert await lapsing.lapse(desk, made.key) == "settled"
    assert (await lift(desk)).state == OrderState.DRAFT


async def test_a_lift_that_nobody_looks_at_is_found(desk: Desk) -> None:
    await issued(desk, ahead=0)
    made = await lift(desk)
    assert await reconcile_drafts.unwatched(desk) == []
    await clocks.off_agenda(desk, alerts.DRAFT_LIMIT, made.key)
    [gap] = await reconcile_drafts.unwatched(desk)
    assert gap.mend is not None
    await gap.mend(desk)
    assert await reconcile_drafts.unwatched(desk) == []
    await confirmed(desk, made)
    waits = agenda.waiting_item(desk.session, desk.jurisdiction, alerts.DRAFT_LIMIT, made.key)
    assert await waits is None


async def test_it_is_taken_back_by_an_order_that_changes_nothing_else(desk: Desk) -> None:
    first = await issued(desk, ahead=0)
    lifting = await announced(desk)
    desk.now += timedelta(hours=2)
    made = await taking_back(desk)
    assert (made.level, made.hours, made.starts_at) == (first.level, first.hours, first.starts_at)
    assert change_of(made) == kinds.TAKES_BACK
    assert no_longer_ends(made) == lifting.starts_at
    # Its start lies behind it, and so does no limit by which it would have to be issued.
    assert holds_until(made) is None
    # As the lift needed no signature in this plan, neither does what takes it back.
    assert (await confirmed(desk, made)).state == OrderState.ISSUED
    assert not await ends_at(desk, lifting)
    desk.now = lifting.starts_at
    assert await starting.end(desk, lifting.key) == "replaced before its hour"
    assert (await alert_of(desk, made)).state == MatterState.IN_FORCE


async def test_taking_back_leaves_no_end_that_has_passed_meanwhile(desk: Desk) -> None:
    await issued(desk, ahead=0)
    desk.now += timedelta(hours=70)
    await announced(desk)
    desk.now += timedelta(hours=3)
    made = await taking_back(desk)
    assert made.hours is None


async def test_taking_back_is_drafted_anew_and_needs_grounds_and_an_end(desk: Desk) -> None:
    await refused(taking_back(desk), "no_open_alert")
    order = await issued(desk, ahead=0)
    await refused(taking_back(desk), "no_lift_announced")
    await refused(draft_turns.require_end(desk, await alert_of(desk, order)), "no_lift_announced")
    await announced(desk)
    await refused(taking_back(desk, " "), "grounds_missing")
    first = await taking_back(desk)
    again = await taking_back(desk, "扩散条件转差", replacing=first.key)
    assert (first.state, again.state) == (OrderState.VOID, OrderState.DRAFT)
    assert again.grounds == "扩散条件转差"


async def test_at_its_hour_it_voids_what_was_drafted_for_this_alert_alone(desk: Desk) -> None:
    order = await issued(desk, ahead=0)
    await issued(desk, ahead=0, drill=True)
    lifting = await announced(desk)
    exercise = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, GROUNDS, drill=True)
    back = await taking_back(desk)
    desk.now = lifting.starts_at
    assert await starting.end(desk, lifting.key) == "ended"
    assert (await alert_of(desk, order)).state == MatterState.LIFTED
    assert (back.state, exercise.state) == (OrderState.VOID, OrderState.DRAFT)
    assert any("已作废" in row.text for row in await said(desk, OFFICE_CHAT, "office"))
    assert await edits(desk, OFFICE_CHAT)
    assert await starting.end(desk, lifting.key) == "ended before"


async def test_after_its_hour_nothing_more_is_drafted_before_the_clock_comes_by(
    desk: Desk,
) -> None:
    await issued(desk, ahead=0)
    lifting = await announced(desk)
    desk.now = lifting.starts_at
    await refused(taking_back(desk), "lift_hour_has_come")


async def test_an_alert_without_an_order_is_none_to_add_to_or_to_go_on_with(desk: Desk) -> None:
    """An order may be struck from the books by hand; nothing is made up in its place."""
    alert = await alert_in_force(desk, since=desk.now)
    [order] = await store.issued_orders(desk.session, alert.key)
    order.state = OrderState.VOID
    desk.session.add(order)
    await desk.session.flush()
    adding = drafts.draft_lines(desk, STAFF, HERE, (AddedLine("夜间停工"),), GROUNDS)
    await refused(adding, "no_open_alert")
    await refused(taking_back(desk), "no_open_alert")
    refusal = await refused(
        draft_turns.require_in_turn(desk, STAFF, OrderKind.ISSUE), "alert_is_open"
    )
    assert refusal.facts == {"title": "", "serial": ""}
    assert await orders.orders_told(desk, "huanjing") == []


async def test_a_colleague_takes_back_nothing_in_another_s_draft(desk: Desk) -> None:
    await issued(desk, ahead=0)
    await announced(desk)
    made = await taking_back(desk)
    other = drafts.draft_taking_back(desk, COLLEAGUE, HERE, GROUNDS, replacing=made.key)
    await refused(other, "draft_not_yours")
    await refused(drafts.to_change(desk, STAFF, Place(STAFF.user_id), made.key), "draft_unknown")
    assert made.state == OrderState.DRAFT


async def test_a_change_that_takes_effect_leaves_the_ending_of_an_exercise_alone(
    desk: Desk,
) -> None:
    await issued(desk, ahead=0, drill=True)
    await issued(desk, ahead=0)
    first = await adjusted(desk, "red", ahead=5)
    change = await adjusted(desk, "yellow", ahead=10)
    exercise = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, GROUNDS, drill=True)
    ending = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, GROUNDS)
    desk.now = first.starts_at
    assert await starting.start(desk, first.key) == "replaced before it started"
    assert (exercise.state, ending.state) == (OrderState.DRAFT, OrderState.DRAFT)
    desk.now = change.starts_at
    assert await starting.start(desk, change.key) == "started"
    assert (exercise.state, ending.state) == (OrderState.DRAFT, OrderState.VOID)
