"""The ladder of an exercise goes its whole way in the body's group, and reaches nobody else."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from office.upkeep import reconcile
from storage.delivery.outbox import Delivery
from storage.supervision import slips
from tests.office.conftest import Office
from tests.office.ladder_days import LEADERS, prompted_day, states


@pytest.mark.parametrize("drill", [True, False], ids=["drill", "real"])
async def test_it_ends_before_the_referral_and_nobody_gets_a_copy(
    office: Office, drill: bool
) -> None:
    day = await prompted_day(office, drill=drill)
    await day.advance_to("12:00", day=3)
    steps = [step for step, _ in await states(day)]
    assert steps[:4] == ["reminder", "yellow", "orange", "red"]
    assert (steps[4:] == []) is drill
    async with office.desk() as desk:
        to_leaders = select(Delivery).where(col(Delivery.chat_id).in_(LEADERS.values()))
        assert ((await desk.session.exec(to_leaders)).all() == []) is drill
        serials = [slip.serial for slip in await slips.slips_in(desk.session, desk.jurisdiction)]
        assert {serial.startswith("演练·") for serial in serials} == {drill}
        assert {one.drill for one in await day.slips(desk)} == {drill}


async def test_the_reconciler_misses_no_copy_of_it(office: Office) -> None:
    day = await prompted_day(office, drill=True)
    await day.advance_to("15:00")
    office.pass_time(timedelta(minutes=1))
    async with office.desk() as desk:
        assert [gap for gap in await reconcile.look(desk) if gap.rule == "uncopied"] == []
        assert await slips.slips_in(desk.session, desk.jurisdiction, drill=False) == []
