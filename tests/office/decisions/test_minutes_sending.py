"""Minutes: which of them are signed, and how a body that could not be reached gets them."""

from collections.abc import AsyncIterator

import pytest

from office.decisions import minutes, minutes_sending
from office.desk import Desk
from office.matters.meetings import Purpose
from office.obligations import roll_calls
from office.plan.model import Plan
from storage.decisions.matters import Order
from storage.decisions.minutes import Minutes, MinutesState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.subjects import Subject
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.lost_chats import said
from tests.office.meeting_days import FIFTH, FIRST, at, convened, daily_plan
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint


@pytest.fixture(scope="module")
def plan() -> Plan:
    return daily_plan()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        yield opened


async def held(desk: Desk, purpose: Purpose) -> Order:
    order = await convened(desk, purpose=purpose, text="预案培训", title="预案培训")
    desk.now = at(desk, 18, 30)
    await roll_calls.close(desk, STAFF, order.key)
    return order


async def brought(desk: Desk, made: Minutes) -> list[str]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(made))
    return sorted(row.agency or "" for row in rows if row.kind == DeliveryKind.DECISION)


@pytest.mark.parametrize(
    ("purpose", "state"),
    [
        (Purpose.DISPATCH, MinutesState.ASKED),
        (Purpose.TRAINING, MinutesState.SIGNED),
        (Purpose.OTHER, MinutesState.SIGNED),
    ],
)
async def test_the_plan_says_who_signs_those_of_the_daily_meeting_alone(
    desk: Desk, purpose: Purpose, state: MinutesState
) -> None:
    await bind_groups(desk, AGENCIES)
    order = await held(desk, purpose)
    made = await minutes.draft(desk, STAFF, HERE, order, "加密巡查。", None, "")
    assert await minutes.send(desk, STAFF, made.key) == state


async def test_whom_they_did_not_reach_is_told_and_gets_them_later(desk: Desk) -> None:
    others = [one for one in AGENCIES if one != FIFTH]
    bound = await bind_groups(desk, others)
    bound[FIRST].reachable = False
    desk.session.add(bound[FIRST])
    order = await held(desk, Purpose.TRAINING)
    made = await minutes.draft(desk, STAFF, HERE, order, "讲稿附后。", None, "")
    await minutes.send(desk, STAFF, made.key)
    assert await brought(desk, made) == sorted(others)
    told = [row.text for row in await said(desk, OFFICE_CHAT)]
    assert any("已印发" in one and "无法联系，未能送达" in one for one in told)
    late = (await bind_groups(desk, [FIFTH]))[FIFTH]
    await minutes_sending.let_in(desk, late)
    await minutes_sending.let_in(desk, late)
    assert await brought(desk, made) == sorted(AGENCIES)
    # Whoever has them gets no second copy in another chat, and nobody gets what has long passed.
    another = (await chats.agency_chats(desk.session, desk.jurisdiction))[others[1]][0]
    await minutes_sending.let_in(desk, another)
    desk.now += minutes_sending.READ_FOR * 2
    await minutes_sending.let_in(desk, late)
    assert len(await brought(desk, made)) == len(AGENCIES)


async def test_who_was_not_convened_gets_no_minutes_with_its_first_chat(desk: Desk) -> None:
    others = [one for one in AGENCIES if one != FIFTH]
    await bind_groups(desk, others)
    order = await convened(
        desk, purpose=Purpose.TRAINING, text="预案培训", title="预案培训", bodies=tuple(others)
    )
    desk.now = at(desk, 18, 30)
    await roll_calls.close(desk, STAFF, order.key)
    made = await minutes.draft(desk, STAFF, HERE, order, "讲稿附后。", None, "")
    await minutes.send(desk, STAFF, made.key)
    late = (await bind_groups(desk, [FIFTH]))[FIFTH]
    await minutes_sending.let_in(desk, late)
    assert await brought(desk, made) == sorted(others)
