"""Slips whose limit the office is asked for before they go."""

from datetime import datetime, timedelta

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Plan
from office.supervision import limit_setting
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import SlipBatch
from storage.supervision.slips import Slip
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import PROMPTED, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.scenes import scene
from tests.office.signed_slips import asked_too

Two = tuple[LadderDay, LadderDay]

OTHER = "jiaoyu"
NOON = PROMPTED + timedelta(days=1, hours=4)
"""12:00 of 3 December, a limit that the office sets."""


def asking(**more: object) -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung |= {"limit": "asked", "waking_hours": 4} | more
    return Plan.model_validate(facts)


@scene
async def open_question(office: Office) -> Two:
    """It is 12:31, and the office is asked by when two agencies are to put it right."""
    first = await prompted_day(office)
    other = await asked_too(office, first, OTHER)
    await first.advance_to("12:31")
    return first, other


async def batch(desk: Desk) -> SlipBatch:
    found = await store.batch(desk.session, 1)
    assert found is not None
    return found


async def card(desk: Desk) -> Delivery:
    return (await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT))[-1]


async def newest(desk: Desk, day: LadderDay) -> Slip:
    return (await day.slips(desk))[-1]


async def settle(office: Office, limit: datetime, who: Actor = STAFF) -> None:
    async with office.desk() as desk:
        await limit_setting.settle(desk, who, 1, limit)
