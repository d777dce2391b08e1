"""Two jurisdictions in one database: whatever id is forged, neither finds what is the other's."""

from collections.abc import Awaitable, Callable

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, drafts
from office.desk import Desk
from office.enrolment import roster
from office.matters import orders
from office.plan.model import Plan
from office.post import Place
from office.refusal import Refusal
from office.reports import extensions, holding, taking
from office.supervision import referrals, slip_withdrawals
from office.upkeep import applying
from storage.database import Database
from storage.decisions.approvals import Approval, Decision
from storage.owed.extensions import Extension
from storage.receiving.dialogues import Dialogue
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.subjects import SubjectKind
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay, prompted_day

ELSEWHERE = "elsewhere"
BOSS = Actor(7100, "主任", positions=("director", "office_staff"))

Attempt = Callable[[Desk, int], Awaitable[object]]


@pytest.fixture
async def neighbour(database: Database, office: Office, plan: Plan) -> Office:
    """The same plan, in force in another place."""
    copy = plan.model_copy(update={"jurisdiction": ELSEWHERE})
    async with database.transaction() as session:
        await applying.apply(session, copy, now=office.now, actor="cli:operator")
    return Office(office.desks, ELSEWHERE, office.now)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """A row of every kind, most of them with the id 1."""
    day = await prompted_day(office)
    await day.advance_to("12:00")
    async with office.desk() as desk:
        owed = await day.owed(desk)
        asked = await extensions.ask(desk, LIAISON, AGENCY, owed.key, "检测设备故障")
        step = Approval(
            jurisdiction=desk.jurisdiction,
            subject_kind=SubjectKind.ORDER,
            subject_id=owed.order_id,
            step=0,
            position="director",
            decision=Decision.ASKED,
        )
        held = Dialogue(
            jurisdiction=desk.jurisdiction,
            chat_id=day.group_id,
            kind=holding.HELD,
            facts={"items": []},
            opened_at=desk.now,
        )
        desk.session.add_all([step, held])
        assert isinstance(asked, Extension)
    return day


ATTEMPTS: dict[str, Attempt] = {
    "the order": lambda desk, key: orders.order_sent_to(desk, AGENCY, key),
    "the draft": lambda desk, key: drafts.give_up(desk, BOSS, key),
    "the approval": lambda desk, key: approvals.asked_of(desk, BOSS, key),
    "the report": lambda desk, key: taking.answerable(desk, AGENCY, key),
    "the extension": lambda desk, key: extensions.refuse(desk, STAFF, key),
    "the slip": lambda desk, key: slip_withdrawals.for_withdrawal(desk, STAFF, key),
    "the referral": lambda desk, key: referrals.proposed(desk, BOSS, key),
    "the position": lambda desk, key: roster.appointment(desk, key),
    "the group": lambda desk, key: roster.group(desk, key),
}


@pytest.mark.parametrize("what", ATTEMPTS)
async def test_nothing_of_the_others_is_found(day: LadderDay, neighbour: Office, what: str) -> None:
    for key in range(1, 12):
        async with neighbour.desk() as desk:
            with pytest.raises(Refusal):
                await ATTEMPTS[what](desk, key)


async def test_one_persons_chat_may_serve_two_offices(day: LadderDay, neighbour: Office) -> None:
    async with neighbour.desk() as desk:
        here = Chat(
            jurisdiction=ELSEWHERE, chat_id=BOSS.user_id, role=ChatRole.PERSON, bound_at=desk.now
        )
        desk.session.add(here)
        await desk.session.flush()
        found = await chats.chat_at(desk.session, BOSS.user_id, jurisdiction=ELSEWHERE)
        assert found is not None
        assert found.key == here.key
        known = await chats.private_chat(desk.session, day.office.jurisdiction, BOSS.user_id)
        assert known is not None
        assert known.key != here.key
        assert await chats.bound_with_id(desk.session, ELSEWHERE, day.group_id) == []
        assert Place.of(here) == Place.of(known)
