"""Slips that are signed, and whose limit the office is asked for on the same card."""

from datetime import timedelta

import pytest

from office.decisions import approvals
from office.obligations import lifecycle
from office.plan.model import Plan
from office.supervision import limit_choices
from storage.delivery.outbox import DeliveryKind
from storage.supervision.slip_batches import BatchState
from tests.office.asked_limits import NOON, Two, asking, batch, card, newest, open_question, settle
from tests.office.conftest import Office
from tests.office.ladder_days import (
    DIRECTOR,
    LIAISON,
)
from tests.office.lost_chats import said
from tests.office.signed_slips import asked


@pytest.fixture(scope="module")
def plan() -> Plan:
    return asking(sign=["director"])


@pytest.fixture
async def two(office: Office) -> Two:
    """It is 12:31, and the office is asked by when two agencies are to put it right."""
    return await open_question(office)


async def test_both_stand_on_one_card(two: Two) -> None:
    first, _ = two
    async with first.office.desk() as desk:
        shown = await card(desk)
        assert "待签发：督办单（2份）" in (shown.text or "")
        assert "整改限期定到何时？请按下面的按钮。签发时仍未定的" in (shown.text or "")
        [request] = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "整改限期：办公室尚未另定" in (request.text or "")
    await settle(first.office, NOON)
    async with first.office.desk() as desk:
        assert (await batch(desk)).state == BatchState.ASKED
        shown = (await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL))[-1]
        assert "整改限期：<b>12月3日12时前</b>" in (shown.text or "")
        assert shown.keyboard
        await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    await first.tick()
    async with first.office.desk() as desk:
        assert (await newest(desk, first)).deadline_at == NOON


async def test_signed_before_it_is_set_the_plan_holds(two: Two) -> None:
    first, _ = two
    await first.advance_to("13:10")
    async with first.office.desk() as desk:
        assert (await batch(desk)).state == BatchState.ASKED
        assert limit_choices.is_open(await batch(desk))
        await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    await first.tick()
    async with first.office.desk() as desk:
        slip = await newest(desk, first)
        assert slip.deadline_at == slip.issued_at + timedelta(hours=4)


async def test_a_signer_may_look_between_the_last_report_and_the_next_tick(two: Two) -> None:
    async with two[0].office.desk() as desk:
        for day in two:
            await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        assert await approvals.ask_again(desk, DIRECTOR) == 1
        *_, request = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "整改限期" not in (request.text or "")
