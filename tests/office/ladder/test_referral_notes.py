"""A referral: who decides it, who reads of it, and what follows a document that was sent."""

from datetime import timedelta

import pytest

from messages.length import plain
from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes
from office.obligations import lifecycle
from office.post import Place, Posting
from office.sending import dead_letters, last_look
from office.supervision import referrals, slip_withdrawals
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Enrol, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import (
    DIRECTOR,
    LEADERS,
    LIAISON,
    STAFF,
    LadderDay,
    prompted_day,
    proposed_day,
)
from tests.office.lost_chats import said
from tests.office.signers import edits, refused, resign

COMMISSION = LEADERS["discipline_commission"]
COMMANDER = LEADERS["commander"]
"""Is told of a referral by the plan, and decides nothing."""
SECRETARY = LEADERS["party_secretary"]
MAYOR = LEADERS["mayor"]
DISCIPLINE = Actor(COMMISSION, "纪委监委", positions=("discipline_commission",))
HEAD = Actor(DIRECTOR.user_id, "主任", positions=("director", "office_staff"))
"""The director as one who works in the office too: only the office withdraws."""


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await proposed_day(office)


async def pair(day: LadderDay, desk: Desk) -> tuple[Slip, Slip]:
    """The yellow slip and the referral."""
    yellow, referral = await day.slips(desk)
    return yellow, referral


async def confirm(day: LadderDay, *, deliver: bool = True) -> None:
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await referrals.confirm(desk, DIRECTOR, referral.key)
    if deliver:
        await day.deliver()


async def report(day: LadderDay) -> list[Delivery]:
    """Somebody reports ten minutes later; return what is said about it."""
    day.office.pass_time(timedelta(minutes=10))
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    return await day.deliver()


async def document(day: LadderDay, desk: Desk) -> Delivery:
    _, referral = await pair(day, desk)
    rows = await outbox.deliveries_about(desk.session, Subject.of(referral))
    [found] = [row for row in rows if row.kind == "referral"]
    return found


def read_by(rows: list[Delivery], chat_id: int, kind: str) -> list[str]:
    return [
        plain(row.text)
        for row in rows
        if (row.chat_id, row.kind, row.action) == (chat_id, kind, Action.SEND)
    ]


async def test_it_lies_before_whoever_decides_and_nobody_else(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        [asked] = await referral_notes.proposals(desk, referral)
        assert asked.chat_id == DIRECTOR.user_id
        assert await said(desk, COMMISSION, "referral") == []
        assert await referral_notes.handed_over(desk, await day.owed(desk)) is None
        assert await referral_notes.who_heard_more(desk, await day.owed(desk)) == set()


async def test_who_is_about_to_send_it_reads_to_whom(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        asked = await referrals.to_confirm(desk, DIRECTOR, referral.key)
        assert asked.slip.state == SlipState.PROPOSED
        assert (asked.requests, asked.newest) == ((), None)
        recipient = "市纪委监委"
        assert asked.facts == {
            "serial": referral.serial,
            "agency": "市住建局",
            "recipient": recipient,
            "requests": (),
        }
        await refused(referrals.to_confirm(desk, STAFF, referral.key), "referral_not_yours")
        await resign(desk, DISCIPLINE)
        refusal = await refused(
            referrals.to_confirm(desk, DIRECTOR, referral.key), "referral_no_recipient"
        )
        assert refusal.facts["recipient"] == recipient


async def test_a_new_holder_decides_what_waits(day: LadderDay, enrol: Enrol) -> None:
    async with day.office.desk() as desk:
        await resign(desk, DIRECTOR)
        await enrol(desk, CodeFor.POSITION, "director", chat_id=7111, user_id=7111)
        await resign(desk, Actor(MAYOR, "市长"))
        await enrol(desk, CodeFor.POSITION, "mayor", chat_id=7112, user_id=7112)
        _, referral = await pair(day, desk)
        [asked] = await said(desk, 7111, "approval")
        assert asked.subject == Subject.of(referral)
        assert await said(desk, 7112, "approval") == []
        second = Actor(7111, "新主任", positions=("director",))
        await referrals.confirm(desk, second, referral.key)
        [told] = [
            row for row in await edits(desk, DIRECTOR.user_id) if row.is_about(SubjectKind.SLIP)
        ]
        assert "已由新主任于12月2日13:00确认移交" in told.text


async def test_without_anybody_to_decide_the_office_fills_the_post(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        await resign(desk, DIRECTOR)
        rung = desk.plan.ladder("report").rung("referral")
        assert rung is not None
        slip = await referrals.propose(desk, await day.owed(desk), rung)
        assert await referral_notes.proposals(desk, slip) == []
        [told] = await said(desk, OFFICE_CHAT, "office")
        assert "办公室主任决定，该职务无人登记" in told.text
        assert slip.serial not in told.text


async def test_who_may_read_it(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        yellow, referral = await pair(day, desk)
        for who, may in ((DIRECTOR, True), (DISCIPLINE, True), (STAFF, False), (LIAISON, False)):
            assert await referral_notes.may_read(desk, who, referral) is may
        [asked] = await referral_notes.proposals(desk, referral)
        assert await referral_notes.is_about_one(desk, asked)
        assert not await referral_notes.may_read_row(desk, STAFF, asked)
        assert await referral_notes.may_read_row(desk, DIRECTOR, asked)
        [served] = [
            row
            for row in await outbox.deliveries_about(desk.session, Subject.of(yellow))
            if row.kind == "slip"
        ]
        assert not await referral_notes.is_about_one(desk, served)
        assert await referral_notes.may_read_row(desk, STAFF, served)
        lost = referral.model_copy(update={"obligation_id": 999})
        assert not await referral_notes.may_read(desk, DISCIPLINE, lost)
        assert await referral_notes.may_read(desk, DIRECTOR, lost)


async def test_a_document_that_died_is_told_to_who_decided_and_not_to_the_office(
    day: LadderDay,
) -> None:
    await confirm(day, deliver=False)
    async with day.office.desk() as desk:
        row = await document(day, desk)
        row.state, row.error = DeliveryState.DEAD, "refused: Bad Request"
        row.closed_at = desk.now
        before = await said(desk, OFFICE_CHAT, "office")
        await dead_letters.tell(desk, row)
        [told] = await said(desk, DIRECTOR.user_id, "office")
        assert "发送失败" in told.text
        assert await said(desk, OFFICE_CHAT, "office") == before
        assert await dead_letters.standing(desk) == []


async def test_a_report_after_the_handover_is_added_to_what_was_sent(day: LadderDay) -> None:
    await confirm(day)
    async with day.office.desk() as desk:
        sent_as = (await document(day, desk)).message_id
    rows = await report(day)
    [added] = [row for row in rows if row.kind == "supplement"]
    assert (added.chat_id, added.reply_to) == (COMMISSION, sent_as)
    assert "有关问题线索已于" in added.text
    assert "2026年12月2日13时10分　该单位补报" in added.text
    for reader in (DIRECTOR.user_id, COMMANDER):
        [told] = read_by(rows, reader, "referral_note")
        assert "补报，补充情况已函告" in told
    assert read_by(rows, OFFICE_CHAT, "referral_note") == []
    async with day.office.desk() as desk:
        yellow, referral = await pair(day, desk)
        assert (yellow.state, referral.state) == (SlipState.CLOSED, SlipState.ISSUED)
        heard = await referral_notes.who_heard_more(desk, await day.owed(desk))
        assert heard == {DIRECTOR.user_id, COMMANDER}


async def test_the_handover_is_told_to_who_did_not_decide_it(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await referrals.confirm(desk, DIRECTOR, referral.key)
        sent_first = (await document(day, desk)).key
    rows = await day.deliver()
    [told] = [row for row in rows if row.kind == "referral_note"]
    assert (told.chat_id, told.after_id, told.keyboard) == (COMMANDER, sent_first, None)
    assert "确认移交市纪委监委" in told.text


async def test_only_who_has_the_document_reads_what_came_after(day: LadderDay) -> None:
    """One of two addressees never got the document, so nothing is added for them."""
    await confirm(day)
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        second = await post.send(
            desk,
            Place(SECRETARY),
            DeliveryKind.REFERRAL,
            Message("函"),
            Posting(Subject.of(referral)),
        )
        second.state, second.closed_at = DeliveryState.UNREACHABLE, desk.now
    rows = await report(day)
    assert [row.chat_id for row in rows if row.kind == "supplement"] == [COMMISSION]


async def test_one_that_may_have_left_is_followed_by_what_came_after(day: LadderDay) -> None:
    """It was given up after a doubtful try, so its reader may have it; nothing waits for it."""
    await confirm(day, deliver=False)
    async with day.office.desk() as desk:
        row = await document(day, desk)
        row.state, row.repeated, row.closed_at = DeliveryState.DEAD, True, desk.now
        handed = await referral_notes.handed_over(desk, await day.owed(desk))
        assert handed is not None
        assert Subject.of(handed) == row.subject
    rows = await report(day)
    [added] = [row for row in rows if row.kind == "supplement"]
    assert (added.chat_id, added.after_id, added.reply_to) == (COMMISSION, None, None)
    async with day.office.desk() as desk:
        assert (await pair(day, desk))[1].state == SlipState.ISSUED


async def test_one_that_has_not_left_is_taken_down_by_a_report(day: LadderDay) -> None:
    await confirm(day, deliver=False)
    rows = await report(day)
    assert {row.kind for row in rows}.isdisjoint({"referral", "supplement"})
    [told] = read_by(rows, DIRECTOR.user_id, "referral_note")
    assert "函件已撤下，不再移交" in told
    async with day.office.desk() as desk:
        assert (await pair(day, desk))[1].state == SlipState.VOID
        assert await referral_notes.handed_over(desk, await day.owed(desk)) is None


async def test_a_proposal_ends_with_a_report(day: LadderDay) -> None:
    rows = await report(day)
    [edit] = [row for row in rows if (row.chat_id, row.action) == (DIRECTOR.user_id, Action.EDIT)]
    assert "该单位已报送（12月2日13:10），提请终止" in edit.text
    assert not edit.keyboard
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        assert referral.state == SlipState.CLOSED
        await refused(referrals.confirm(desk, DIRECTOR, referral.key), "referral_decided")


async def test_a_proposal_ends_with_a_slip_that_it_rests_on(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        yellow, referral = await pair(day, desk)
        await slip_withdrawals.withdraw(desk, STAFF, yellow.key, "误发")
        assert (referral.state, referral.reason) == (SlipState.WITHDRAWN, "误发")
        assert (referral.closed_at, referral.closed_by) == (desk.now, STAFF.user_id)
    rows = await day.deliver()
    [edit] = [row for row in rows if (row.chat_id, row.action) == (DIRECTOR.user_id, Action.EDIT)]
    assert f"（{yellow.serial}）已于12月2日13:00撤回，提请终止" in plain(edit.text)
    assert [row for row in rows if row.kind == "supplement"] == []


async def test_a_slip_that_the_document_names_is_withdrawn_there_too(day: LadderDay) -> None:
    await confirm(day)
    async with day.office.desk() as desk:
        yellow, _ = await pair(day, desk)
        await slip_withdrawals.withdraw(desk, STAFF, yellow.key, "误发")
    rows = await day.deliver()
    [added] = [row for row in rows if row.kind == "supplement"]
    assert added.chat_id == COMMISSION
    assert f"（{yellow.serial}）撤回" in plain(added.text)
    [told] = read_by(rows, DIRECTOR.user_id, "referral_note")
    assert f"（{yellow.serial}）于12月2日13:00撤回，补充情况已函告" in told
    async with day.office.desk() as desk:
        assert (await pair(day, desk))[1].state == SlipState.ISSUED


async def test_withdrawn_after_the_handover_everybody_but_who_did_it_is_told(
    day: LadderDay,
) -> None:
    await confirm(day)
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await slip_withdrawals.withdraw(desk, HEAD, referral.key, "核实有误", in_private=True)
    rows = await day.deliver()
    assert [row.chat_id for row in rows if row.kind == "withdrawal"] == [COMMISSION]
    [told] = read_by(rows, COMMANDER, "referral_note")
    assert "主任于12月2日13:00撤回。理由：核实有误" in told
    assert read_by(rows, DIRECTOR.user_id, "referral_note") == []


async def test_withdrawn_before_it_left_nobody_hears_of_it(day: LadderDay) -> None:
    await confirm(day, deliver=False)
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await refused(slip_withdrawals.withdraw(desk, STAFF, referral.key, "误"), "slip_unknown")
        await refused(slip_withdrawals.withdraw(desk, HEAD, referral.key, "误"), "private_only")
        await slip_withdrawals.withdraw(desk, HEAD, referral.key, "核实有误", in_private=True)
    kinds = {row.kind for row in await day.deliver()}
    assert kinds.isdisjoint({"referral", "withdrawal"})


async def test_what_the_commission_is_sent_again_is_looked_at_last(day: LadderDay) -> None:
    """A second copy of a document that one reader has does not void the first."""
    await confirm(day)
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        second = await post.send(
            desk,
            Place(SECRETARY),
            DeliveryKind.REFERRAL,
            Message("函"),
            Posting(Subject.of(referral)),
        )
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        await last_look.before_sending(desk, second)
        assert referral.state == SlipState.ISSUED


async def test_declined_with_its_reason(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await referrals.decline(desk, DIRECTOR, referral.key, "再等等 <b>")
        assert (referral.state, referral.closed_by) == (SlipState.DECLINED, DIRECTOR.user_id)
    rows = await day.deliver()
    [edit] = [row for row in rows if (row.chat_id, row.action) == (DIRECTOR.user_id, Action.EDIT)]
    assert "决定暂不移交。理由：再等等 &lt;b&gt;" in edit.text
    assert read_by(rows, MAYOR, "referral_note") == []
