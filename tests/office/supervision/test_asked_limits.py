"""A slip whose limit the office is asked for: set, not set, and not needed any more."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, update

from office.desk import Desk
from office.ladder.policies import ladder_of, limit_unchecked
from office.matters.naming import plan_of
from office.obligations import lifecycle
from office.plan.model import Plan
from office.records import waiting
from office.supervision import limit_setting, slips
from storage.books import audit
from storage.supervision.slip_batches import BatchState, SlipBatch
from storage.supervision.slips import SlipState
from tests.office.asked_limits import NOON, Two, asking, batch, card, newest, open_question, settle
from tests.office.conftest import Office
from tests.office.ladder_days import (
    LIAISON,
    PROMPTED,
    STAFF,
    prompted_day,
)
from tests.office.signed_slips import slips_to
from tests.office.signers import refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    return asking()


@pytest.fixture
async def two(office: Office) -> Two:
    """It is 12:31, and the office is asked by when two agencies are to put it right."""
    return await open_question(office)


async def recorded(desk: Desk, action: str) -> list[audit.AuditEntry]:
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
    return [entry for entry in entries if entry.action == action]


async def test_one_question_for_all_of_one_instant(
    two: Two,
) -> None:
    first, other = two
    async with first.office.desk() as desk:
        asked_once = await card(desk)
        text = asked_once.text or ""
        assert "请定整改限期：督办单（2份）" in text
        assert "13时01分仍未定的，即按预案发出，限12月2日17时01分前" in text
        keyboard = str(asked_once.keyboard)
        for label in ("12月2日18:00前", "12月3日12:00前", "12月3日18:00前", "其他时间"):
            assert label in keyboard
        for day in (first, other):
            assert [slip.step for slip in await day.slips(desk)] == ["reminder"]
        lines = [line.text for line in await waiting.lines(desk)]
        assert "待定整改限期2件：住建局、教育局" in lines


async def test_the_limit_printed_is_the_one_decided(
    two: Two,
) -> None:
    first, other = two
    await settle(first.office, NOON)
    assert await first.tick() == ["take: yellow", "take: yellow"]
    async with first.office.desk() as desk:
        for day in (first, other):
            slip = await newest(desk, day)
            assert (slip.deadline_at, slip.limit_by) == (NOON, STAFF.user_id)
            assert (await day.owed(desk)).step_due_at == NOON
        *_, served = await slips_to(desk, first)
        assert "12月3日12时前" in (served.text or "")
        shown = await card(desk)
        assert "已定整改限期" in (shown.text or "")
        assert "整改限期：<b>12月3日12时前</b>" in (shown.text or "")
        assert not shown.keyboard
        [entry] = await recorded(desk, "slip_limit_set")
        assert entry.detail["by"] == STAFF.user_id
        assert datetime.fromisoformat(entry.detail["limit"]) == NOON
        assert not [line for line in await waiting.lines(desk) if "整改限期" in line.text]
    verdicts = await first.advance_to("21:00")
    assert "take: orange" not in verdicts


async def test_unanswered_it_goes_with_the_limit_of_the_plan(
    two: Two,
) -> None:
    first, _ = two
    await first.advance_to("13:00")
    async with first.office.desk() as desk:
        assert [slip.step for slip in await first.slips(desk)] == ["reminder"]
    await first.advance_to("13:02")
    async with first.office.desk() as desk:
        slip = await newest(desk, first)
        assert (slip.step, slip.limit_by) == ("yellow", None)
        assert slip.deadline_at == slip.issued_at + timedelta(hours=4)
        assert "未另定，按预案限期发出" in ((await card(desk)).text or "")
        assert len(await recorded(desk, "slip_limit_of_plan")) == 1
        await refused(limit_setting.settle(desk, STAFF, 1, NOON), "slip_limit_gone")


async def test_a_report_ends_the_question(two: Two) -> None:
    first, other = two
    for day in (first, other):
        async with first.office.desk() as desk:
            await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    await first.advance_to("14:00")
    async with first.office.desk() as desk:
        assert (await batch(desk)).state == BatchState.VOID
        assert "无须发出" in ((await card(desk)).text or "")
        for day in (first, other):
            assert [slip.step for slip in await day.slips(desk)] == ["reminder"]
        await refused(limit_setting.settle(desk, STAFF, 1, NOON), "slip_batch_empty")


async def test_one_report_leaves_the_other_in_question(
    two: Two,
) -> None:
    first, other = two
    async with first.office.desk() as desk:
        await lifecycle.meet(desk, await other.owed(desk), LIAISON)
    await first.advance_to("13:02")
    async with first.office.desk() as desk:
        assert (await newest(desk, first)).step == "yellow"
        assert (await newest(desk, other)).step == "reminder"


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        (timedelta(hours=8, minutes=30), "slip_limit_too_soon"),
        (timedelta(days=61), "slip_limit_too_late"),
    ],
)
async def test_a_limit_leaves_time_and_has_an_end(two: Two, limit: timedelta, why: str) -> None:
    first, _ = two
    async with first.office.desk() as desk:
        await refused(limit_setting.settle(desk, STAFF, 1, PROMPTED + limit), why)


async def test_only_the_office_sets_it_and_once(
    two: Two,
) -> None:
    first, _ = two
    async with first.office.desk() as desk:
        await refused(limit_setting.settle(desk, LIAISON, 1, NOON), "office_only")
        await refused(limit_setting.settle(desk, STAFF, 99, NOON), "slip_limit_unknown")
    await settle(first.office, NOON)
    async with first.office.desk() as desk:
        await refused(limit_setting.settle(desk, STAFF, 1, NOON), "slip_limit_decided")


async def test_two_colleagues_answer_at_once(
    two: Two,
) -> None:
    """The second has read the question before the first answered."""
    first, _ = two
    async with first.office.desk() as desk:
        await batch(desk)
        change = update(SlipBatch).where(col(SlipBatch.id) == 1).values(limit_at=NOON)
        await desk.session.exec(change.execution_options(synchronize_session=False))
        await refused(limit_setting.settle(desk, STAFF, 1, NOON), "slip_limit_decided")


async def test_served_late_nobody_has_less_than_the_waking_hours(
    two: Two,
) -> None:
    first, _ = two
    await settle(first.office, PROMPTED + timedelta(hours=8, minutes=31))
    first.office.now = PROMPTED + timedelta(hours=7)
    await first.tick()
    async with first.office.desk() as desk:
        assert (await newest(desk, first)).deadline_at == PROMPTED + timedelta(hours=11)


async def test_a_set_limit_rests_on_no_working_days(
    two: Two,
) -> None:
    first, _ = two
    await settle(first.office, NOON)
    await first.tick()
    async with first.office.desk() as desk:
        slip = await newest(desk, first)
        owed = await first.owed(desk)
        plan = await plan_of(desk, owed)
        assert not limit_unchecked(plan, await ladder_of(desk, owed), slip)


async def test_a_slip_that_does_not_count_takes_its_limit_with_it(two: Two) -> None:
    first, _ = two
    await settle(first.office, NOON)
    await first.tick()
    async with first.office.desk() as desk:
        await slips.void(desk, await first.owed(desk), await newest(desk, first), "unreachable")
    await first.advance_to("13:30")
    async with first.office.desk() as desk:
        slip = await newest(desk, first)
        assert (slip.step, slip.state, slip.limit_by) == ("yellow", SlipState.ISSUED, None)
        assert slip.deadline_at == slip.issued_at + timedelta(hours=4)


async def test_at_a_level_without_quiet_hours_it_is_not_waited_for_all_night(
    office: Office,
) -> None:
    day = await prompted_day(office, level="red")
    async with office.desk() as desk:
        evening = PROMPTED + timedelta(hours=14)
        await lifecycle.postpone(desk, await day.owed(desk), evening, evening)
    await day.advance_to("23:10")
    async with office.desk() as desk:
        assert (await newest(desk, day)).step == "yellow"
        assert "夜间" not in ((await card(desk)).text or "")
