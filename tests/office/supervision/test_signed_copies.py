"""Copies of slips that are signed: the signer says whether they go, and they go with the slip."""

import pytest
from sqlmodel import col, select

from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.ladder import dossiers
from office.matters import clocks
from office.plan.model import Plan
from office.supervision import copying, slip_batches, slip_withdrawals
from office.supervision import laid_copies as laying
from office.upkeep import reconcile_slips
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.roster import chats
from storage.subjects import Subject
from storage.supervision import slip_batches as store
from storage.supervision.laid_copies import LaidCopy, LaidState
from storage.supervision.slip_batches import BatchState
from storage.supervision.slips import Copying, Slip
from storage.supervision.slips import copies as copies_of
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import DIRECTOR, LEADERS, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.moved_first import moved_by_another
from tests.office.signed_slips import asked, asked_too
from tests.office.signers import refused

COMMANDER = Actor(LEADERS["commander"], "指挥长", positions=("commander",))
DEPUTY, MAYOR = LEADERS["deputy_commander"], LEADERS["mayor"]
THROUGH = "jiaoyu"
OFFICES = -2000 - AGENCIES.index(THROUGH)
"""The group of the body that lays the copies before the leaders."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung |= {
                "sign": [{"by": ["director"], "act": "review"}, {"by": ["commander"]}],
                "waking_hours": 4,
                "copies": ["deputy_commander", "mayor"],
                "copies_when": "asked",
                "copies_through": [THROUGH],
            }
    return Plan.model_validate(facts)


@pytest.fixture
async def waiting(office: Office) -> LadderDay:
    """It is 12:31, and a yellow slip lies before the director."""
    day = await prompted_day(office)
    other = await asked_too(office, day, THROUGH)
    assert other.group_id == OFFICES
    await day.advance_to("12:31")
    return day


async def says(desk: Desk, who: Actor, decided: Copying) -> None:
    await slip_batches.set_copying(desk, who, (await asked(desk)).key, decided)


async def both_sign(day: LadderDay) -> None:
    for who in (DIRECTOR, COMMANDER):
        async with day.office.desk() as desk:
            await approvals.approve(desk, who, (await asked(desk)).key)
    await day.tick()


async def newest(day: LadderDay, desk: Desk) -> Slip:
    return (await day.slips(desk))[-1]


async def copies(desk: Desk, chat_id: int) -> list[Delivery]:
    return await said(desk, chat_id, DeliveryKind.COPY)


@pytest.mark.clause("F6")
async def test_what_the_signer_says_goes_with_the_slip(waiting: LadderDay) -> None:
    async with waiting.office.desk() as desk:
        [request] = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        question = (
            "是否抄报副指挥长、市政府主要领导？签发前请按“抄报”或“不抄报”；未选择的，不抄报。"
        )
        assert question in (request.text or "")
        [card] = await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT)
        assert "是否抄报副指挥长、市政府主要领导，由签发人选择" in (card.text or "")
        assert "signcopy" not in str(card.keyboard)
        await says(desk, DIRECTOR, Copying.COPIED)
        shown = (await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT))[-1]
        assert "抄报：<b>副指挥长、市政府主要领导</b>（主任定）" in (shown.text or "")
    await both_sign(waiting)
    async with waiting.office.desk() as desk:
        slip = await newest(waiting, desk)
        assert (slip.step, slip.copying) == ("yellow", Copying.AT_ONCE)
        assert {row.position for row in await copies_of(desk.session, slip.key)} == {
            "deputy_commander",
            "mayor",
        }
        *_, served = await said(desk, waiting.group_id, DeliveryKind.SLIP)
        assert "<b>抄报：</b>副指挥长、市政府主要领导" in (served.text or "")
        assert len(await copies(desk, DEPUTY)) == len(await copies(desk, MAYOR)) == 2
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
        assert "slips_copying_set" in {entry.action for entry in entries}
        assert await reconcile_slips.uncopied(desk) == []


async def laid(day: LadderDay) -> list[LaidCopy]:
    async with day.office.desk() as desk:
        rows = await desk.session.exec(select(LaidCopy).order_by(col(LaidCopy.id)))
        return list(rows.all())


async def signed_and_copied(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await says(desk, DIRECTOR, Copying.COPIED)
    await both_sign(day)


async def test_whoever_lays_them_before_the_leaders_gets_one_list(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    first, second = await laid(waiting)
    assert {first.agency, second.agency} == {THROUGH}
    assert {first.state, second.state} == {LaidState.WAITING}
    async with waiting.office.desk() as desk:
        assert await copies(desk, OFFICES) == []
        assert await reconcile_slips.unlaid(desk) == []
    await waiting.advance_to("12:34")
    first, second = await laid(waiting)
    assert {first.state, second.state} == {LaidState.SENT}
    assert first.digest_id == second.digest_id is not None
    async with waiting.office.desk() as desk:
        [told] = await copies(desk, OFFICES)
        assert "<b>请及时呈报：</b>副指挥长、市政府主要领导" in (told.text or "")
        assert "2家逾期未报" in (told.text or "")
        assert first.delivery_id == second.delivery_id == told.key
        [own] = {"请及时呈报" in (row.text or "") for row in await copies(desk, MAYOR)}
        assert not own
        slip = await newest(waiting, desk)
        owed = await waiting.owed(desk)
        lines = (await dossiers.line_of(desk, owed, slip)).copies
        assert [line.served_at is not None for line in lines if line.is_laid] == [True]
        # A slip that is withdrawn is withdrawn here too, and the list says so.
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "数据有误")
        taken_back = await said(desk, OFFICES, DeliveryKind.WITHDRAWAL)
        assert [slip.serial in (row.text or "") for row in taken_back] == [True]
        assert await reconcile_slips.unlaid(desk) == []


async def test_one_alone_goes_by_itself_and_what_ended_before_does_not(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    async with waiting.office.desk() as desk:
        slip = await newest(waiting, desk)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "数据有误")
    await waiting.advance_to("12:34")
    assert sorted(one.state for one in await laid(waiting)) == [LaidState.SENT, LaidState.VOID]
    async with waiting.office.desk() as desk:
        [alone] = await copies(desk, OFFICES)
        assert "<b>请及时呈报：</b>副指挥长、市政府主要领导" in (alone.text or "")
        assert "清单" not in (alone.text or "")
        assert await said(desk, OFFICES, DeliveryKind.WITHDRAWAL) == []


async def test_what_is_not_on_record_is_laid_again(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    rows = await laid(waiting)
    async with waiting.office.desk() as desk:
        await clocks.off_agenda(desk, laying.LAID, rows[0].key)
        await desk.session.delete(await desk.session.get_one(LaidCopy, rows[1].key))
    async with waiting.office.desk() as desk:
        lost = await reconcile_slips.unlaid(desk)
        assert [one.rule for one in lost] == ["uncopied", "uncopied"]
        for one in lost:
            assert one.mend is not None
            await one.mend(desk)
    await waiting.advance_to("12:34")
    assert {one.state for one in await laid(waiting)} == {LaidState.SENT}


async def test_what_went_before_there_were_rows_goes_no_second_time(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    async with waiting.office.desk() as desk:
        slip = await newest(waiting, desk)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "数据有误")
    await waiting.advance_to("12:34")
    [sent] = [one for one in await laid(waiting) if one.state == LaidState.SENT]
    async with waiting.office.desk() as desk:
        await desk.session.delete(await desk.session.get_one(LaidCopy, sent.key))
    async with waiting.office.desk() as desk:
        [missing] = await reconcile_slips.unlaid(desk)
        assert missing.mend is not None
        await missing.mend(desk)
    await waiting.advance_to("12:40")
    async with waiting.office.desk() as desk:
        assert len(await copies(desk, OFFICES)) == 1
        assert await reconcile_slips.unlaid(desk) == []
    adopted = [one for one in await laid(waiting) if one.slip_id == sent.slip_id]
    assert [(one.state, one.delivery_id) for one in adopted] == [(LaidState.SENT, sent.delivery_id)]


async def test_a_body_that_cannot_be_reached_gets_them_later(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    async with waiting.office.desk() as desk:
        chat = await chats.chat_at(desk.session, OFFICES)
        assert chat is not None
        chat.reachable = False
        desk.session.add(chat)
    await waiting.advance_to("12:45")
    async with waiting.office.desk() as desk:
        told = [row for row in await said(desk, OFFICE_CHAT) if "应由其呈报" in (row.text or "")]
        assert len(told) == 1
        chat = await chats.chat_at(desk.session, OFFICES)
        assert chat is not None
        chat.reachable = True
        desk.session.add(chat)
    await waiting.advance_to("12:56")
    assert {one.state for one in await laid(waiting)} == {LaidState.SENT}


async def test_unanswered_no_copy_goes_and_the_office_is_not_asked(waiting: LadderDay) -> None:
    await both_sign(waiting)
    async with waiting.office.desk() as desk:
        slip = await newest(waiting, desk)
        assert slip.copying == Copying.NOT_COPIED
        assert await copies(desk, DEPUTY) == await copies(desk, OFFICES) == []
        assert "slipcopy" not in str([row.keyboard for row in await said(desk, OFFICE_CHAT)])
        await refused(copying.copy(desk, STAFF, slip.key), "slip_copy_decided")
        card = (await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT))[-1]
        assert "未选择抄报，不抄报" in (card.text or "")


async def test_whoever_signs_later_may_say_otherwise(waiting: LadderDay) -> None:
    async with waiting.office.desk() as desk:
        await says(desk, DIRECTOR, Copying.COPIED)
        await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
        await says(desk, COMMANDER, Copying.NOT_COPIED)
        shown = (await said(desk, COMMANDER.user_id, DeliveryKind.APPROVAL))[-1]
        assert "不抄报（指挥长定）" in (shown.text or "")
        await approvals.approve(desk, COMMANDER, (await asked(desk)).key)
    await waiting.tick()
    async with waiting.office.desk() as desk:
        assert await copies(desk, MAYOR) == []


@pytest.mark.parametrize("who", [STAFF, LIAISON, COMMANDER])
async def test_nobody_says_it_who_is_not_asked_to_sign(waiting: LadderDay, who: Actor) -> None:
    async with waiting.office.desk() as desk:
        await refused(says(desk, who, Copying.COPIED), "approval_not_yours")


async def test_after_the_signatures_nothing_can_be_said(waiting: LadderDay) -> None:
    async with waiting.office.desk() as desk:
        step = (await asked(desk)).key
    await both_sign(waiting)
    async with waiting.office.desk() as desk:
        await refused(
            slip_batches.set_copying(desk, DIRECTOR, step, Copying.COPIED), "approval_given"
        )


async def test_whoever_says_it_after_the_signature_is_too_late(waiting: LadderDay) -> None:
    async with waiting.office.desk() as desk:
        batch = await store.batch(desk.session, (await asked(desk)).subject_id)
        assert batch is not None
        await moved_by_another(desk, batch, BatchState.SIGNED)
        await refused(says(desk, DIRECTOR, Copying.COPIED), "approval_void")
        await desk.session.refresh(batch)
        assert batch.copying is None


async def test_what_was_laid_by_another_look_goes_no_second_time(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    known = await laid(waiting)
    async with waiting.office.desk() as desk:
        rows = [await desk.session.get_one(LaidCopy, one.key) for one in known]
        for row in rows:
            await moved_by_another(desk, row, LaidState.SENT)
        assert await laying.look(desk, rows[0].key) == LaidState.SENT
        assert await copies(desk, OFFICES) == []


async def test_what_is_not_served_yet_or_was_taken_back_does_not_go_along(
    waiting: LadderDay,
) -> None:
    await signed_and_copied(waiting)
    first, second = await laid(waiting)
    async with waiting.office.desk() as desk:
        slip = await desk.session.get_one(Slip, second.slip_id)
        [served] = [
            row
            for row in await outbox.deliveries_about(desk.session, Subject.of(slip))
            if row.kind == DeliveryKind.SLIP
        ]
        served.state, served.message_id = DeliveryState.WAITING, None
        desk.session.add(served)
        await desk.session.flush()
        assert await laying.look(desk, second.key) == "not served yet"
        assert await laying.look(desk, first.key) == LaidState.SENT
        [alone] = await copies(desk, OFFICES)
        assert slip.serial not in (alone.text or "")
        again = await desk.session.get_one(LaidCopy, second.key)
        assert again.state == LaidState.WAITING
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "数据有误")
        assert await laying.look(desk, second.key) == LaidState.VOID


async def test_a_list_leaves_out_what_was_taken_back(waiting: LadderDay) -> None:
    await signed_and_copied(waiting)
    first, second = await laid(waiting)
    async with waiting.office.desk() as desk:
        slip = await desk.session.get_one(Slip, second.slip_id)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "数据有误")
        assert await laying.look(desk, first.key) == LaidState.SENT
        [alone] = await copies(desk, OFFICES)
        assert slip.serial not in (alone.text or "")
