"""认定整改不力: the director alone says so, and the next step follows before its time."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.obligations import lifecycle
from office.plan.model import Plan
from office.problems import poor_rectification
from storage.delivery.outbox import DeliveryKind
from tests.office.conftest import Office
from tests.office.ladder_days import DIRECTOR, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import (
    COMMANDER,
    answers,
    charged,
    open_gate,
    problem_plan,
    rectification,
    sends_back,
    sign,
    steps,
)
from tests.office.signers import refused

WHY = "照片为旧照，生产线仍在运转"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


@pytest.fixture
async def returned(office: Office) -> LadderDay:
    """A listed problem had its yellow slip; the answer to it was sent back for two days."""
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    await day.advance_to("15:00")
    await answers(day, 900)
    await sends_back(day, 48)
    return day


async def marks(day: LadderDay, who: Actor = DIRECTOR, reason: str = WHY) -> None:
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        await poor_rectification.mark(desk, who, row.key, reason)


@pytest.mark.clause("F6")
async def test_the_next_slip_follows_at_once_and_says_why(returned: LadderDay) -> None:
    await returned.advance_to("15:30")
    assert await steps(returned) == ["yellow"]
    await marks(returned)
    await returned.advance_to("15:40")
    async with returned.office.desk() as desk:
        *_, request = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert f"整改不力：{WHY}" in (request.text or "")
    await sign(returned)
    assert await steps(returned) == ["yellow", "orange"]
    async with returned.office.desk() as desk:
        *_, served = await said(desk, returned.group_id, DeliveryKind.SLIP)
        assert f"上报的整改情况经核验退回，并认定整改不力：{WHY}" in (served.text or "")


async def test_one_word_moves_one_step(returned: LadderDay) -> None:
    await marks(returned)
    await returned.advance_to("15:10")
    await sign(returned)
    await returned.advance_to("17:00", 4)
    assert await steps(returned) == ["yellow", "orange"]
    await refused(marks(returned), "poor_already")


async def test_granted_more_time_it_waits_again(returned: LadderDay) -> None:
    await marks(returned)
    async with returned.office.desk() as desk:
        row = await rectification(desk, returned)
        assert row.poor_reason == WHY
        owed = await returned.owed(desk)
        await lifecycle.pause(desk, owed, lifecycle.PauseReason.EXTENSION)
    await returned.advance_to("18:00")
    assert await steps(returned) == ["yellow"]


@pytest.mark.parametrize("who", [STAFF, COMMANDER])
async def test_nobody_but_the_director_says_it(returned: LadderDay, who: Actor) -> None:
    await refused(marks(returned, who), "poor_not_yours")


@pytest.mark.parametrize(
    ("reason", "why"), [("……", "poor_reason_missing"), ("差" * 501, "poor_reason_too_long")]
)
async def test_it_needs_a_reason(returned: LadderDay, reason: str, why: str) -> None:
    await refused(marks(returned, reason=reason), why)


async def test_only_of_what_was_sent_back(office: Office) -> None:
    day = await charged(office)
    await refused(marks(day), "poor_not_returned")
    await answers(day, 900)
    await refused(marks(day), "poor_not_returned")
    async with office.desk() as desk:
        await refused(poor_rectification.markable(desk, DIRECTOR, 99), "button_obsolete")


async def test_it_brings_no_referral_before_its_time(returned: LadderDay) -> None:
    """A lead is referred only for what was not put right in time."""
    async with returned.office.desk() as desk:
        owed = await returned.owed(desk)
        owed.step = "red"
        desk.session.add(owed)
    await marks(returned)
    assert "take: referral" not in await returned.advance_to("14:59", 4)
    async with returned.office.desk() as desk:
        assert (await returned.owed(desk)).due_at == desk.now + timedelta(minutes=1)
    assert "take: referral" in await returned.advance_to("15:01", 4)
