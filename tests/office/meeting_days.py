"""A day with a meeting: convened by the office, answered by bodies, held."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from office.bodies.people import Actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.meetings import MeetingTerms, Purpose
from office.obligations import attending, roll_calls
from office.plan.model import Plan
from storage.decisions.matters import Order
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES
from tests.office.signers import HERE, STAFF

DAILY = {
    "levels": ["red"],
    "propose_at": "15:00",
    "usual_at": "18:00",
    "minutes": [{"by": ["director"], "act": "issue"}],
}
SPEAKERS = {
    one: Actor(60 + place, f"{one}联络员", (), (one,)) for place, one in enumerate(AGENCIES)
}
FIRST, SECOND, THIRD, FOURTH, FIFTH = AGENCIES


def daily_plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    return Plan.model_validate(facts | {"dispatch_meeting": DAILY})


def at(desk: Desk, hour: int, minute: int = 0) -> datetime:
    return desk.local(desk.now).replace(hour=hour, minute=minute, second=0, microsecond=0)


def terms(desk: Desk, **changed: Any) -> MeetingTerms:
    usual = MeetingTerms(
        AGENCIES, Purpose.DISPATCH, at(desk, 18), "市政府301会议室", "", "日调度会议（12月1日）"
    )
    return replace(usual, **changed)


async def convened(desk: Desk, *, drill: bool = False, **changed: Any) -> Order:
    said = terms(desk, **changed)
    made = await drafts.draft_saying(desk, STAFF, HERE, said, drill=drill)
    return await drafts.confirm(desk, STAFF, HERE, made.key)


async def come(desk: Desk, order: Order, *bodies: str) -> None:
    for one in bodies:
        said = await attending.come(desk, one, SPEAKERS[one], order.key)
        assert said == "meeting_coming_recorded"


async def held(desk: Desk) -> Order:
    order = await convened(desk)
    await come(desk, order, FIRST)
    desk.now = at(desk, 18, 30)
    await roll_calls.arrive(desk, FIRST, SPEAKERS[FIRST], order.key)
    await roll_calls.close(desk, STAFF, order.key)
    return order
