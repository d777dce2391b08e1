"""What is still to come on a day, where a plan adds what a body misses to its open slip."""

from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.ladder.verdicts import Reason
from office.obligations import coming_today, lifecycle, restraint
from office.plan.model import Plan
from office.plan.unasked import Unasked
from office.post import Place
from office.reports import early
from storage.decisions.matters import Matter
from storage.delivery.outbox import DeliveryKind
from storage.owed import obligations
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LadderDay, prompted_day
from tests.office.one_slip import additions, missed, one_slip_plan

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


async def test_on_a_full_day_a_further_day_is_added_on_the_next_morning(office: Office) -> None:
    """It has heard five things by one o'clock, and of red in the evening."""
    first, second = await missed(office, 2, later_by=timedelta(hours=1))
    await first.advance_to("12:30", day=3)
    await say(office, first, 4)
    assert (await second.advance_to("13:00", day=3))[-1] == f"wait: {Reason.FULL_DAY}"
    async with office.desk() as desk:
        [*_, last] = await obligations.events(desk.session, second.owed_id)
        assert last.event == Reason.FULL_DAY
        assert await coming_today.counted(desk, [AGENCY]) == {AGENCY: 1}
    await second.advance_to("09:59", day=4)
    async with office.desk() as desk:
        assert await additions(desk, second) == []
    # The next day may be as full: nothing waits a second night.
    await say(office, first, 5)
    await second.advance_to("10:00", day=4)
    async with office.desk() as desk:
        [added] = await additions(desk, second)
        assert "红色督办单" in (added.text or "")


async def say(office: Office, day: LadderDay, times: int) -> None:
    async with office.desk() as desk:
        group = Place.of(await day.group(desk))
        for _ in range(times):
            await post.send(desk, group, DeliveryKind.BRIEF, Message("一句"))
    await day.deliver()
