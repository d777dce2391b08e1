"""Replies that say nothing: asked about once, answered once, and put before the office."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from office.bodies import liaisons
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import rules
from office.obligations import questioned_cards
from office.obligations.lifecycle import PauseReason, pause_reasons
from office.post import Place
from office.refusal import Refusal
from office.reports import extensions, questioned, taking
from office.reports.message_parts import Incoming
from office.supervision import referrals
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery
from storage.owed import questioned as stored
from storage.owed import reports as stored_reports
from storage.owed.extensions import Extension
from storage.owed.obligations import ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.owed.reports import PartKind
from storage.roster import people
from storage.subjects import Subject, SubjectKind
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, DIRECTOR, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.signers import edits, refused, said

COLLEAGUE = Actor(8001, "另一联络员")
SAID = "正在统计"


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """It is 08:00; the report is due at 12:00."""
    return await prompted_day(office)


def words(day: LadderDay, message_id: int, text: str = SAID, **options: object) -> Incoming:
    facts: dict[str, object] = {
        "chat_id": day.group_id,
        "message_id": message_id,
        "sent_by": LIAISON.user_id,
        "sent_at": day.office.now,
        "kind": PartKind.TEXT,
        "text": text,
    }
    return Incoming.model_validate({**facts, **options})


async def ask(
    desk: Desk,
    day: LadderDay,
    *items: Incoming,
    who: Actor | None = LIAISON,
    place: Place | None = None,
    more_time: bool = False,
) -> list[QuestionedReply]:
    """Ask about this reply; return all that were asked about so far."""
    owed = await day.owed(desk)
    where = place or Place(day.group_id)
    await questioned.ask(desk, where, owed, items, who, more_time=more_time)
    return await stored.replies_to(desk.session, day.owed_id)


async def asked(day: LadderDay, text: str = SAID, message_id: int = 1) -> int:
    async with day.office.desk() as desk:
        return (await ask(desk, day, words(day, message_id, text)))[-1].key


async def shown(day: LadderDay) -> Delivery:
    """Put before the office what nobody answered; return the card."""
    async with day.office.desk() as desk:
        until = desk.now + rules.OFFICE_PATIENCE
        await questioned_cards.put_before_office(desk, await day.owed(desk), until)
        return (await said(desk, OFFICE_CHAT, "office"))[-1]


async def states(day: LadderDay) -> list[str]:
    async with day.office.desk() as desk:
        return [row.state for row in await stored.replies_to(desk.session, day.owed_id)]


def verbs(row: Delivery) -> list[list[str]]:
    return [[key["data"].partition(":")[0] for key in line] for line in row.keyboard or ()]


async def test_it_is_kept_and_asked_about_once(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        first, second = await ask(desk, day, words(day, 1), words(day, 2, "稍后"))
        [*_, third] = await ask(desk, day, words(day, 3, "。"))
        again = await ask(desk, day, words(day, 1))
        [question] = await said(desk, day.group_id, "answer")
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=500)
    assert [row.message_id for row in again] == [1, 2, 3]
    assert {first.question_id, second.question_id, third.question_id} == {question.key}
    assert (first.written_at, first.written_by) == (day.office.now, LIAISON.user_id)
    assert "“正在统计”未写明情况" in question.text
    assert question.reply_to == 1
    assert verbs(question) == [["qtake", "qno"], ["qdelay"]]
    assert question.subject == Subject(SubjectKind.OBLIGATION, day.owed_id)
    assert question.agency == AGENCY
    kept = [one.detail for one in entries if one.action == "reply_questioned"]
    assert len(kept) == 3
    assert SAID not in str(kept)


async def test_what_cannot_be_seen_is_not_quoted(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await ask(desk, day, words(day, 1, "\u3164"), who=None)
        [question] = await said(desk, day.group_id, "answer")
    assert "这条回复未写明情况" in question.text


async def test_it_is_asked_anew_where_the_question_is_another(day: LadderDay) -> None:
    """It is asked again after a step of the ladder, in another chat, or about more time."""
    elsewhere = Place(LIAISON.user_id)
    private = words(day, 2, chat_id=LIAISON.user_id)
    async with day.office.desk() as desk:
        await ask(desk, day, words(day, 1))
        await ask(desk, day, private, place=elsewhere)
        rows = await ask(desk, day, words(day, 3, "申请延期到下午6点"), more_time=True)
        assert len({row.question_id for row in rows}) == 3
        question = (await said(desk, day.group_id, "answer"))[-1]
        assert verbs(question) == [["qdelay"], ["qtake", "qno"]]
        assert "所写理由即报办公室" in question.text
        [*_, same] = await ask(desk, day, words(day, 4, "能否延期"), more_time=True)
        assert same.question_id == rows[2].question_id
        (await day.owed(desk)).step = "reminder"
        *earlier, last = await ask(desk, day, words(day, 5))
    assert last.question_id not in {row.question_id for row in earlier}
    assert last.step == "reminder"


async def test_it_is_known_to_its_own_agency(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        [row] = await ask(desk, day, words(day, 1))
        assert await questioned.known(desk, AGENCY, words(day, 1)) is row
        assert await questioned.known(desk, "huanjing", words(day, 1)) is None
        assert await questioned.known(desk, AGENCY, words(day, 2)) is None


async def test_it_is_reworded_and_stays_as_old_as_it_was(day: LadderDay) -> None:
    first_at = day.office.now
    await asked(day)
    day.office.pass_time(timedelta(minutes=5))
    edit = words(day, 1, "马上报", edited_at=day.office.now, sent_by=1)
    async with day.office.desk() as desk:
        [row] = await stored.replies_to(desk.session, day.owed_id)
        await questioned.reword(desk, row, edit)
    async with day.office.desk() as desk:
        [row] = await stored.replies_to(desk.session, day.owed_id)
        kept = Incoming.model_validate(row.item)
        assert (kept.text, kept.sent_at, kept.sent_by) == ("马上报", first_at, LIAISON.user_id)
        assert row.written_at == first_at
        await questioned.disown(desk, LIAISON, AGENCY, row.key)
        await questioned.reword(desk, row, words(day, 1, "还在统计"))
        assert row.item["text"] == "马上报"


async def test_taken_before_the_deadline_it_counts_as_of_when_it_was_written(
    day: LadderDay,
) -> None:
    written_at = day.office.now
    await asked(day)
    day.office.pass_time(timedelta(hours=1))
    reply = await asked(day, "稍后", 2)
    day.office.now = written_at + timedelta(hours=4)
    async with day.office.desk() as desk:
        taken = await questioned.take(desk, LIAISON, AGENCY, reply)
        [edit] = await edits(desk, day.group_id)
        person = await people.person(desk.session, desk.jurisdiction, LIAISON.user_id)
        rows = await stored.replies_to(desk.session, day.owed_id)
    assert (taken.report.late, taken.report.submitted_at) == (False, written_at)
    assert taken.obligation.state == ObligationState.MET
    assert [part.text for part in taken.parts] == [SAID, "稍后"]
    assert {(row.state, row.decided_by, row.decided_at) for row in rows} == {
        (QuestionedState.REPORTED, LIAISON.user_id, day.office.now)
    }
    assert edit.action == Action.EDIT
    assert edit.target_id == rows[0].question_id
    assert "“正在统计”已由联络员于" in edit.text
    assert verbs(edit) == []
    assert person is not None


async def test_taken_after_the_deadline_it_is_late(day: LadderDay) -> None:
    reply = await asked(day)
    day.office.pass_time(timedelta(hours=4, minutes=1))
    async with day.office.desk() as desk:
        taken = await questioned.take(desk, LIAISON, AGENCY, reply)
    assert (taken.report.late, taken.report.submitted_at) == (True, day.office.now)
    assert taken.obligation.state == ObligationState.MET_LATE


async def late_press(day: LadderDay, texts: Sequence[str] = (SAID,)) -> int:
    """The agency says a minute after the deadline that what it wrote before was the report."""
    for number, text in enumerate(texts, 1):
        reply = await asked(day, text, number)
    day.office.pass_time(timedelta(hours=4, minutes=1))
    async with day.office.desk() as desk:
        await questioned.take(desk, LIAISON, AGENCY, reply)
    return reply


async def test_taken_late_it_lies_before_the_office(day: LadderDay) -> None:
    """Nobody had shown it to the office, so the press does."""
    reply = await late_press(day)
    async with day.office.desk() as desk:
        [card] = await said(desk, OFFICE_CHAT, "office")
        [question] = [row for row in await edits(desk, day.group_id) if "确认" in row.text]
        await refused(questioned.take(desk, LIAISON, AGENCY, reply), "report_question_answered")
    assert await states(day) == [QuestionedState.CLAIMED]
    assert verbs(card) == [["qyes", "qdeny"]]
    assert "确认作为报告报送，已过时限" in card.text
    assert "由办公室认定" in question.text


async def test_recognised_then_it_was_in_time(day: LadderDay) -> None:
    written_at = day.office.now
    reply = await late_press(day, (SAID, "稍后"))
    async with day.office.desk() as desk:
        taken, _ = await questioned.recognise(desk, STAFF, reply)
        await refused(questioned.decline(desk, STAFF, reply), "report_question_answered")
    assert (taken.report.late, taken.report.submitted_at) == (False, written_at)
    assert (taken.obligation.state, taken.obligation.met_at) == (ObligationState.MET, written_at)
    assert [part.message_id for part in taken.parts] == [1, 2]
    assert await states(day) == [QuestionedState.RECOGNISED] * 2


async def test_declined_then_it_stays_late(day: LadderDay) -> None:
    reply = await late_press(day)
    async with day.office.desk() as desk:
        owed = await questioned.decline(desk, STAFF, reply)
        [told] = [row for row in await edits(desk, OFFICE_CHAT) if "未认可" in row.text]
        [question] = [row for row in await edits(desk, day.group_id) if "未认可" in row.text]
    assert owed.state == ObligationState.MET_LATE
    assert await states(day) == [QuestionedState.DECLINED]
    assert verbs(told) == []
    assert "为逾期报送" in told.text
    assert "无须重报" in question.text


async def test_what_was_written_late_is_late_whatever_the_office_says(day: LadderDay) -> None:
    day.office.pass_time(timedelta(hours=4, minutes=1))
    reply = await asked(day)
    day.office.pass_time(timedelta(minutes=5))
    async with day.office.desk() as desk:
        await questioned.take(desk, LIAISON, AGENCY, reply)
        assert await said(desk, OFFICE_CHAT, "office") == []
    assert await states(day) == [QuestionedState.REPORTED]


async def test_after_a_handover_a_late_press_is_late(day: LadderDay) -> None:
    """The discipline commission was told that nothing had come by the deadline."""
    reply = await asked(day)
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        [referral] = [slip for slip in await day.slips(desk) if slip.step == "referral"]
        await referrals.confirm(desk, DIRECTOR, referral.key)
    await day.deliver()
    async with day.office.desk() as desk:
        await questioned.take(desk, LIAISON, AGENCY, reply)
    assert await states(day) == [QuestionedState.REPORTED]


async def test_a_report_that_is_gone_is_not_counted_anew(day: LadderDay) -> None:
    reply = await late_press(day)
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        report = await stored_reports.report_of(desk.session, owed.key)
        assert report is not None
        report.withdrawn_at = desk.now
        await desk.session.flush()
        await refused(taking.recount(desk, owed, desk.now), "button_obsolete")
        owed.state = ObligationState.OPEN
        await desk.session.flush()
        await refused(questioned.recognise(desk, STAFF, reply), "button_obsolete")


async def test_what_is_a_part_of_the_report_already_is_not_taken_again(day: LadderDay) -> None:
    reply = await asked(day)
    async with day.office.desk() as desk:
        item = words(day, 1)
        await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [item])
        owed = await day.owed(desk)
        owed.state = ObligationState.OPEN
        [row] = await stored.replies_to(desk.session, day.owed_id)
        row.state = QuestionedState.ASKED
        await desk.session.flush()
        await refused(questioned.take(desk, LIAISON, AGENCY, reply), "report_taken_already")


async def test_disowned_the_report_is_still_owed(day: LadderDay) -> None:
    reply = await asked(day)
    async with day.office.desk() as desk:
        await questioned.disown(desk, COLLEAGUE, AGENCY, reply)
        [edit] = await edits(desk, day.group_id)
        assert (await day.owed(desk)).state == ObligationState.OPEN
        assert await stored_reports.report_of(desk.session, day.owed_id) is None
    assert await states(day) == [QuestionedState.DISOWNED]
    assert "“正在统计”不是报告（另一联络员" in edit.text
    assert "仍需报送" in edit.text


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["申请延期到下午6点，系统故障"], "申请延期到下午6点，系统故障"),
        (["正在核实企业名单", "能否延期到18时"], "能否延期到18时"),
        (["正在统计数据", "。", "数据还没有齐"], "正在统计数据；数据还没有齐"),
    ],
)
async def test_more_time_with_what_was_written_as_the_reason(
    day: LadderDay, texts: list[str], reason: str
) -> None:
    for number, text in enumerate(texts, 1):
        reply = await asked(day, text, number)
    async with day.office.desk() as desk:
        assert await questioned.more_time(desk, LIAISON, AGENCY, reply) == (day.owed_id, reason)
        [waiting] = await extensions.waiting(desk, STAFF)
        assert isinstance(waiting, Extension)
        [edit] = await edits(desk, day.group_id)
        assert PauseReason.EXTENSION in pause_reasons(await day.owed(desk))
    assert waiting.reason == reason
    assert set(await states(day)) == {QuestionedState.MORE_TIME}
    assert "延期的理由报办公室（联络员" in edit.text


@pytest.mark.parametrize("text", ["。", "OK", "好的，已收到"])
async def test_more_time_without_a_reason_asks_nothing_of_the_office(
    day: LadderDay, text: str
) -> None:
    reply = await asked(day, text)
    async with day.office.desk() as desk:
        assert await questioned.more_time(desk, LIAISON, AGENCY, reply) == (day.owed_id, "")
        assert await extensions.waiting(desk, STAFF) == []
        assert await edits(desk, day.group_id) == []
        assert pause_reasons(await day.owed(desk)) == set()
    assert await states(day) == [QuestionedState.ASKED]


async def test_the_office_sees_who_said_what_and_until_when(day: LadderDay) -> None:
    await asked(day, "正在<统计>")
    async with day.office.desk() as desk:
        await ask(desk, day, words(day, 2, "\u3164", sent_by=None), who=None)
    day.office.pass_time(timedelta(hours=4, minutes=30))
    card = await shown(day)
    assert "待认定的回复：市住建局" in card.text
    assert "12月2日12:00截止" in card.text
    assert "联络员：“正在&lt;统计&gt;”" in card.text
    assert "匿名管理员：（空白消息）" in card.text
    assert "12月2日13:00前未认定的，督办件照常下发" in card.text
    assert verbs(card) == [["qyes", "qdeny"]]
    async with day.office.desk() as desk:
        rows = await stored.replies_to(desk.session, day.owed_id)
    assert {(row.shown_at, row.card_id) for row in rows} == {(day.office.now, card.key)}


async def test_recognised_it_counts_as_of_when_it_was_written(day: LadderDay) -> None:
    written_at = day.office.now
    reply = await asked(day)
    day.office.pass_time(timedelta(hours=4, minutes=30))
    card = await shown(day)
    async with day.office.desk() as desk:
        taken, place = await questioned.recognise(desk, STAFF, reply)
        [told] = await edits(desk, OFFICE_CHAT)
        [answer] = await edits(desk, day.group_id)
        known = await people.liaisons_of(desk.session, desk.jurisdiction, AGENCY)
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=500)
    assert (taken.report.late, taken.report.submitted_at) == (False, written_at)
    assert taken.report.submitted_by == LIAISON.user_id
    assert place == Place(day.group_id)
    assert known == []
    assert await states(day) == [QuestionedState.RECOGNISED]
    assert told.target_id == card.key
    assert "已认可的回复" in told.text
    assert verbs(told) == []
    assert "已由办公室认可为" in answer.text
    assert "reply_recognised" in [entry.action for entry in entries]


async def test_recognised_of_nobody_known_it_is_in_the_office_s_name(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        [row] = await ask(desk, day, words(day, 1, sent_by=None), who=None)
    await shown(day)
    async with day.office.desk() as desk:
        taken, _ = await questioned.recognise(desk, STAFF, row.key)
        assert await people.liaisons_of(desk.session, desk.jurisdiction, AGENCY) == []
    assert taken.report.submitted_by == STAFF.user_id


async def test_only_what_stands_on_the_card_is_recognised(day: LadderDay) -> None:
    reply = await asked(day)
    await shown(day)
    later = await asked(day, "马上报", 2)
    async with day.office.desk() as desk:
        await refused(questioned.recognise(desk, STAFF, later), "button_obsolete")
        taken, _ = await questioned.recognise(desk, STAFF, reply)
    assert [part.message_id for part in taken.parts] == [1]
    assert await states(day) == [QuestionedState.RECOGNISED, QuestionedState.OVERTAKEN]


async def test_declined_it_is_on_record_and_still_owed(day: LadderDay) -> None:
    reply = await asked(day)
    await shown(day)
    async with day.office.desk() as desk:
        owed = await questioned.decline(desk, STAFF, reply)
        [told] = await edits(desk, OFFICE_CHAT)
        [answer] = await edits(desk, day.group_id)
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=500)
    assert (owed.key, owed.state) == (day.owed_id, ObligationState.OPEN)
    assert await states(day) == [QuestionedState.DECLINED]
    assert "未认可的回复" in told.text
    assert "值班员" in told.text
    assert "未认可为" in answer.text
    assert "reply_declined" in [entry.action for entry in entries]


async def test_a_report_overtakes_what_was_asked_about(day: LadderDay) -> None:
    reply = await asked(day)
    card = await shown(day)
    async with day.office.desk() as desk:
        report = words(day, 9, "检查企业9家")
        await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [report])
        [told] = [row for row in await edits(desk, OFFICE_CHAT) if row.target_id == card.key]
        [answer] = await edits(desk, day.group_id)
        attempt = questioned.take(desk, LIAISON, AGENCY, reply)
        refusal = await refused(attempt, "report_question_answered")
    assert await states(day) == [QuestionedState.OVERTAKEN]
    assert "已另行报送，无须认定" in told.text
    assert "不再处理" in answer.text
    assert refusal.facts == {"by": "", "state": QuestionedState.OVERTAKEN}


async def test_a_second_answer_is_told_of_the_first(day: LadderDay) -> None:
    reply = await asked(day)
    await shown(day)
    async with day.office.desk() as desk:
        await questioned.disown(desk, COLLEAGUE, AGENCY, reply)
        for attempt in (
            questioned.take(desk, LIAISON, AGENCY, reply),
            questioned.disown(desk, LIAISON, AGENCY, reply),
            questioned.more_time(desk, LIAISON, AGENCY, reply),
            questioned.recognise(desk, STAFF, reply),
            questioned.decline(desk, STAFF, reply),
        ):
            refusal = await refused(attempt, "report_question_answered")
            assert refusal.facts == {"by": "另一联络员", "state": QuestionedState.DISOWNED}


async def test_of_two_presses_at_once_one_counts(day: LadderDay) -> None:
    """The other one read the row before it was decided."""
    reply = await asked(day)
    async with day.office.desk() as desk:
        row = await stored.reply(desk.session, reply)
        assert row is not None
        assert await stored.claim(desk.session, reply, QuestionedState.DISOWNED)
        await desk.session.refresh(row)
        row.state = QuestionedState.ASKED
        with desk.session.no_autoflush, pytest.raises(Refusal, match="report_question_answered"):
            await questioned.take(desk, LIAISON, AGENCY, reply)


async def test_whose_buttons_they_are(day: LadderDay) -> None:
    reply = await asked(day)
    async with day.office.desk() as desk:
        for agency, number in (("huanjing", reply), (AGENCY, 404)):
            for press in (questioned.take, questioned.disown, questioned.more_time):
                await refused(press(desk, LIAISON, agency, number), "report_not_yours")
        for decide in (questioned.recognise, questioned.decline):
            await refused(decide(desk, LIAISON, reply), "office_only")
            for number in (reply, 404):
                await refused(decide(desk, STAFF, number), "button_obsolete")
    assert await states(day) == [QuestionedState.ASKED]


async def test_who_holds_a_post_takes_nothing_for_an_agency(day: LadderDay) -> None:
    reply = await asked(day)
    async with day.office.desk() as desk:
        await refused(liaisons.speak(desk, STAFF, AGENCY), "post_speaks_for_no_agency")
    with pytest.raises(Refusal, match="post_speaks_for_no_agency"):
        async with day.office.desk() as desk:
            await questioned.take(desk, STAFF, AGENCY, reply)
    assert await states(day) == [QuestionedState.ASKED]


async def test_a_slip_names_what_the_office_had_before_it(day: LadderDay) -> None:
    """It names at most three, and only those shown when the slip was issued."""
    await asked(day, "不必在意", 1)
    async with day.office.desk() as desk:
        [first] = await stored.replies_to(desk.session, day.owed_id)
        await questioned.disown(desk, LIAISON, AGENCY, first.key)
    for number, text in enumerate(("正在统计", "马上报", "稍后", "快了"), 2):
        await asked(day, text, number)
    await day.advance_to("11:59")
    await shown(day)
    await day.advance_to("13:00")
    await asked(day, "在写了", 7)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[0]
        named = await questioned_cards.named_in(desk, await day.owed(desk), slip)
        served = await outbox.deliveries_about(desk.session, Subject.of(slip))
    assert [one.words for one in named] == ["正在统计", "马上报", "稍后"]
    assert {one.by for one in named} == {"联络员"}
    assert any("正在统计" in row.text for row in served)


async def test_the_ladder_puts_it_before_the_office(day: LadderDay) -> None:
    await asked(day)
    verdicts = await day.advance_to("12:30")
    async with day.office.desk() as desk:
        [row] = await stored.replies_to(desk.session, day.owed_id)
        assert row.shown_at is not None
        card = await outbox.delivery(desk.session, row.card_id or 0)
    assert card.chat_id == OFFICE_CHAT
    assert "待认定的回复" in card.text
    assert verdicts
