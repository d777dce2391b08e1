"""More time beside a referral: what is still asked for and decided, and who hears of it."""

from datetime import timedelta

import pytest

from handlers.reports.reports import due_list
from messages.length import TEXT_LIMIT, plain
from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import dossiers, referral_notes
from office.obligations import delay_offers, lifecycle, owed, prompts, reminders
from office.post import Place, Posting
from office.reports import extensions, questioned, registering
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from office.supervision import referrals, slip_withdrawals
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.owed import extensions as stored
from storage.owed import questioned as stored_questioned
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import (
    AGENCY,
    DIRECTOR,
    LEADERS,
    LIAISON,
    STAFF,
    LadderDay,
    proposed_day,
)
from tests.office.scenes import scene
from tests.office.signers import refused

COMMISSION, COMMANDER = LEADERS["discipline_commission"], LEADERS["commander"]
HEAD = Actor(DIRECTOR.user_id, "主任", positions=("director", "office_staff"))
REASON = "现场核查未结束"
CLOSED = "不再受理延期申请"


@pytest.fixture
@scene
async def day(office: Office) -> LadderDay:
    """It is 13:00: a nudge and a yellow slip stand, and a referral lies before the director."""
    day = await proposed_day(office)
    async with office.desk() as desk:
        await prompts.nudge(desk, await day.owed(desk))
    await day.deliver()
    return day


async def pair(day: LadderDay, desk: Desk) -> tuple[Slip, Slip]:
    """The yellow slip and the referral."""
    yellow, referral = await day.slips(desk)
    return yellow, referral


async def confirm(day: LadderDay, told_of: int | None = None) -> None:
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await referrals.confirm(desk, DIRECTOR, referral.key, told_of=told_of)


async def ask(day: LadderDay, reason: str = REASON) -> Extension:
    async with day.office.desk() as desk:
        return await extensions.ask(desk, LIAISON, AGENCY, day.owed_id, reason)


async def question(day: LadderDay, text: str, *, more_time: bool = False) -> QuestionedReply:
    item = Incoming(
        chat_id=day.group_id,
        message_id=day.office.now.minute + 500,
        sent_by=LIAISON.user_id,
        sent_at=day.office.now,
        kind=PartKind.TEXT,
        text=text,
    )
    async with day.office.desk() as desk:
        place, row = Place(day.group_id), await day.owed(desk)
        await questioned.ask(desk, place, row, [item], LIAISON, more_time=more_time)
        return (await stored_questioned.replies_to(desk.session, day.owed_id))[-1]


def verbs(row: Delivery) -> list[str]:
    return [
        key["data"].partition(":")[0]
        for line in row.keyboard or ()
        for key in line
        if "data" in key
    ]


def edited(rows: list[Delivery], chat_id: int) -> list[Delivery]:
    return [row for row in rows if (row.chat_id, row.action) == (chat_id, Action.EDIT)]


def read_by(rows: list[Delivery], chat_id: int, kind: str) -> list[str]:
    return [
        plain(row.text)
        for row in rows
        if (row.chat_id, row.kind, row.action) == (chat_id, kind, Action.SEND)
    ]


async def test_while_it_is_proposed_more_time_may_be_asked_for(day: LadderDay) -> None:
    asked = await ask(day)
    assert asked.state == ExtensionState.ASKED


async def test_once_it_is_confirmed_a_request_is_kept_and_not_taken(day: LadderDay) -> None:
    """This holds even before the document has left, as it may leave at any moment."""
    await confirm(day)
    asked = await ask(day, f" {REASON} ")
    assert (asked.state, asked.reason, asked.decided_at) == (
        ExtensionState.NOT_TAKEN,
        REASON,
        None,
    )
    async with day.office.desk() as desk:
        row = await day.owed(desk)
        assert lifecycle.pause_reasons(row) == set()
        assert await stored.asked(desk.session, desk.jurisdiction) == []
        assert await outbox.deliveries_about(desk.session, Subject.of(asked)) == []
        record = (await dossiers.dossier(desk, row)).extensions
        assert [(one.reason, one.outcome) for one in record] == [(REASON, "未受理")]
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
        assert "extension_not_taken" in [entry.action for entry in entries]


@pytest.mark.parametrize("reason", ["", "。"])
async def test_without_a_reason_there_is_nothing_to_keep(day: LadderDay, reason: str) -> None:
    await confirm(day)
    async with day.office.desk() as desk:
        for attempt in (
            extensions.ask(desk, LIAISON, AGENCY, day.owed_id, reason),
            extensions.check_may_ask(desk, AGENCY, day.owed_id),
        ):
            refusal = await refused(attempt, "extension_by_procedure")
            assert refusal.facts == {"kept": False}
        assert await stored.extensions_of(desk.session, day.owed_id) == []


async def test_what_was_replied_stays_a_reply(day: LadderDay) -> None:
    reply = await question(day, "请求延期到下午", more_time=True)
    await confirm(day)
    async with day.office.desk() as desk:
        attempt = questioned.more_time(desk, LIAISON, AGENCY, reply.key)
        await refused(attempt, "extension_by_procedure")
        [kept] = await stored_questioned.replies_to(desk.session, day.owed_id)
        assert kept.state == QuestionedState.ASKED


async def test_no_button_offers_it_any_more(day: LadderDay) -> None:
    await question(day, "正在统计")
    await day.deliver()
    await confirm(day)
    rows = edited(await day.deliver(), day.group_id)
    assert sorted(verbs(row) for row in rows) == [[], ["qtake", "qno"], ["rcontent"]]
    assert all(CLOSED in row.text for row in rows)
    async with day.office.desk() as desk:
        listed = due_list(desk.words, await owed.due(desk, AGENCY))
        assert [one.data.partition(":")[0] for row in listed.keyboard for one in row] == ["rask"]
    day.office.pass_time(timedelta(minutes=61))
    async with day.office.desk() as desk:
        await reminders.remind_agencies(desk, STAFF, [AGENCY])
    [reminder] = [row for row in await day.deliver() if row.kind == "chase"]
    assert verbs(reminder) == ["rcontent"]
    reply = await question(day, "请再宽限两天", more_time=True)
    async with day.office.desk() as desk:
        asked = await outbox.delivery(desk.session, reply.question_id or 0)
        assert verbs(asked) == ["qtake", "qno"]
        assert CLOSED in asked.text


async def test_withdrawn_the_buttons_come_back(day: LadderDay) -> None:
    await confirm(day)
    await day.deliver()
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        await slip_withdrawals.withdraw(desk, HEAD, referral.key, "核实有误", in_private=True)
    rows = edited(await day.deliver(), day.group_id)
    assert sorted(verbs(row) for row in rows) == [["delay"], ["rcontent", "delay"]]
    assert not any(CLOSED in row.text for row in rows)
    assert (await ask(day)).state == ExtensionState.ASKED


async def test_a_slip_that_was_withdrawn_is_left_as_it_is(day: LadderDay) -> None:
    await confirm(day)
    await day.deliver()
    async with day.office.desk() as desk:
        yellow, _ = await pair(day, desk)
        await slip_withdrawals.withdraw(desk, STAFF, yellow.key, "误发")
        await refused(extensions.check_may_ask(desk, AGENCY, day.owed_id), "extension_by_procedure")
    await day.deliver()
    async with day.office.desk() as desk:
        await delay_offers.show(desk, await day.owed(desk))
    rows = edited(await day.deliver(), day.group_id)
    assert [verbs(row) for row in rows] == [["rcontent"]]


async def test_a_text_without_room_for_the_line_loses_the_button_alone(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        yellow, _ = await pair(day, desk)
        rows = await outbox.deliveries_about(desk.session, Subject.of(yellow))
        [served] = [row for row in rows if row.kind == "slip"]
        served.text = "长" * TEXT_LIMIT
    await confirm(day)
    rows = edited(await day.deliver(), day.group_id)
    [slip] = [row for row in rows if row.subject == Subject.of(yellow)]
    assert slip.text == served.text
    assert [list(one) for line in slip.keyboard or () for one in line] == [["label", "copies"]]


async def test_a_report_before_the_document_left_gives_the_buttons_back(day: LadderDay) -> None:
    await confirm(day)
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    rows = edited(await day.deliver(), day.group_id)
    [nudge] = [row for row in rows if row.is_about(SubjectKind.SLIP) is None]
    assert verbs(nudge) == ["rcontent", "delay"]
    async with day.office.desk() as desk:
        assert (await pair(day, desk))[1].state == SlipState.VOID


async def test_nothing_is_confirmed_past_a_request_unknowingly(day: LadderDay) -> None:
    asked = await ask(day)
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        shown = await referrals.to_confirm(desk, DIRECTOR, referral.key)
        assert shown.newest == asked.key
        assert [(one.asked_at, one.reason) for one in shown.requests] == [(asked.asked_at, REASON)]
        for told_of in (None, asked.key + 1):
            attempt = referrals.confirm(desk, DIRECTOR, referral.key, told_of=told_of)
            refusal = await refused(attempt, "referral_request_pending")
            assert refusal.facts == {"asked_at": asked.asked_at}
        assert referral.state == SlipState.PROPOSED
    await confirm(day, asked.key)
    rows = await day.deliver()
    [document] = [row for row in rows if row.kind == "referral"]
    assert REASON in document.text
    assert all("不再受理新的延期申请" in row.text for row in edited(rows, day.group_id))
    async with day.office.desk() as desk:
        assert (await pair(day, desk))[1].state == SlipState.ISSUED
        await refused(extensions.check_may_ask(desk, AGENCY, day.owed_id), "extension_pending")


async def test_more_time_that_was_granted_runs_out_first(day: LadderDay) -> None:
    asked = await ask(day)
    until = day.office.now + timedelta(hours=3)
    async with day.office.desk() as desk:
        await extensions.grant(desk, STAFF, asked.key, until)
        _, referral = await pair(day, desk)
        for attempt in (
            referrals.to_confirm(desk, DIRECTOR, referral.key),
            referrals.confirm(desk, DIRECTOR, referral.key),
        ):
            refusal = await refused(attempt, "referral_extended")
            assert refusal.facts == {"due_at": until}
    day.office.pass_time(timedelta(hours=3))
    await confirm(day)
    async with day.office.desk() as desk:
        assert (await pair(day, desk))[1].state == SlipState.ISSUED


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.parametrize("left", [True, False])
async def test_what_is_decided_afterwards_is_added_to_it(
    day: LadderDay, *, granted: bool, left: bool
) -> None:
    """A document that still waits says that the request is pending: the decision follows it."""
    asked = await ask(day)
    await confirm(day, asked.key)
    if left:
        await day.deliver()
    day.office.pass_time(timedelta(minutes=10))
    async with day.office.desk() as desk:
        if granted:
            await extensions.grant(desk, STAFF, asked.key, day.office.now + timedelta(hours=3))
        else:
            await extensions.refuse(desk, STAFF, asked.key)
    rows = await day.deliver()
    [added] = read_by(rows, COMMISSION, "supplement")
    decision = "同意延至2026年12月2日16时10分" if granted else "不同意延期"
    assert "2026年12月2日13时10分　办公室批复该单位于2026年12月2日13时提出的" in added
    assert f"延期申请：{decision}" in added
    for reader in (DIRECTOR.user_id, COMMANDER):
        told = read_by(rows, reader, "referral_note")[-1]
        assert "批复该单位12月2日13:00的延期申请" in told
        assert "补充情况已函告市纪委监委" in told
    assert not any("移交" in text for text in read_by(rows, day.group_id, "decision"))
    assert read_by(rows, OFFICE_CHAT, "referral_note") == []


async def test_a_document_that_went_nowhere_is_followed_by_nothing(day: LadderDay) -> None:
    asked = await ask(day)
    await confirm(day, asked.key)
    async with day.office.desk() as desk:
        _, referral = await pair(day, desk)
        rows = await outbox.deliveries_about(desk.session, Subject.of(referral))
        [document] = [row for row in rows if row.kind == "referral"]
        document.state, document.closed_at = DeliveryState.UNREACHABLE, desk.now
        await extensions.refuse(desk, STAFF, asked.key)
        rows = await outbox.deliveries_about(desk.session, Subject.of(referral))
        assert "supplement" not in {row.kind for row in rows}


async def test_without_a_referral_a_decision_is_nobody_elses_business(day: LadderDay) -> None:
    asked = await ask(day)
    async with day.office.desk() as desk:
        await extensions.refuse(desk, STAFF, asked.key)
        row = await day.owed(desk)
        assert await referral_notes.confirmed(desk, row) is None
    assert {row.kind for row in await day.deliver()}.isdisjoint({"supplement", "referral_note"})


async def test_a_registration_stays_in_words_for_the_office(day: LadderDay) -> None:
    item = Incoming(
        chat_id=-1,
        message_id=1,
        sent_by=STAFF.user_id,
        sent_at=day.office.now,
        kind=PartKind.TEXT,
        text="检查企业9家",
    )
    async with day.office.desk() as desk:
        said = Statement(Way.PHONE, "张三", desk.now, item)
        row, _ = await registering.register(desk, STAFF, day.owed_id, said)
        refusal = await refused(registering.withdraw(desk, STAFF, row.key), "registration_referred")
        assert "登记不能撤销" in desk.words.plain(refusal.key)


async def test_the_offices_notice_says_how_a_slip_ended(day: LadderDay) -> None:
    """Only that notice says so; other messages of the group may be about the same slip."""
    async with day.office.desk() as desk:
        yellow, _ = await pair(day, desk)
        about = Posting(Subject.of(yellow))
        await post.tell_office(desk, Message("另一事项"), about)
    await day.deliver()
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    [notice] = [
        row for row in edited(await day.deliver(), OFFICE_CHAT) if row.is_about(SubjectKind.SLIP)
    ]
    assert "已向<b>市住建局</b>下发黄色提示单" in notice.text
    assert "销号" in notice.text
