"""Slips that the director signs before they are issued."""

from typing import Any

from messages.render import Message
from office import post
from office.decisions import rounds
from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.plan.model import Plan
from office.post import Place, Posting
from office.signing.rounds import Step
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.occasions import of_day
from storage.owed.obligations import ObligationKind
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import DAY, LadderDay
from tests.office.lost_chats import said
from tests.office.scenes import scene


def signed_plan(*steps: str, **changes: Any) -> Plan:
    """The slips of these steps are signed by the director."""
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] in steps:
            rung |= {"sign": ["director"], "waking_hours": 4}
    return Plan.model_validate(facts | changes)


@scene
async def asked_too(office: Office, first: LadderDay, agency: str) -> LadderDay:
    """Another agency owes the same report by the same hour."""
    async with office.desk() as desk:
        before = await first.owed(desk)
        group = await _bound(desk, agency)
        assert before.step_due_at is not None
        asking = Asking(
            ObligationKind.DAILY, of_day(DAY), before.due_at, before.step_due_at, day=DAY
        )
        [owed] = await lifecycle.open_all(desk, before.matter_id, before.order_id, asking, [agency])
        posting = Posting(Subject.of(owed), owed.agency)
        await post.send(desk, Place.of(group), DeliveryKind.PROMPT, Message("请报送"), posting)
    day = LadderDay(office, owed.key, group.chat_id)
    await day.deliver()
    return day


async def _bound(desk: Desk, agency: str) -> Chat:
    group = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=-2000 - AGENCIES.index(agency),
        role=ChatRole.AGENCY,
        agency=agency,
        bound_at=desk.now,
    )
    desk.session.add(group)
    await desk.session.flush()
    return group


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def step_of(desk: Desk) -> Step:
    found = await rounds.step_of(desk, await asked(desk))
    assert found is not None
    return found


async def slips_to(desk: Desk, day: LadderDay) -> list[Delivery]:
    return await said(desk, day.group_id, DeliveryKind.SLIP)
