"""Drafts that would say something else if they were issued later: until when, and what then."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.lookups.board import text_of
from office.decisions import approvals, drafts, lapsing
from office.desk import Desk
from office.matters import alerts, clocks
from office.matters.order_terms import OPEN_END, UNTIL, announced_end
from office.matters.order_texts import title
from office.matters.outdated import (
    NAME_END,
    PREVIOUS_END,
    PREVIOUS_UNTIL,
    Limit,
    Outdated,
    change_of_end,
    holds_until,
    outdated,
)
from office.records import overview
from office.upkeep import reconcile_drafts
from storage import agenda
from storage.decisions import approvals as signatures
from storage.decisions.matters import Order, OrderKind, OrderState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    HERE,
    STAFF,
    adjusted,
    alert_issued,
    confirmed,
    edits,
    refused,
    said,
    sign,
    terms,
)

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
GROUP = OFFICE_CHAT - 1
"""The one agency's, as bind_groups makes it."""
SECOND = timedelta(seconds=1)


def row(
    *,
    starts_at: datetime | None = None,
    hours: int | None = 24,
    until: datetime | None = None,
    **snapshot: datetime,
) -> Order:
    """An order drafted at noon; if no start is given, it starts at once."""
    return Order(
        jurisdiction="changji",
        matter_id=1,
        kind=OrderKind.ADJUST,
        level="orange",
        starts_at=starts_at or NOON,
        at_once=starts_at is None,
        hours=hours,
        says={UNTIL: until.isoformat()} if until else {},
        pollutant="pm25",
        plan_version_id=1,
        snapshot={key: at.isoformat() for key, at in snapshot.items()},
        drafted_by=1,
        drafted_at=NOON,
        office_chat_id=OFFICE_CHAT,
    )


def in_hours(hours: float, seconds: int = 0) -> datetime:
    return NOON + timedelta(hours=hours, seconds=seconds)


START, END, LEVEL = Outdated.START, Outdated.END, Outdated.LEVEL


@pytest.mark.parametrize(
    ("draft", "limit"),
    [
        # A start at once never passes; one that was named has until its minute is over.
        (row(), None),
        (row(starts_at=in_hours(1)), Limit(in_hours(1, 60), START)),
        (row(starts_at=in_hours(1, 30)), Limit(in_hours(1, 60), START)),
        # 24 hours from now on shorten what would end in 30, for six hours.
        (row(previous_end=in_hours(30)), Limit(in_hours(6), END)),
        # Within the minute of the previous end the texts would name the same end twice.
        (row(previous_end=in_hours(30, 40)), Limit(in_hours(6), END)),
        # A prolonging goes on to be one.
        (row(previous_end=in_hours(23)), None),
        # An end that was named does not move.
        (row(starts_at=in_hours(2), previous_end=in_hours(30)), Limit(in_hours(2, 60), START)),
        (row(previous_until=in_hours(5)), Limit(in_hours(5), LEVEL)),
        # An end by the clock passes, whatever it changes.
        (row(until=in_hours(20)), Limit(in_hours(20), END)),
        (row(until=in_hours(20), previous_end=in_hours(30)), Limit(in_hours(20), END)),
        (row(until=in_hours(20), previous_end=in_hours(10)), Limit(in_hours(20), END)),
        (row(until=in_hours(20), starts_at=in_hours(2)), Limit(in_hours(2, 60), START)),
        # The first limit counts.
        (row(starts_at=in_hours(2), previous_until=in_hours(1)), Limit(in_hours(1), LEVEL)),
        (row(starts_at=in_hours(2), previous_until=in_hours(3)), Limit(in_hours(2, 60), START)),
        # Cancelling and lifting need no signature that could come late.
        (row(hours=None), None),
    ],
)
def test_until_when_a_draft_holds_as_it_was_read(draft: Order, limit: Limit | None) -> None:
    assert holds_until(draft) == limit
    assert outdated(draft, NOON) is None
    if limit is not None:
        assert outdated(draft, limit.at - SECOND) is None
        assert outdated(draft, limit.at) == limit


def test_the_keys_of_the_snapshot_are_those_of_rows_that_wait() -> None:
    assert (PREVIOUS_END, PREVIOUS_UNTIL) == ("previous_end", "previous_until")


@pytest.fixture
async def office(office: Office) -> AsyncIterator[Desk]:
    """An orange alert is in force for 72 hours; it is a day later."""
    await alert_issued(office, "huanjing")
    office.pass_time(timedelta(hours=24))
    async with office.desk() as opened:
        yield opened


async def changed(desk: Desk, level: str = "orange", *, hours: int = 24) -> Order:
    made = terms(desk, level, ahead=0, hours=hours)
    return await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, made)


def limit_of(draft: Order) -> datetime:
    limit = holds_until(draft)
    assert limit is not None
    return limit.at


async def asked_at(desk: Desk, draft: Order) -> datetime | None:
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, alerts.DRAFT_LIMIT, draft.key)
    return item.due_at if item else None


async def signed_once(desk: Desk, draft: Order) -> int:
    """Let the director sign; return the step of the deputy, who comes too late."""
    await sign(desk, await confirmed(desk, draft), DIRECTOR)
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step.key


async def test_a_shortening_is_issued_as_one_until_the_last_second(office: Desk) -> None:
    draft = await changed(office)
    step = await signed_once(office, draft)
    office.now = limit_of(draft) - SECOND
    await approvals.approve(office, DEPUTY, step)
    assert draft.state == OrderState.ISSUED
    assert change_of_end(draft) == "shorten"
    assert await asked_at(office, draft) is None
    for fragment in ("缩短至", "原定结束"):
        assert fragment in (await said(office, GROUP, "alert"))[-1].text


async def test_a_shortening_that_is_signed_too_late_is_not_issued(office: Desk) -> None:
    draft = await changed(office)
    step = await signed_once(office, draft)
    assert await asked_at(office, draft) == office.now + timedelta(hours=24)
    office.now = limit_of(draft)
    refusal = await refused(approvals.approve(office, DEPUTY, step), "approval_lapsed")
    assert "按拟定的24小时计算" in refusal.facts["why"]
    await refused(approvals.send_back(office, DEPUTY, step, "依据不足"), "approval_lapsed")
    assert await lapsing.lapse(office, draft.key) == "asked its drafter"
    assert draft.state == OrderState.LAPSED
    assert title(office, await office.plan_of(draft), draft) == "缩短重污染天气橙色预警"
    question = (await said(office, OFFICE_CHAT, "office"))[-1]
    for fragment in ("缩短重污染天气橙色预警尚未发布", "不再是缩短", "重定持续时间"):
        assert fragment in question.text
    labels = [button["label"] for line in question.keyboard or [] for button in line]
    assert labels == ["重定持续时间", "不再发布"]
    assert "已不能缩短" in (await edits(office, OFFICE_CHAT))[-1].text
    assert "已不能缩短，待重定" in text_of(office.words, await overview.overview(office, STAFF))


async def test_the_drafter_is_held_to_the_limit_before_the_clock_comes_by(office: Desk) -> None:
    draft = await changed(office)
    office.now = limit_of(draft)
    refusal = await refused(drafts.confirm(office, STAFF, HERE, draft.key), "draft_is_outdated")
    assert refusal.facts["renew"] == "重定持续时间"
    assert draft.state == OrderState.DRAFT


async def test_other_hours_make_another_draft_that_is_signed_anew(office: Desk) -> None:
    draft = await changed(office)
    step = await signed_once(office, draft)
    office.now = limit_of(draft)
    await lapsing.lapse(office, draft.key)
    made = await drafts.draft(
        office,
        STAFF,
        HERE,
        OrderKind.ADJUST,
        terms(office, ahead=0, hours=12),
        replacing=draft.key,
    )
    await refused(approvals.approve(office, DEPUTY, step), "approval_void")
    await sign(office, await confirmed(office, made), DIRECTOR, DEPUTY)
    assert change_of_end(made) == "shorten"


async def test_whoever_signs_reads_by_when(office: Desk) -> None:
    await confirmed(office, await changed(office))
    [asked] = [
        row for row in await said(office, DIRECTOR.user_id, "approval") if "缩短" in row.text
    ]
    assert "须在12月3日08:00前发布" in asked.text


async def test_an_end_that_was_passed_at_once_is_prolonged_and_stays_so(office: Desk) -> None:
    draft = await changed(office, hours=60)
    assert change_of_end(draft) == "prolong"
    assert await asked_at(office, draft) is None
    step = await signed_once(office, draft)
    office.now += timedelta(days=4)
    await approvals.approve(office, DEPUTY, step)
    assert change_of_end(draft) == "prolong"


async def until(desk: Desk, ends_at: datetime) -> Order:
    said = replace(terms(desk, ahead=0), lasting=ends_at)
    return await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, said)


async def test_an_end_by_the_clock_stays_however_long_its_draft_waits(office: Desk) -> None:
    """The alert ends in 48 hours; orders whose hours count from their issue would end later."""
    ends_at = office.now + timedelta(hours=60)
    draft = await until(office, ends_at)
    assert (change_of_end(draft), draft.hours, announced_end(draft)) == ("prolong", 60, ends_at)
    [shown] = [row.text for row in await said(office, OFFICE_CHAT, "draft")][-1:]
    assert "预计持续：至12月4日20时" in shown
    step = await signed_once(office, draft)
    office.now += timedelta(hours=5, minutes=17)
    await approvals.approve(office, DEPUTY, step)
    assert announced_end(draft) == ends_at
    # Whoever reckons by the hours of the row comes to that end too.
    assert (draft.state, draft.hours) == (OrderState.ISSUED, 55)
    assert "至12月4日20时" in (await said(office, OFFICE_CHAT, "draft"))[-1].text


async def test_an_end_by_the_clock_that_came_while_it_waited_is_asked_for_anew(
    office: Desk,
) -> None:
    ends_at = office.now + timedelta(hours=3)
    draft = await until(office, ends_at)
    step = await signed_once(office, draft)
    office.now = ends_at
    assert await lapsing.lapse(office, draft.key) == "asked its drafter"
    question = (await said(office, OFFICE_CHAT, "office"))[-1]
    assert "拟定的截止时间12月2日11:00已过" in question.text
    await refused(approvals.approve(office, DEPUTY, step), "approval_lapsed")


async def test_an_end_by_the_clock_lies_after_the_start(office: Desk) -> None:
    await refused(until(office, office.now), "end_is_past")
    await refused(until(office, office.now + timedelta(hours=720, seconds=1)), "hours_out_of_range")
    late = replace(terms(office, ahead=10), lasting=office.now + timedelta(hours=10))
    adjusting = drafts.draft(office, STAFF, HERE, OrderKind.ADJUST, late)
    await refused(adjusting, "end_before_start")


async def test_the_same_end_is_no_change(office: Desk) -> None:
    await refused(changed(office, hours=48), "adjust_changes_nothing")
    office.now += 59 * SECOND
    await refused(changed(office, hours=48), "adjust_changes_nothing")
    office.now += SECOND
    assert change_of_end(await changed(office, hours=48)) == "prolong"


async def test_a_raising_does_not_become_a_lowering(office: Desk) -> None:
    """Yellow was drafted to lower orange, but the announced red came first."""
    announced = await adjusted(office, "red", ahead=10)
    draft = await changed(office, "yellow")
    assert "原预警级别：橙色" in (await said(office, OFFICE_CHAT, "draft"))[-1].text
    await confirmed(office, draft)
    office.now = announced.starts_at
    await alerts.start(office, announced.key)
    assert await lapsing.lapse(office, draft.key) == "asked its drafter"
    question = (await said(office, OFFICE_CHAT, "office"))[-1]
    assert "原级别已变" in question.text
    await drafts.give_up(office, STAFF, draft.key)
    anew = await changed(office, "yellow")
    assert "原预警级别：红色" in (await said(office, OFFICE_CHAT, "draft"))[-1].text
    assert holds_until(anew) is None


async def test_the_level_left_is_the_one_that_holds_though_its_start_was_not_told_yet(
    office: Desk,
) -> None:
    announced = await adjusted(office, "red", ahead=10)
    office.now = announced.starts_at
    draft = await changed(office, "yellow")
    assert draft.snapshot["previous_level"] == "red"


async def test_an_announced_order_of_the_same_level_sets_no_limit(office: Desk) -> None:
    made = terms(office, "orange", ahead=10, hours=72)
    other = await drafts.draft(office, STAFF, HERE, OrderKind.ADJUST, made)
    await sign(office, await confirmed(office, other), DIRECTOR, DEPUTY)
    assert holds_until(await changed(office, "red")) is None


async def test_a_shortening_that_nobody_looks_at_is_found(office: Desk) -> None:
    draft = await changed(office)
    assert await reconcile_drafts.unwatched(office) == []
    await clocks.off_agenda(office, alerts.DRAFT_LIMIT, draft.key)
    [gap] = await reconcile_drafts.unwatched(office)
    assert gap.mend is not None
    await gap.mend(office)
    assert await asked_at(office, draft) == limit_of(draft)


async def test_an_end_that_was_open_is_named_and_an_opened_one_prolongs(office: Desk) -> None:
    opened = await drafts.draft(
        office, STAFF, HERE, OrderKind.ADJUST, replace(terms(office, ahead=0), lasting=OPEN_END)
    )
    assert change_of_end(opened) == "prolong"
    assert holds_until(opened) is None
    await sign(office, await confirmed(office, opened), DIRECTOR, DEPUTY)
    named = await changed(office, hours=24)
    assert change_of_end(named) == NAME_END
    assert holds_until(named) is None
