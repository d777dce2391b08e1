"""Three bodies that owe the same report, and an office that is asked before any slip goes."""

from typing import Any

from office.desk import Desk
from office.plan.model import Plan
from storage.delivery.outbox import Delivery
from storage.subjects import Subject
from storage.supervision import missed_occasions as store
from storage.supervision.missed_occasions import MissedOccasion
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.scenes import scene
from tests.office.signed_slips import asked_too

OTHERS = ("jiaoyu", "gongan")


def many_plan(**changes: Any) -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    return Plan.model_validate(facts | {"many": {"share": 0.5, "least": 3}} | changes)


@scene
async def silent_three(office: Office, *, drill: bool = False) -> list[LadderDay]:
    first = await prompted_day(office, drill=drill)
    return [first, *[await asked_too(office, first, other) for other in OTHERS]]


async def question(desk: Desk) -> MissedOccasion:
    found = await store.missed_occasion(desk.session, 1)
    assert found is not None
    return found


async def cards(desk: Desk, chat_id: int) -> list[Delivery]:
    about = Subject.of(await question(desk))
    return [row for row in await said(desk, chat_id) if row.subject == about]
