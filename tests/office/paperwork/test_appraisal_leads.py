"""The second road to a referral: proposed in private, confirmed as the first, then handed over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes
from office.paperwork import proposed_referrals
from office.paperwork.appraisals import deciding_leads, leads, leads_on_paper
from office.plan.ladders import SentHow
from office.plan.model import Plan
from office.records import awaiting
from office.records.years.period import period_of
from office.sending import dead_letters, last_look
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryState
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision import in_period
from storage.supervision.appraisal_leads import AppraisalLead, LeadState
from storage.supervision.appraisals import DrawnAppraisal
from tests.office.episodes import OFFICE_CHAT
from tests.office.paperwork.appraisal_days import (
    LIAISON,
    LOST,
    appraising_plan,
    bound_groups,
    drawn_up,
    signed_off,
)
from tests.office.signers import (
    COLLEAGUE,
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    STAFF,
    appoint,
    edits,
    refused,
    resign,
    said,
)

WORDS = "两次预警均未确认"
COMMISSION = Actor(80, "纪委", ("discipline_commission",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The commander may confirm referrals too."""
    facts = appraising_plan().model_dump()
    commander = next(one for one in facts["positions"] if one["id"] == "commander")
    commander["can"] = (*commander["can"], "referral")
    return Plan.model_validate(facts)


@pytest.fixture
async def made(desk: Desk) -> DrawnAppraisal:
    """It is signed, and nobody of the commission has enrolled."""
    await bound_groups(desk)
    made = await drawn_up(desk)
    assert not leads.is_open(desk, made)
    await refused(leads.propose(desk, STAFF, made, LOST, WORDS), "appraisal_no_lead")
    await signed_off(desk, made)
    assert leads.is_open(desk, made)
    return made


@pytest.fixture
async def on_paper(
    desk: Desk, made: DrawnAppraisal, monkeypatch: pytest.MonkeyPatch
) -> DrawnAppraisal:
    """The plan wants two to confirm it, and paper."""
    step = leads.road(desk.plan)
    assert step is not None
    by_two = {"confirmed_by": ("director", "commander"), "sent": SentHow.PAPER}
    monkeypatch.setitem(desk.plan.ladders, "other", (step.model_copy(update=by_two),))
    return made


async def lead_of(desk: Desk, made: DrawnAppraisal, who: Actor = STAFF) -> AppraisalLead:
    return await leads.propose(desk, who, made, LOST, WORDS)


@pytest.mark.clause("F12")
async def test_it_goes_to_nobody_before_a_person_has_confirmed_it(
    desk: Desk, made: DrawnAppraisal
) -> None:
    await refused(leads.propose(desk, LIAISON, made, LOST, WORDS), "office_only")
    lead = await lead_of(desk, made)
    await refused(deciding_leads.confirm(desk, STAFF, lead.key), "referral_not_yours")
    await refused(deciding_leads.confirm(desk, DIRECTOR, 99), "button_obsolete")
    await refused(deciding_leads.confirm(desk, DIRECTOR, lead.key), "referral_no_recipient")
    await appoint(desk, COMMISSION)
    assert await said(desk, COMMISSION.user_id) == []
    await deciding_leads.confirm(desk, DIRECTOR, lead.key)
    assert deciding_leads.said_of(desk, lead) == ("referral_was_sent", {})
    [document] = await said(desk, COMMISSION.user_id)
    assert WORDS in document.text
    await refused(deciding_leads.decline(desk, DIRECTOR, lead.key, "不必"), "referral_decided")
    await refused(leads_on_paper.paper_of(desk, DIRECTOR, lead.key), "button_obsolete")
    taken = leads_on_paper.to_be_signed_for(desk, DIRECTOR, lead.key)
    await refused(taken, "referral_not_on_paper")


@pytest.mark.clause("F12")
async def test_on_paper_two_confirm_it_and_somebody_signs_for_it(
    desk: Desk, on_paper: DrawnAppraisal
) -> None:
    lead = await lead_of(desk, on_paper)
    await deciding_leads.confirm(desk, DIRECTOR, lead.key)
    assert lead.state == LeadState.PROPOSED
    assert deciding_leads.said_of(desk, lead) == ("referral_agreed", {"next": "指挥长"})
    await refused(deciding_leads.confirm(desk, DIRECTOR, lead.key), "referral_anothers_turn")
    [agreed] = [row for row in await edits(desk, DIRECTOR.user_id) if lead.serial in row.text]
    assert "同意移交，现送指挥长确认" in agreed.text
    [asked] = [row for row in await said(desk, COMMANDER.user_id) if "线索" in row.text]
    assert "办公室主任主任已同意移交" in asked.text
    both = replace(DIRECTOR, positions=(*DIRECTOR.positions, *COMMANDER.positions))
    await refused(deciding_leads.confirm(desk, both, lead.key), "referral_wants_another")
    await refused(leads_on_paper.paper_of(desk, DIRECTOR, lead.key), "button_obsolete")
    await deciding_leads.confirm(desk, COMMANDER, lead.key)
    assert deciding_leads.said_of(desk, lead) == ("referral_on_paper_done", {})
    told = [row for row in await said(desk, DIRECTOR.user_id) if "请取文书打印" in row.text]
    assert len(told) == 1
    letter = (await leads_on_paper.paper_of(desk, DIRECTOR, lead.key)).view
    assert letter["addressee"] == "市纪委监委"
    assert WORDS in str(letter["sections"])
    assert "未确认收到" in str(letter["annexes"])
    await refused(leads_on_paper.paper_of(desk, STAFF, lead.key), "slip_unknown")
    await refused(leads_on_paper.paper_of(desk, DIRECTOR, 99), "slip_unknown")
    taken = leads_on_paper.sign_for(desk, COMMANDER, lead.key, "张某")
    await refused(taken, "referral_not_yours")
    desk.now += timedelta(hours=3)
    early = leads_on_paper.sign_for(desk, DIRECTOR, lead.key, "张某 昨天8:00")
    await refused(early, "referral_receipt_time")
    await leads_on_paper.sign_for(desk, DIRECTOR, lead.key, "张某")
    assert (lead.received_by, lead.received_at) == ("张某", desk.now)
    again = leads_on_paper.sign_for(desk, DIRECTOR, lead.key, "李某")
    await refused(again, "referral_received")
    assert any("签收（张某）" in row.text for row in await said(desk, COMMANDER.user_id))


async def test_nobody_else_reads_of_it(desk: Desk, on_paper: DrawnAppraisal) -> None:
    """Neither the office's group nor a colleague who proposes the same."""
    first = await lead_of(desk, on_paper)
    await refused(lead_of(desk, on_paper), "appraisal_lead_before")
    other = await lead_of(desk, on_paper, COLLEAGUE)
    [*_, asked] = [row for row in await said(desk, DIRECTOR.user_id) if other.serial in row.text]
    assert f"另有{first.serial}（待决定）" in asked.text
    for who in (DIRECTOR, COMMANDER):
        await deciding_leads.confirm(desk, who, first.key)
    in_office = [*await said(desk, OFFICE_CHAT), *await edits(desk, OFFICE_CHAT)]
    assert not any("移交" in row.text for row in in_office)
    for who in (STAFF, COLLEAGUE, DEPUTY):
        texts = [row.text for row in await said(desk, who.user_id)]
        assert not any(lead.serial in text for lead in (first, other) for text in texts)
        assert await awaiting.decisions_of(desk, who) == ()
    [told] = [row.text for row in await said(desk, STAFF.user_id) if "移交" in row.text]
    assert "已确认移交您提出的住建局问题线索" in told


async def test_it_waits_for_those_who_decide_and_is_laid_before_whoever_takes_the_post(
    desk: Desk, on_paper: DrawnAppraisal
) -> None:
    lead = await lead_of(desk, on_paper)
    assert await awaiting.decisions_of(desk, DIRECTOR) == (f"是否移交线索：{lead.serial}",)
    assert await awaiting.decisions_of(desk, COMMANDER) == ()
    before = len(await said(desk, DIRECTOR.user_id))
    assert await proposed_referrals.ask_again(desk, DIRECTOR) == 1
    assert len(await said(desk, DIRECTOR.user_id)) == before + 1
    assert await proposed_referrals.ask_again(desk, COMMANDER) == 0
    assert await proposed_referrals.ask_again(desk, COMMISSION) == 0
    chat = await chats.private_chat(desk.session, desk.jurisdiction, COMMANDER.user_id)
    assert isinstance(chat, Chat)
    assert await proposed_referrals.lay_before(desk, ["director"], chat) == 1
    [asked, *_] = [row for row in await said(desk, DIRECTOR.user_id) if lead.serial in row.text]
    assert await last_look.reason_to_drop(desk, asked) is None
    await deciding_leads.decline(desk, DIRECTOR, lead.key, "先约谈")
    assert await last_look.reason_to_drop(desk, asked) == LeadState.DECLINED
    assert await awaiting.decisions_of(desk, DIRECTOR) == ()


async def test_a_dead_letter_of_it_is_told_to_those_alone_who_decide(
    desk: Desk, on_paper: DrawnAppraisal
) -> None:
    lead = await lead_of(desk, on_paper)
    office = len(await said(desk, OFFICE_CHAT))
    for row in await outbox.deliveries_about(desk.session, Subject.of(lead)):
        row.state, row.error = DeliveryState.DEAD, "BadRequest: no"
        desk.session.add(row)
        await desk.session.flush()
        assert await referral_notes.is_about_one(desk, row)
        await dead_letters.tell(desk, row)
        for who in (STAFF, COLLEAGUE):
            await refused(dead_letters.send_again(desk, who, row.key), "dead_letter_unknown")
        assert await referral_notes.may_read_row(desk, DIRECTOR, row)
    assert await dead_letters.standing(desk) == []
    assert len(await said(desk, OFFICE_CHAT)) == office
    for who in (DIRECTOR, COMMANDER):
        assert any("消息发送失败" in row.text for row in await said(desk, who.user_id))


async def test_the_year_counts_those_that_were_handed_over(
    desk: Desk, on_paper: DrawnAppraisal
) -> None:
    lead = await lead_of(desk, on_paper)
    counted = []
    for who in (DIRECTOR, COMMANDER):
        await deciding_leads.confirm(desk, who, lead.key)
        desk.now += timedelta(hours=1)
        period = await period_of(desk, {"year": 2026})
        counted.append(await in_period.referrals(desk.session, period.of(desk.jurisdiction)))
    assert counted == [0, 1]


async def test_one_that_was_declined_may_be_proposed_anew(desk: Desk, made: DrawnAppraisal) -> None:
    lead = await lead_of(desk, made)
    await deciding_leads.decline(desk, DIRECTOR, lead.key, "先约谈")
    assert (lead.state, lead.reason) == (LeadState.DECLINED, "先约谈")
    assert any("先约谈" in row.text for row in await said(desk, STAFF.user_id))
    other = await leads.propose(desk, STAFF, made, LOST, "约谈后仍未改进")
    assert other.serial != lead.serial


async def test_where_nobody_decides_nothing_is_proposed(desk: Desk, made: DrawnAppraisal) -> None:
    await resign(desk, DIRECTOR)
    await refused(lead_of(desk, made), "position_not_enrolled")
