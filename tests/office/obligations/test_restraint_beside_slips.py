"""What is still to come on a day, where a plan adds what a body misses to its open slip."""

from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.obligations import coming_today, lifecycle, restraint
from office.plan.model import Plan
from office.plan.unasked import Unasked
from office.post import Place
from office.reports import early
from storage.decisions.matters import Matter
from storage.delivery.outbox import DeliveryKind
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, prompted_day
from tests.office.one_slip import missed, one_slip_plan

LIAISON = Actor(8000, "联络员")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return one_slip_plan().model_copy(update={"unasked": Unasked(a_day=5)})


async def test_days_on_one_slip_are_told_of_together(office: Office) -> None:
    """It is eight: asked about the second day, it will hear of orange at noon, of what is added to
    it, and of red in the evening, and is reminded of nothing beside the yellow slip."""
    first, _ = await missed(office, 2)
    async with office.desk() as desk:
        assert await restraint.with_room(desk, [AGENCY]) == [AGENCY]
        group = Place.of(await first.group(desk))
        await post.send(desk, group, DeliveryKind.BRIEF, Message("一句"))
        assert await restraint.with_room(desk, [AGENCY]) == []
        # Beside the slip that is open it hears once that the second day was added to it.
        orange, added, red = 1, 1, 1
        assert await coming_today.counted(desk, [AGENCY]) == {AGENCY: orange + added + red}


async def test_what_will_be_asked_for_today_has_its_place_too(office: Office) -> None:
    """Before eight the second day is not asked for yet, nor is anything else to be told."""
    first = await prompted_day(office)
    async with office.desk() as desk:
        await lifecycle.meet(desk, await first.owed(desk), LIAISON)
        desk.now += timedelta(hours=23)
        asked, reminded, warned, yellow = 1, 1, 1, 1
        counts = await coming_today.counted(desk, [AGENCY, "jiwei"])
        assert counts == {AGENCY: asked + reminded + warned + yellow}
        desk.now += timedelta(hours=2)
        assert await coming_today.counted(desk, [AGENCY]) == {}


async def test_whoever_reported_before_it_was_asked_for_is_told_nothing_more(
    office: Office,
) -> None:
    first = await prompted_day(office)
    async with office.desk() as desk:
        owed = await first.owed(desk)
        await lifecycle.meet(desk, owed, LIAISON)
        desk.now += timedelta(hours=23)
        alert = await desk.session.get_one(Matter, owed.matter_id)
        yesterday = desk.local(desk.now).date() - timedelta(days=1)
        early_on = await early.open_on(desk, alert, AGENCY, yesterday)
        assert early_on is not None
        assert (await coming_today.counted(desk, [AGENCY]))[AGENCY] > 0
        await lifecycle.meet(desk, early_on, LIAISON)
        assert await coming_today.counted(desk, [AGENCY]) == {}
