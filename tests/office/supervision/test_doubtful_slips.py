"""Slips of which nobody knows whether they arrived."""

from datetime import timedelta

import pytest

from office.ladder import service
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.supervision import slip_withdrawals
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryState
from storage.roster import chats
from storage.subjects import Subject
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Office
from tests.office.ladder_days import (
    AGENCY,
    LIAISON,
    STAFF,
    LadderDay,
    prompted_day,
    states,
)
from tests.office.lost_chats import NEW_ID


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def in_doubt(day: LadderDay) -> Slip:
    """It is 12:30: the yellow slip was tried, nobody knows if it arrived, and it waits again."""
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        for row in await service.servings(desk, slip):
            row.repeated = True
            desk.session.add(row)
    return slip


async def test_a_slip_that_may_have_arrived_is_said_again_under_its_number(day: LadderDay) -> None:
    """It goes to the group's present id: the group was upgraded while it could not be reached."""
    slip = await in_doubt(day)
    async with day.office.desk() as desk:
        (await day.group(desk)).reachable = False
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.UNREACHABLE)
    await day.deliver()
    assert set(await day.advance_to("13:15")) == {"wait: unreachable"}
    day.group_id, moved = NEW_ID, await _moved(day)
    assert await day.advance_to("13:20") == ["resume: reachable again", "repeat: yellow"]
    async with day.office.desk() as desk:
        [_, yellow] = await day.slips(desk)
        assert (yellow.serial, yellow.state) == (slip.serial, SlipState.ISSUED)
        rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
        assert {row.state for row in rows} == {DeliveryState.SENT}
        assert {row.chat_id for row in rows if row.kind == "slip"} == {moved}
        assert yellow.deadline_at == (await day.owed(desk)).step_due_at
    verdicts = await day.advance_to("15:30")
    assert "take: orange" in verdicts


async def _moved(day: LadderDay) -> int:
    async with day.office.desk() as desk:
        for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, AGENCY):
            chat.chat_id, chat.reachable = NEW_ID, True
            desk.session.add(chat)
    return NEW_ID


async def test_an_extension_leaves_a_slip_that_may_have_arrived(day: LadderDay) -> None:
    """It is asked for while the slip waits to be sent again; after the refusal the slip is sent."""
    slip = await in_doubt(day)
    async with day.office.desk() as desk:
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
    await day.deliver()
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        await lifecycle.resume(desk, await day.owed(desk))
    assert await day.tick() == ["repeat: yellow"]
    assert await states(day) == [("reminder", SlipState.ISSUED), ("yellow", SlipState.ISSUED)]
    async with day.office.desk() as desk:
        assert (await service.of_slip(desk, slip)).accepted_at == desk.now


async def test_an_answer_closes_a_slip_that_may_have_arrived(day: LadderDay) -> None:
    await in_doubt(day)
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    assert (await states(day))[-1] == ("yellow", SlipState.CLOSED)


async def test_a_slip_is_withdrawn_that_was_to_be_said_again(day: LadderDay) -> None:
    slip = await in_doubt(day)
    async with day.office.desk() as desk:
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
    assert [row.kind for row in await day.deliver()] == ["withdrawal"]


@pytest.mark.parametrize(
    ("repeated", "follows"),
    [
        pytest.param(True, True, id="given up after doubtful tries: its reader may have it"),
        pytest.param(False, False, id="refused: nobody has it"),
    ],
)
async def test_a_withdrawal_goes_where_the_slip_may_have_gone(
    day: LadderDay, repeated: bool, follows: bool
) -> None:
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
            row.state, row.repeated, row.closed_at = DeliveryState.DEAD, repeated, desk.now
            desk.session.add(row)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
    sent = await day.deliver()
    assert ("withdrawal" in {row.kind for row in sent}) is follows
