"""Slips that several sign, or another in a signer's place, on one slip and under a former plan."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, delegating
from office.decisions.delegating import Choice
from office.ladder import joint
from office.obligations import lifecycle
from office.plan.model import Plan
from office.supervision import slip_batches
from office.upkeep import applying
from storage.decisions.approvals import Approval
from storage.delivery.outbox import DeliveryKind
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import (
    DIRECTOR,
    LEADERS,
    LIAISON,
    LadderDay,
)
from tests.office.lost_chats import said
from tests.office.one_slip import missed, one_slip_plan, slips_about
from tests.office.signed_slips import asked, signed_plan

FIRST, SECOND = (f"12月{day}日应急响应工作日报" for day in (1, 2))
DEPUTY = Actor(LEADERS["deputy_commander"], "副指挥长", positions=("deputy_commander",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The director and then the deputy commander sign the red slip, by one slip an agency."""
    facts = one_slip_plan().model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "red":
            rung |= {"sign": ["director", "deputy_commander"], "sign_within": "1h"}
    for position in facts["positions"]:
        if position["id"] == "director":
            position["delegates"] = ["commander"]
    return Plan.model_validate(facts)


async def steps(office: Office, *days: LadderDay) -> list[str]:
    async with office.desk() as desk:
        return [(await day.owed(desk)).step for day in days]


async def sign(office: Office, who: Actor) -> Approval:
    async with office.desk() as desk:
        step = await asked(desk)
        await approvals.approve(desk, who, step.key)
        return step


async def test_two_sign_one_after_the_other(office: Office) -> None:
    [day] = await missed(office, 1)
    await day.advance_to("18:01", day=3)
    async with office.desk() as desk:
        assert await said(desk, DEPUTY.user_id, DeliveryKind.APPROVAL) == []
    await sign(office, DIRECTOR)
    assert await steps(office, day) == ["orange"]
    async with office.desk() as desk:
        [request] = await said(desk, DEPUTY.user_id, DeliveryKind.APPROVAL)
        assert "✅ 办公室主任 同意" in (request.text or "")
    await sign(office, DEPUTY)
    await day.tick()
    assert await steps(office, day) == ["red"]


async def test_unsigned_past_its_time_the_director_hears_who_does_not_sign(office: Office) -> None:
    [day] = await missed(office, 1)
    await day.advance_to("18:01", day=3)
    await sign(office, DIRECTOR)
    await day.advance_to("19:10", day=3)
    async with office.desk() as desk:
        for chat in (OFFICE_CHAT, DIRECTOR.user_id):
            told = await said(desk, chat, DeliveryKind.OFFICE)
            assert "送副指挥长（deputy_commander）签发，至今未签" in (told[-1].text or "")


async def test_whoever_signs_second_is_not_phoned_by_night_either(office: Office) -> None:
    [day] = await missed(office, 1)
    await day.advance_to("21:30", day=3)
    await sign(office, DIRECTOR)
    await day.advance_to("09:59", day=4)
    async with office.desk() as desk:
        assert await said(desk, DIRECTOR.user_id, DeliveryKind.OFFICE) == []
    await day.advance_to("10:01", day=4)
    async with office.desk() as desk:
        [told] = await said(desk, DIRECTOR.user_id, DeliveryKind.OFFICE)
        assert "送副指挥长（deputy_commander）签发，至今未签" in (told.text or "")


async def test_an_exercise_that_nobody_signs_is_told_to_the_office_alone(office: Office) -> None:
    [day] = await missed(office, 1)
    async with office.desk() as desk:
        owed = await day.owed(desk)
        owed.drill = True
        desk.session.add(owed)
    await day.advance_to("18:01", day=3)
    await sign(office, DIRECTOR)
    await day.advance_to("19:10", day=3)
    async with office.desk() as desk:
        told = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "至今未签" in (told[-1].text or "")
        assert await said(desk, DIRECTOR.user_id, DeliveryKind.OFFICE) == []


async def test_two_days_on_one_slip_are_one_line(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("18:01", day=3)
    async with office.desk() as desk:
        lines = await slip_batches.choices(desk, DIRECTOR, (await asked(desk)).key)
        assert [line.matter for line in lines] == [f"{FIRST}、{SECOND}"]
    await sign(office, DIRECTOR)
    await sign(office, DEPUTY)
    await first.tick()
    assert await steps(office, first, second) == ["red", "red"]
    async with office.desk() as desk:
        red = (await slips_about(desk, second))[-1]
        assert [one.key for one in await joint.listed(desk, red)] == [
            first.owed_id,
            second.owed_id,
        ]
        for day in (first, second):
            assert not (await day.owed(desk)).awaits_signature


async def test_the_other_day_is_issued_where_the_first_is_reported(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("18:01", day=3)
    async with office.desk() as desk:
        await lifecycle.meet(desk, await first.owed(desk), LIAISON)
        lines = await slip_batches.choices(desk, DIRECTOR, (await asked(desk)).key)
        assert [line.matter for line in lines] == [SECOND]
    await sign(office, DIRECTOR)
    await sign(office, DEPUTY)
    await first.tick()
    async with office.desk() as desk:
        red = (await slips_about(desk, second))[-1]
        assert (red.step, red.matter, red.obligation_id) == ("red", SECOND, second.owed_id)


async def test_what_is_missed_meanwhile_joins_the_slip_that_stands(office: Office) -> None:
    first, second, third = await missed(office, 3)
    await first.advance_to("12:30", day=4)
    async with office.desk() as desk:
        orange = (await slips_about(desk, third))[-1]
        assert orange.step == "orange"
        lines = await slip_batches.choices(desk, DIRECTOR, (await asked(desk)).key)
        assert [line.matter for line in lines] == [f"{FIRST}、{SECOND}"]
    await sign(office, DIRECTOR)
    await sign(office, DEPUTY)
    await first.tick()
    assert await steps(office, first, second, third) == ["red", "red", "orange"]


async def test_another_signs_in_the_directors_place(office: Office) -> None:
    [day] = await missed(office, 1)
    async with office.desk() as desk:
        until = desk.now + timedelta(days=2)
        await delegating.delegate(desk, DIRECTOR, Choice("director", "commander"), until)
    await day.advance_to("18:01", day=3)
    commander = Actor(LEADERS["commander"], "指挥长", positions=("commander",))
    step = await sign(office, commander)
    assert (step.position, step.on_behalf_of) == ("director", DIRECTOR.user_id)


async def test_a_new_plan_changes_nothing_about_what_waits(office: Office) -> None:
    """The alert keeps its plan, which says who signs."""
    [day] = await missed(office, 1)
    await day.advance_to("18:01", day=3)
    async with office.desk() as desk:
        await applying.apply(desk.session, signed_plan(), now=desk.now, actor="cli:operator")
    async with office.desk() as desk:
        assert [rung.sign for rung in desk.plan.ladder("report").rungs] == [()] * 5
    await day.advance_to("18:30", day=3)
    assert await steps(office, day) == ["orange"]
    await sign(office, DIRECTOR)
    await sign(office, DEPUTY)
    await day.tick()
    assert await steps(office, day) == ["red"]
