"""`/problem` by colour: how far the ladder of a body has come, and to whom a referral is shown."""

import pytest

from office.bodies.people import Actor
from office.plan.model import Plan
from office.problems import problem_lists
from office.supervision import slip_withdrawals
from tests.office.conftest import Office
from tests.office.ladder_days import DIRECTOR, STAFF, LadderDay
from tests.office.problem_days import (
    COMMANDER,
    charged,
    newest,
    open_gate,
    problem_plan,
    sign,
)

COLOURS = ("none", "prompt_slip", "yellow", "orange", "red", "referral")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def found_under(day: LadderDay, who: Actor, *, in_private: bool = False) -> set[str]:
    """The colours under which this person finds the problem."""
    async with day.office.desk() as desk:
        known = await problem_lists.listing(desk, who, in_private=in_private)
        offered = {one.value for one in known.step.options}
        found = set()
        for colour in COLOURS:
            view = await problem_lists.shown(desk, who, ("", "", colour), in_private=in_private)
            if colour in offered and view.lines:
                found.add(colour)
        return found


@pytest.mark.clause("F4")
async def test_it_is_found_under_the_colour_that_it_has_come_to(office: Office) -> None:
    day = await charged(office)
    assert await found_under(day, STAFF) == {"none"}
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    assert await found_under(day, STAFF) == {"none"}
    await sign(day)
    assert await found_under(day, STAFF) == {"yellow"}
    async with office.desk() as desk:
        view = await problem_lists.shown(desk, STAFF)
        assert view.lines[0].stands == (("🟡住建局", "overdue"),)
        await slip_withdrawals.withdraw(desk, STAFF, (await newest(desk, day)).key, "有误")
    assert await found_under(day, STAFF) == {"none"}


async def test_a_referral_is_found_by_those_alone_who_may_know_of_it(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    for hour, date in (("12:10", 2), ("18:10", 7), ("18:10", 9)):
        await day.advance_to(hour, date)
        await sign(day, DIRECTOR, *((COMMANDER,) if date == 9 else ()))
    await day.advance_to("18:10", 10)
    assert await found_under(day, STAFF, in_private=True) == {"red"}
    assert await found_under(day, DIRECTOR) == {"red"}
    assert await found_under(day, DIRECTOR, in_private=True) == {"red", "referral"}
