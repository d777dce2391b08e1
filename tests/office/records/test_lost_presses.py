"""After an outage: whoever may have pressed in vain is asked to press again, once a chat."""

from datetime import datetime, timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, drafts
from office.desk import Desk
from office.records import lost_presses
from office.reports import extensions, registering
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from storage import agenda
from storage.decisions.matters import Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from storage.upkeep.heartbeats import Outage
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, bind_groups, sent
from tests.office.ladder_days import AGENCY, LadderDay, prompted_day
from tests.office.lost_chats import said as all_said
from tests.office.signers import (
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    appoint,
    confirmed,
    drafted,
    said,
    terms,
)

LONG = timedelta(minutes=5)
ASKED = "期间按下的按钮可能没有生效"
LIAISON = Actor(8000, "联络员", agencies=(AGENCY,))


async def ask_again(desk: Desk, lasted: timedelta = LONG) -> Outage:
    outage = Outage(jurisdiction=desk.jurisdiction, began_at=desk.now - lasted, ended_at=desk.now)
    desk.session.add(outage)
    await desk.session.flush()
    await lost_presses.ask_again(desk, outage)
    return outage


async def asked_in(desk: Desk, chat_id: int) -> list[Delivery]:
    return [row for row in await all_said(desk, chat_id, "office") if ASKED in row.text]


@pytest.fixture
async def chairs(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])


async def arrived_draft(desk: Desk, *, drill: bool = False) -> Order:
    return await arrived(desk, await drafted(desk, drill=drill), 40)


async def arrived(desk: Desk, draft: Order, message_id: int) -> Order:
    assert draft.draft_delivery_id is not None
    row = await outbox.delivery(desk.session, draft.draft_delivery_id)
    await sent(desk, row, message_id)
    return draft


@pytest.mark.usefixtures("chairs")
async def test_telegram_keeps_a_press_for_a_while(desk: Desk) -> None:
    await arrived_draft(desk)
    await ask_again(desk, lost_presses.PRESSES_KEPT_FOR)
    assert await asked_in(desk, OFFICE_CHAT) == []
    await ask_again(desk, lost_presses.PRESSES_KEPT_FOR + timedelta(seconds=1))
    [asked] = await asked_in(desk, OFFICE_CHAT)
    assert asked.reply_to == 40
    assert "件待决定" not in asked.text


@pytest.mark.usefixtures("chairs")
async def test_a_card_that_has_not_arrived_was_not_pressed(desk: Desk) -> None:
    await drafted(desk)
    await ask_again(desk)
    assert await asked_in(desk, OFFICE_CHAT) == []


@pytest.mark.usefixtures("chairs")
async def test_the_signer_is_asked_and_the_drafter_is_not(desk: Desk) -> None:
    draft = await arrived_draft(desk)
    await confirmed(desk, draft)
    [request] = await said(desk, DIRECTOR.user_id, "approval")
    await sent(desk, request, 50)
    await ask_again(desk)
    [asked] = await asked_in(desk, DIRECTOR.user_id)
    assert asked.reply_to == 50
    assert await asked_in(desk, OFFICE_CHAT) == []
    [step] = await approvals.waiting_for(desk, DIRECTOR)
    await approvals.approve(desk, DIRECTOR, step.row.key)
    desk.now += timedelta(hours=1)
    await ask_again(desk)
    assert len(await asked_in(desk, DIRECTOR.user_id)) == 1


@pytest.mark.usefixtures("chairs")
@pytest.mark.parametrize(
    ("hours", "drill", "waits"), [(5, True, True), (0, True, False), (5, False, False)]
)
async def test_nobody_is_woken_for_what_has_waited_for_hours_but_a_warning(
    desk: Desk, hours: int, *, drill: bool, waits: bool
) -> None:
    night = desk.local(desk.now).replace(hour=22, minute=30)
    desk.now = night - timedelta(hours=hours)
    await arrived_draft(desk, drill=drill)
    desk.now = night + LONG
    outage = await ask_again(desk)
    assert (await asked_in(desk, OFFICE_CHAT) == []) is waits
    (at,) = await mornings(desk, outage) or [desk.now]
    desk.now = at
    await lost_presses.in_the_morning(desk, outage.key)
    [asked] = await asked_in(desk, OFFICE_CHAT)
    assert (desk.local(asked.next_try_at).hour == 7) is waits


async def mornings(desk: Desk, outage: Outage) -> list[datetime]:
    kind = lost_presses.IN_THE_MORNING
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, outage.key)
    return [item.due_at] if item is not None else []


@pytest.mark.usefixtures("chairs")
async def test_in_the_morning_nobody_is_asked_about_what_was_decided_or_came_since(
    desk: Desk,
) -> None:
    night = desk.local(desk.now).replace(hour=22, minute=30)
    desk.now = night - timedelta(hours=5)
    draft = await arrived_draft(desk, drill=True)
    desk.now = night + LONG
    outage = await ask_again(desk)
    await drafts.give_up(desk, STAFF, draft.key)
    desk.now += timedelta(minutes=1)
    await arrived_draft(desk, drill=True)
    (desk.now,) = await mornings(desk, outage)
    await lost_presses.in_the_morning(desk, outage.key)
    assert await asked_in(desk, OFFICE_CHAT) == []


@pytest.mark.usefixtures("chairs")
async def test_what_was_given_up_waits_for_nobody(desk: Desk) -> None:
    draft = await arrived_draft(desk)
    await drafts.give_up(desk, STAFF, draft.key)
    await ask_again(desk)
    assert await asked_in(desk, OFFICE_CHAT) == []


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def ask_for_time(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await extensions.ask(desk, LIAISON, AGENCY, day.owed_id, "停电")
    await day.deliver()


async def test_more_time_that_was_asked_for(day: LadderDay) -> None:
    await ask_for_time(day)
    async with day.office.desk() as desk:
        [card] = [row for row in await all_said(desk, OFFICE_CHAT, "office") if row.keyboard]
        await ask_again(desk)
        [asked] = await asked_in(desk, OFFICE_CHAT)
        assert asked.reply_to == card.message_id


async def test_a_referral_that_lies_before_the_director(day: LadderDay) -> None:
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        await ask_again(desk)
        [asked] = await asked_in(desk, 7100)
        [proposal] = [row for row in await all_said(desk, 7100, "approval")]
        assert asked.reply_to == proposal.message_id


async def test_several_in_one_chat_are_counted_under_the_newest(day: LadderDay) -> None:
    """A draft that nobody confirmed, and an objection to what was registered."""
    item = Incoming(
        chat_id=-1,
        message_id=500,
        sent_by=STAFF.user_id,
        sent_at=day.office.now,
        kind=PartKind.TEXT,
        text="检查企业9家",
    )
    async with day.office.desk() as desk:
        statement = Statement(Way.PHONE, "张三", desk.now, item)
        row, _ = await registering.register(desk, STAFF, day.owed_id, statement)
        await registering.object_to(desk, LIAISON, AGENCY, row.key)
    await day.deliver()
    async with day.office.desk() as desk:
        red = terms(desk, "red", ahead=0)
        await arrived(desk, await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, red), 900)
        [objection] = await registering.objections(desk)
        await ask_again(desk)
        [asked] = await asked_in(desk, OFFICE_CHAT)
        assert asked.reply_to == 900
        assert "此处有2件待决定" in asked.text
        assert objection.message_id not in (None, 900)
        await registering.uphold(desk, STAFF, row.key)
        desk.now += timedelta(hours=1)
        await ask_again(desk)
        again = (await asked_in(desk, OFFICE_CHAT))[-1]
        assert "件待决定" not in again.text
