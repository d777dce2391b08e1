"""An agency that misses several days while one slip is open."""

from datetime import timedelta
from typing import Any

from messages.render import Message
from office import post
from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.plan.model import Plan
from office.post import Place, Posting
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.occasions import of_day
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation, ObligationKind
from storage.subjects import Subject
from storage.supervision import slip_items
from storage.supervision.slips import Slip
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import DAY, PROMPTED, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.scenes import scene

TIMES: dict[str, dict[str, Any]] = {
    "yellow": {"after": "1h", "comply_by": {"at": "12:00", "day": 1}},
    "orange": {"after": "0m", "comply_by": {"at": "18:00", "day": 0}},
    "red": {"after": "0m", "comply_by": {"at": "18:00", "working_day": 1}},
}


def one_slip_plan() -> Plan:
    """Its slips run until hours of following days, so that a further day is missed meanwhile."""
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] in TIMES:
            rung |= {"comply_within": None, "waking_hours": 4} | TIMES[rung["step"]]
    facts["quiet_hours"] = {"start": "19:30", "end": "10:00"}
    facts["night"] = {"start": "00:00", "end": "09:00"}
    facts["one_slip"] = ["report"]
    return Plan.model_validate(facts)


@scene
async def missed(
    office: Office, days: int, *, later_by: timedelta = timedelta()
) -> list[LadderDay]:
    """So many days on end are asked for; each is due at noon of the day after, or later than that.

    The first of them is always due at noon.
    """
    first = await prompted_day(office)
    found = [first]
    for later in range(1, days):
        await first.advance_to("08:00", day=2 + later)
        found.append(await asked_for(office, first, later, later_by=later_by))
    return found


@scene
async def asked_for(
    office: Office, first: LadderDay, later: int, *, later_by: timedelta = timedelta()
) -> LadderDay:
    day = DAY + timedelta(days=later)
    due_at = PROMPTED + timedelta(days=later, hours=4) + later_by
    async with office.desk() as desk:
        before, group = await first.owed(desk), await first.group(desk)
        asking = Asking(
            ObligationKind.DAILY,
            of_day(day),
            due_at=due_at,
            step_due_at=due_at - timedelta(hours=1),
            day=day,
        )
        [owed] = await lifecycle.open_all(
            desk, before.matter_id, before.order_id, asking, [before.agency]
        )
        posting = Posting(Subject.of(owed), owed.agency)
        await post.send(desk, Place.of(group), DeliveryKind.PROMPT, Message("请报送"), posting)
    asked = LadderDay(office, owed.key, first.group_id)
    await asked.deliver()
    return asked


async def slips_about(desk: Desk, day: LadderDay) -> list[Slip]:
    return await slip_items.slips_listing(desk.session, await day.owed(desk))


async def additions(desk: Desk, day: LadderDay) -> list[Delivery]:
    return await said(desk, day.group_id, DeliveryKind.ADDITION)


async def owed_by_id(desk: Desk, owed_id: int) -> Obligation:
    found = await stored.obligation(desk.session, owed_id)
    assert found is not None
    return found
