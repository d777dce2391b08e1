"""The referral of a problem: director and commander confirm it, and it goes on paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes
from office.ladder.dossiers import line_of
from office.obligations import lifecycle
from office.paperwork import slip_papers
from office.plan.model import Plan
from office.records import awaiting
from office.supervision import confirming, on_paper, referrals
from office.upkeep import reconcile_slips
from storage.delivery.outbox import DeliveryKind
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import DIRECTOR, LEADERS, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import COMMANDER, charged, newest, open_gate, problem_plan, sign
from tests.office.signers import refused

COMMISSION = LEADERS["discipline_commission"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


@pytest.fixture
async def proposed(office: Office) -> LadderDay:
    """Three colours were signed and passed, so a referral lies before the director."""
    day = await charged(office)
    await open_gate(day, listing=True)
    for hour, date in (("12:10", 2), ("18:10", 7), ("18:10", 9)):
        await day.advance_to(hour, date)
        await sign(day, DIRECTOR, *((COMMANDER,) if date == 9 else ()))
    await day.advance_to("18:10", 10)
    return day


async def confirm(day: LadderDay, who: Actor) -> Slip:
    async with day.office.desk() as desk:
        return await referrals.confirm(desk, who, (await newest(desk, day)).key)


async def reads(desk: Desk, who: Actor, text: str) -> bool:
    return any(text in (row.text or "") for row in await said(desk, who.user_id))


async def handed_to_the_office(day: LadderDay) -> LadderDay:
    for who in (DIRECTOR, COMMANDER):
        await confirm(day, who)
    await day.deliver()
    return day


@pytest.mark.clause("F9")
async def test_one_after_the_other_confirms_it(proposed: LadderDay) -> None:
    async with proposed.office.desk() as desk:
        slip = await newest(desk, proposed)
        assert (slip.is_referral, slip.state) == (True, SlipState.PROPOSED)
        assert await said(desk, COMMANDER.user_id, DeliveryKind.APPROVAL)
        before = len(await said(desk, COMMANDER.user_id, DeliveryKind.APPROVAL))
        await refused(referrals.confirm(desk, COMMANDER, slip.key), "referral_anothers_turn")
        await refused(referrals.confirm(desk, STAFF, slip.key), "referral_not_yours")
        assert any(slip.serial in one for one in await awaiting.decisions_of(desk, DIRECTOR))
        assert not any(slip.serial in one for one in await awaiting.decisions_of(desk, COMMANDER))
    agreed = await confirm(proposed, DIRECTOR)
    assert (agreed.state, agreed.confirmations) == (SlipState.PROPOSED, 1)
    async with proposed.office.desk() as desk:
        slip, owed = await newest(desk, proposed), await proposed.owed(desk)
        assert await reads(desk, DIRECTOR, "同意移交，现送指挥长确认；未经其确认不发出")
        asked = await said(desk, COMMANDER.user_id, DeliveryKind.APPROVAL)
        assert len(asked) == before + 1
        assert "✅ 办公室主任 主任" in (asked[-1].text or "")
        assert "经红色督办仍未整改落实到位" in (asked[-1].text or "")
        await refused(referrals.confirm(desk, DIRECTOR, slip.key), "referral_anothers_turn")
        assert await referrals.said_of(desk, slip) == ("referral_agreed", {"next": "指挥长"})
        assert [one.position for one in await confirming.lines(desk, owed, slip)] == ["办公室主任"]
    assert (await confirm(proposed, COMMANDER)).state == SlipState.ISSUED
    async with proposed.office.desk() as desk:
        assert await said(desk, COMMISSION) == []
        texts = [row.text or "" for row in await said(desk, OFFICE_CHAT)]
        assert not any("移交" in text for text in texts)
        assert await reconcile_slips.unserved(desk) == []


async def test_one_person_in_both_posts_is_not_two(proposed: LadderDay) -> None:
    both = replace(DIRECTOR, positions=(*DIRECTOR.positions, *COMMANDER.positions))
    await confirm(proposed, both)
    async with proposed.office.desk() as desk:
        slip = await newest(desk, proposed)
        await refused(referrals.confirm(desk, both, slip.key), "referral_wants_another")


async def test_either_may_refuse_it(proposed: LadderDay) -> None:
    await confirm(proposed, DIRECTOR)
    async with proposed.office.desk() as desk:
        slip = await newest(desk, proposed)
        await refused(
            referrals.decline(desk, DIRECTOR, slip.key, "证据不足"), "referral_anothers_turn"
        )
        await referrals.decline(desk, COMMANDER, slip.key, "先约谈主要负责人")
        assert await reads(desk, DIRECTOR, "决定暂不移交。理由：先约谈主要负责人")


@pytest.mark.clause("F9")
async def test_the_office_prints_it_and_notes_who_signed(proposed: LadderDay) -> None:
    day = await handed_to_the_office(proposed)
    async with day.office.desk() as desk:
        slip, owed = await newest(desk, day), await day.owed(desk)
        *_, asked = await said(desk, DIRECTOR.user_id, DeliveryKind.REFERRAL_NOTE)
        assert "请取文书打印，送达后登记签收人和时间" in (asked.text or "")
        paper = await slip_papers.paper_of(desk, DIRECTOR, slip.key, in_private=True)
        assert "问题线索移交函" in paper.name
        [annex] = (await slip_papers.letter_of(desk, slip)).annexes
        # What the rules want before the slips stands among what led to it.
        assert "挂牌督办：昌污指挂〔2026〕1号，2026年12月1日8时送达" in annex.paragraphs
        assert any(line.startswith("整改时限：") for line in annex.paragraphs)
        await refused(slip_papers.paper_of(desk, STAFF, slip.key, in_private=True), "slip_unknown")
        assert await referral_notes.handed_over(desk, owed) is None
        await refused(on_paper.sign_for(desk, STAFF, slip.key, "张某"), "slip_unknown")
        await refused(on_paper.sign_for(desk, COMMANDER, slip.key, "张某"), "referral_not_yours")
    day.office.pass_time(timedelta(hours=2))
    async with day.office.desk() as desk:
        for text, why in (
            ("……", "referral_receipt_unclear"),
            ("张某 某时", "referral_receipt_unclear"),
            ("张某 昨天15:30", "referral_receipt_time"),
            ("张" * 61, "referral_receipt_unclear"),
        ):
            await refused(on_paper.sign_for(desk, DIRECTOR, slip.key, text), why)
        taken = await on_paper.sign_for(desk, DIRECTOR, slip.key, "张某 今天19:30")
        assert taken.received_by == "张某"
        assert taken.received_at is not None
        assert desk.local(taken.received_at).strftime("%H:%M") == "19:30"
        owed = await day.owed(desk)
        assert await referral_notes.handed_over(desk, owed) is not None
        line = await line_of(desk, owed, taken)
        assert (line.state, line.served_at) == ("已签收（张某）", taken.received_at)
        *_, told = await said(desk, COMMANDER.user_id, DeliveryKind.REFERRAL_NOTE)
        assert "签收（张某）" in (told.text or "")
        await refused(on_paper.sign_for(desk, DIRECTOR, slip.key, "李某"), "referral_received")


async def test_a_name_alone_was_signed_now(proposed: LadderDay) -> None:
    day = await handed_to_the_office(proposed)
    async with day.office.desk() as desk:
        slip = await newest(desk, day)
        assert (await on_paper.sign_for(desk, DIRECTOR, slip.key, "张某")).received_at == desk.now


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("张某，12月1日19:30", "张某"),
        ("张某12月1日19:30", "张某"),
        ("张某今天19:30", "张某"),
        ("张某下午7点半", "张某"),
        ("值班室2 19:30", "值班室2"),
    ],
)
async def test_the_time_may_follow_the_name_at_once(office: Office, text: str, by: str) -> None:
    async with office.desk() as desk:
        evening = desk.local(desk.now).replace(month=12, day=1, hour=20, minute=0)
        taken = on_paper.read(replace(desk, now=evening), evening - timedelta(hours=2), text)
        assert (taken.by, f"{desk.local(taken.at):%m-%d %H:%M}") == (by, "12-01 19:30")


async def test_an_answer_before_it_was_signed_for_takes_it_back(proposed: LadderDay) -> None:
    day = await handed_to_the_office(proposed)
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        slip = await newest(desk, day)
        assert slip.state == SlipState.VOID
        await refused(on_paper.sign_for(desk, DIRECTOR, slip.key, "张某"), "referral_not_on_paper")


async def test_an_answer_after_it_was_signed_for_is_told_to_the_deciders(
    proposed: LadderDay,
) -> None:
    day = await handed_to_the_office(proposed)
    async with day.office.desk() as desk:
        await on_paper.sign_for(desk, DIRECTOR, (await newest(desk, day)).key, "张某")
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        assert (await newest(desk, day)).state == SlipState.ISSUED
        for who in (DIRECTOR, COMMANDER):
            *_, told = await said(desk, who.user_id, DeliveryKind.REFERRAL_NOTE)
            assert "补报" in (told.text or "")
