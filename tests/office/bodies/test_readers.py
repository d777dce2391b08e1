"""Whoever holds two positions reads a text once, and the record names both."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office.bodies.people import position_name
from office.bodies.readers import readers
from office.desk import Desk
from office.supervision import slip_withdrawals
from office.upkeep import reconcile
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.roster import people
from storage.subjects import Subject
from storage.supervision import slips as stored
from storage.supervision.slips import Slip
from tests.office.conftest import Office
from tests.office.ladder_days import LEADERS, STAFF, LadderDay, prompted_day

MAYOR = LEADERS["mayor"]
BOTH = ["party_secretary", "mayor"]


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """The mayor is the party's secretary as well."""
    day = await prompted_day(office)
    async with office.desk() as desk:
        for held in await people.current_appointments(desk.session, desk.jurisdiction):
            held.user_id = MAYOR if held.position == "party_secretary" else held.user_id
            desk.session.add(held)
    return day


async def red(day: LadderDay, desk: Desk) -> Slip:
    return next(slip for slip in await day.slips(desk) if slip.step == "red")


async def of_kind(desk: Desk, slip: Slip, kind: str) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    return [row for row in rows if row.kind == kind and row.chat_id == MAYOR]


async def positions_of(desk: Desk, slip: Slip) -> dict[str, int]:
    """The positions for which the mayor has the slip, each with its delivery."""
    rows = await stored.copies(desk.session, slip.key)
    return {row.position: row.delivery_id for row in rows if row.user_id == MAYOR}


async def test_a_person_stands_once_with_every_position_held(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        [mayor, commander] = await readers(desk, [*BOTH, "commander", "mayor"])
        assert (mayor.chat.chat_id, mayor.positions) == (MAYOR, tuple(BOTH))
        assert commander.positions == ("commander",)


async def test_one_copy_one_withdrawal_and_two_positions_on_record(day: LadderDay) -> None:
    await day.advance_to("17:00")
    async with day.office.desk() as desk:
        slip = await red(day, desk)
        [copy] = await of_kind(desk, slip, "copy")
        names = [position_name(desk, position) for position in BOTH]
        assert "、".join(names) in copy.text
        assert await positions_of(desk, slip) == dict.fromkeys(BOTH, copy.key)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        assert len(await of_kind(desk, slip, "withdrawal")) == 1


async def test_a_row_that_is_missing_is_written_and_nothing_is_sent_again(day: LadderDay) -> None:
    await day.advance_to("17:00")
    day.office.pass_time(timedelta(minutes=1))
    async with day.office.desk() as desk:
        slip = await red(day, desk)
        [copy] = await of_kind(desk, slip, "copy")
        rows = await desk.session.exec(select(stored.SlipCopy))
        [lost] = [row for row in rows if row.position == "mayor" and row.slip_id == slip.key]
        await desk.session.delete(lost)
        await desk.session.flush()
        assert "uncopied" in [gap.rule for gap in await reconcile.look(desk)]
        await reconcile.mend(desk)
        assert await positions_of(desk, slip) == dict.fromkeys(BOTH, copy.key)
        assert len(await of_kind(desk, slip, "copy")) == 1
