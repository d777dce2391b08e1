"""Slips of one step and instant are gathered: what is served stands in one list, the rest later."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import slip_digests
from office.obligations import lifecycle
from office.plan.model import Plan
from office.supervision import digest_copying, gathered_slips, slip_withdrawals
from office.upkeep import reconcile_slips
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.supervision import slip_digests as store
from storage.supervision import slips as stored
from storage.supervision.slip_digests import DigestState, SlipDigest
from storage.supervision.slips import Copying, Slip
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import LEADERS, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.missed_by_many import silent_three
from tests.office.signers import refused, resign

DEPUTY = LEADERS["deputy_commander"]
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Of yellow slips the office is asked for copies; three late bodies are not many here."""
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung |= {"copies_when": "asked"}
    return Plan.model_validate(facts | {"many": {"least": 9}})


async def yellow(office: Office) -> list[LadderDay]:
    days = await silent_three(office)
    await days[0].advance_to("12:31")
    return days


async def newest(desk: Desk) -> SlipDigest:
    rows = (await desk.session.exec(select(SlipDigest).order_by(col(SlipDigest.id)))).all()
    return rows[-1]


async def of_step(desk: Desk, day: LadderDay, step: str = "yellow") -> Slip:
    return next(slip for slip in await day.slips(desk) if slip.step == step)


async def lists_to(desk: Desk, chat_id: int) -> list[Delivery]:
    return [row for row in await said(desk, chat_id) if row.context.get(slip_digests.LISTED)]


async def test_each_slip_in_it_is_on_record_as_copied(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        assert await digest_copying.copy_all(desk, STAFF, (await newest(desk)).key) == 3
        [copy] = await lists_to(desk, DEPUTY)
    await days[0].deliver()
    async with office.desk() as desk:
        for day in days:
            slip = await of_step(desk, day)
            [noted] = await stored.copies(desk.session, slip.key)
            assert (noted.user_id, noted.delivery_id) == (DEPUTY, copy.key)
        assert await reconcile_slips.uncopied(desk) == []


async def test_what_is_served_later_follows_in_another_list(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:29")
    office.pass_time(A_MINUTE)
    await days[0].tick(deliver=False)
    async with office.desk() as desk:
        late = await of_step(desk, days[2])
        held = (
            await desk.session.exec(select(Delivery).where(Delivery.id == late.delivery_id))
        ).one()
        held.next_try_at = desk.now + 3 * A_MINUTE
        assert await reconcile_slips.uncopied(desk) == []
    await days[0].deliver()
    await days[0].advance_to("12:31")
    async with office.desk() as desk:
        assert [len(row.context["slips"]) for row in await lists_to(desk, OFFICE_CHAT)][-1] == 2
        later = await newest(desk)
        assert (later.state, later.size) == (DigestState.GATHERING, 1)
        assert await gathered_slips.look(desk, 999) == "sent"
    await days[0].advance_to("12:32")
    async with office.desk() as desk:
        assert (await newest(desk)).state == DigestState.GATHERING
    await days[0].advance_to("12:33")
    await days[0].deliver()
    await days[0].advance_to("12:36")
    async with office.desk() as desk:
        # No other slip came with it, so it is told by itself.
        assert (await newest(desk)).state == DigestState.VOID
        late = await of_step(desk, days[2])
        assert late.digest_id is None
        assert "slipcopy" in str([row.keyboard for row in await said(desk, OFFICE_CHAT)])


async def test_a_list_that_waits_to_leave_names_no_slip_that_was_taken_back(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        await digest_copying.copy_all(desk, STAFF, (await newest(desk)).key)
        first, second, third = [await of_step(desk, day) for day in days]
        await slip_withdrawals.withdraw(desk, STAFF, first.key, "误发")
        [copy] = await lists_to(desk, DEPUTY)
        assert copy.context["slips"] == [second.key, third.key]
        assert first.serial not in (copy.text or "")
        for slip in (second, third):
            await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        assert copy.state == DeliveryState.DROPPED
        assert await said(desk, DEPUTY, DeliveryKind.WITHDRAWAL) == []


async def test_a_report_that_comes_first_leaves_it_out_for_leaders(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        digest = await newest(desk)
        for day in days:
            await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        await refused(digest_copying.copy_all(desk, STAFF, digest.key), "slip_list_decided")
        await gathered_slips.to_leaders(desk, digest, [await of_step(desk, day) for day in days])
        assert await lists_to(desk, DEPUTY) == []


async def test_only_the_office_decides_and_only_what_is_asked(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        key = (await newest(desk)).key
        await refused(digest_copying.copy_all(desk, LIAISON, key), "office_only")
        await refused(digest_copying.copy_all(desk, STAFF, 999), "button_obsolete")
        await refused(digest_copying.pick(desk, STAFF, key, 999), "button_obsolete")
        slip = await of_step(desk, days[0])
        assert await digest_copying.pick(desk, STAFF, key, slip.key)
        assert not await digest_copying.pick(desk, STAFF, key, slip.key)
        await refused(digest_copying.copy_picked(desk, STAFF, key), "slip_list_none_picked")
        await digest_copying.copy_none(desk, STAFF, key)
        assert (await of_step(desk, days[1])).copying == Copying.NOT_COPIED
        assert await lists_to(desk, DEPUTY) == []
        await slip_digests.show(desk, 999)


async def test_leaders_get_one_list_of_what_was_picked(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        key = (await newest(desk)).key
        slip = await of_step(desk, days[1])
        await digest_copying.choose(desk, STAFF, key)
        await digest_copying.pick(desk, STAFF, key, slip.key)
        *_, card = await said(desk, OFFICE_CHAT)
        assert "listpicked" in str(card.keyboard)
        assert await digest_copying.copy_picked(desk, STAFF, key) == 1
        [copy] = await lists_to(desk, DEPUTY)
        assert copy.context["slips"] == [slip.key]
        said_of = [(await of_step(desk, day)).copying for day in days]
        assert said_of == [Copying.NOT_COPIED, Copying.COPIED, Copying.NOT_COPIED]


async def test_where_nobody_holds_a_post_nothing_is_decided(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        await resign(desk, Actor(DEPUTY, "副指挥长"))
        key = (await newest(desk)).key
        await refused(digest_copying.copy_all(desk, STAFF, key), "slip_copy_nobody")
        assert (await of_step(desk, days[0])).copying == Copying.ASKED


async def test_two_colleagues_decide_at_once(office: Office) -> None:
    days = await yellow(office)
    async with office.desk() as desk:
        key, slip = (await newest(desk)).key, await of_step(desk, days[2])
        change = update(Slip).where(col(Slip.id) == slip.key).values(copying=Copying.NOT_COPIED)
        await desk.session.exec(change.execution_options(synchronize_session=False))
        await refused(digest_copying.copy_all(desk, STAFF, key), "slip_list_decided")


async def test_two_that_look_at_once_send_one_list(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:30")
    office.pass_time(A_MINUTE)
    async with office.desk() as desk:
        row = await newest(desk)
        assert await store.close(desk.session, row.key, DigestState.SENT)
        assert await gathered_slips.look(desk, row.key) == "sent"


async def test_in_an_exercise_the_list_is_marked_and_goes_to_no_leader(office: Office) -> None:
    days = await silent_three(office, drill=True)
    await days[0].advance_to("12:31")
    async with office.desk() as desk:
        *_, told = await lists_to(desk, OFFICE_CHAT)
        assert told.drill
        assert not told.keyboard
        assert await said(desk, DEPUTY) == []
