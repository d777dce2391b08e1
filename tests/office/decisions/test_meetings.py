"""Meetings: what is refused, who is counted how, what the clock does, and their minutes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from messages.render import words_in
from office.decisions import approvals, consents, drafts, meeting_proposals, minutes, minutes_round
from office.desk import Desk
from office.enclosing import DOCUMENT, Enclosure
from office.matters import dispatch_meetings, meetings
from office.matters.meetings import MeetingTerms, Purpose
from office.obligations import (
    attending,
    board_texts,
    meeting_boards,
    receipt_lines,
    receipts,
    roll_calls,
)
from office.obligations.attending import SUBSTITUTE_AT_MOST
from office.plan.model import Plan
from office.reading.leave import LeaveSaid
from office.records.years import view as years
from office.reports import early, meeting_sheets, registering
from office.reports.registering import Statement
from office.upkeep import reconcile_meetings
from storage import agenda
from storage.books import audit
from storage.decisions import matters as store
from storage.decisions import minutes as minutes_store
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.decisions.minutes import Minutes, MinutesState
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import ENCLOSED, DeliveryKind
from storage.occasions import of_order
from storage.owed import attendees, obligations
from storage.owed.attendees import AttendeeAnswer
from storage.owed.obligations import ObligationKind, ObligationState
from storage.owed.registrations import Way
from storage.roster import chats
from storage.subjects import Subject, SubjectKind
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.meeting_days import (
    FIFTH,
    FIRST,
    FOURTH,
    SECOND,
    SPEAKERS,
    THIRD,
    at,
    come,
    convened,
    daily_plan,
    held,
    terms,
)
from tests.office.signers import COLLEAGUE, DIRECTOR, EVERYBODY, HERE, STAFF, appoint, refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    return daily_plan()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, AGENCIES)
        yield opened


async def state(desk: Desk, order: Order) -> str:
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    return matter.state


async def board(desk: Desk, order: Order) -> str:
    occasion = of_order(order.key)
    return (await board_texts.message(desk, order.matter_id, BoardKind.RECEIPTS, occasion)).html


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"bodies": ()}, "meeting_bodies_missing"),
        ({"bodies": ("nobody",)}, "meeting_bodies_missing"),
        ({"place": "。"}, "meeting_place_missing"),
        ({"place": "室" * 121}, "meeting_place_too_long"),
        ({"text": "会" * 1501}, "meeting_text_too_long"),
        ({"purpose": Purpose.TRAINING}, "meeting_text_missing"),
    ],
)
async def test_what_cannot_be_convened_is_refused(
    desk: Desk, changed: dict[str, Any], key: str
) -> None:
    await refused(convened(desk, **changed), key)


async def test_its_hour_lies_ahead_and_not_too_far(desk: Desk) -> None:
    soon, far = desk.now + timedelta(minutes=9), desk.now + timedelta(days=91)
    await refused(convened(desk, meets_at=soon), "meeting_time_too_soon")
    await refused(convened(desk, meets_at=far), "meeting_time_too_far")


async def test_a_training_is_called_by_its_first_line(desk: Desk) -> None:
    text = "预案培训\n请带上本单位的预案。"
    assert meetings.first_line(text) == "预案培训"
    assert len(meetings.first_line("训" * 40)) == meetings.TITLE_AT_MOST
    said = terms(desk, purpose=Purpose.TRAINING, text=text, title="预案培训")
    assert meetings.details(said) == "请带上本单位的预案。"
    assert meetings.details(replace(said, title="别的")) == text


async def test_a_draft_whose_hour_went_by_is_not_issued(desk: Desk) -> None:
    made = await drafts.draft_saying(desk, STAFF, HERE, terms(desk))
    desk.now = at(desk, 18)
    await refused(drafts.confirm(desk, STAFF, HERE, made.key), "draft_is_outdated")


async def test_who_comes_who_does_not_and_who_says_so_anew(desk: Desk) -> None:
    order = await convened(desk)
    await come(desk, order, FIRST, SECOND)
    speaker = SPEAKERS[FIRST]
    assert await attending.come(desk, FIRST, speaker, order.key) == "meeting_coming_again"
    await attending.leave(desk, FIRST, speaker, order.key, LeaveSaid("出差", None))
    row = await attendees.find(desk.session, order.key, FIRST)
    assert row is not None
    assert (row.answer, row.substitute, row.comes) == (AttendeeAnswer.ON_LEAVE, None, False)
    await attending.substitute(desk, FIRST, speaker, order.key, " 副局长 老周。")
    assert (row.substitute, row.comes) == ("副局长 老周", True)
    await refused(
        attending.substitute(desk, FIRST, speaker, order.key, "周" * (SUBSTITUTE_AT_MOST + 1)),
        "leave_substitute_too_long",
    )
    await refused(
        attending.substitute(desk, FIRST, speaker, order.key, "老周13900000000"),
        "leave_substitute_is_number",
    )
    await refused(
        attending.leave(desk, SECOND, SPEAKERS[SECOND], order.key, LeaveSaid("", None)),
        "leave_reason_missing",
    )
    await come(desk, order, FIRST)
    await refused(attending.substitute(desk, FIRST, speaker, order.key, "老周"), "leave_taken_back")
    assert "参会 2，请假 0，未回复 3" in await board(desk, order)


async def test_what_the_office_registers_says_that_it_comes(desk: Desk) -> None:
    order = await convened(desk)
    receipt = await obligations.of_order(desk.session, order.key, ObligationKind.RECEIPT, FIRST)
    assert receipt is not None
    said = Statement(Way.PHONE, "值班员", desk.now)
    await registering.register(desk, STAFF, receipt.key, said)
    assert "参会 1，请假 0，未回复 4" in await board(desk, order)


async def test_a_moved_meeting_is_answered_under_its_new_notice(desk: Desk) -> None:
    order = await convened(desk)
    await come(desk, order, FIRST)
    held = await drafts.to_move(desk, STAFF, order.matter_id)
    assert held.key == order.key
    later = terms(desk, meets_at=at(desk, 19), moved_from=at(desk, 18))
    made = await drafts.draft_saying(desk, STAFF, HERE, later, changing=order.matter_id)
    await refused(drafts.to_move(desk, STAFF, order.matter_id), "draft_is_pending")
    moved = await drafts.confirm(desk, STAFF, HERE, made.key)
    assert MeetingTerms.of(moved).moved_from == at(desk, 18)
    await refused(attending.come(desk, FIRST, SPEAKERS[FIRST], order.key), "meeting_was_moved")
    assert await roll_calls.remind(desk, order.key) == "not held"
    assert await roll_calls.begin(desk, order.key) == "not held"
    assert await roll_calls.over(desk, order.key) == "not held"
    assert "会议已改期" in await board(desk, order)


async def test_only_what_people_gather_for_is_moved(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now)
    await refused(drafts.to_move(desk, STAFF, alert.key), "button_obsolete")


async def test_the_list_of_who_is_there(desk: Desk) -> None:
    order = await convened(desk)
    await come(desk, order, FIRST, SECOND)
    sent = LeaveSaid("出差", "副局长老周")
    await attending.leave(desk, THIRD, SPEAKERS[THIRD], order.key, sent)
    await attending.leave(desk, FOURTH, SPEAKERS[FOURTH], order.key, LeaveSaid("住院", ""))
    await refused(roll_calls.arrive(desk, FIRST, SPEAKERS[FIRST], order.key), "meeting_not_begun")
    desk.now = at(desk, 17, 30)
    assert await roll_calls.remind(desk, order.key) == "reminded"
    told = await outbox.deliveries_about(desk.session, Subject.of(order))
    reminded = {row.agency for row in told if row.kind == DeliveryKind.DECISION}
    assert reminded == {FIRST, SECOND, THIRD}
    arrived = roll_calls.arrive(desk, FIRST, SPEAKERS[FIRST], order.key)
    assert await arrived == "meeting_arrived"
    again = roll_calls.arrive(desk, FIRST, SPEAKERS[FIRST], order.key)
    assert await again == "meeting_arrived_again"
    desk.now = at(desk, 18)
    assert await meeting_sheets.begin(desk, order.key) == roll_calls.BEGUN
    ended = drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CANCEL)
    await refused(ended, "meeting_has_begun")
    await refused(drafts.to_move(desk, STAFF, order.matter_id), "meeting_has_begun")
    await roll_calls.check(desk, STAFF, order.key, SECOND)
    await roll_calls.check(desk, STAFF, order.key, SECOND)
    await roll_calls.check(desk, STAFF, order.key, SECOND, here=False)
    await roll_calls.check(desk, STAFF, order.key, THIRD)
    await refused(roll_calls.check(desk, STAFF, order.key, "nobody"), "button_obsolete")
    await refused(roll_calls.check(desk, STAFF, 999, FIRST), "button_obsolete")
    assert "到会 2/5" in await board(desk, order)
    await roll_calls.close(desk, STAFF, order.key)
    assert await state(desk, order) == MatterState.CLOSED
    (closed,) = [
        row
        for row in await outbox.deliveries_about(desk.session, Subject.of(order))
        if "签到结束" in row.text
    ]
    assert "到会 2/5，未到会2家" in closed.text
    assert "请假（1）" in closed.text
    assert "副局长老周" in closed.text
    await refused(roll_calls.close(desk, STAFF, order.key), "meeting_list_closed")
    await refused(attending.come(desk, FIFTH, SPEAKERS[FIFTH], order.key), "receipt_superseded")
    left = await obligations.of_order(desk.session, order.key, ObligationKind.RECEIPT, FIFTH)
    assert left is not None
    assert left.state == ObligationState.SUPERSEDED


async def test_nobody_is_called_missing_where_nobody_was_checked(desk: Desk) -> None:
    order = await convened(desk)
    desk.now = at(desk, 21)
    assert await roll_calls.over(desk, order.key) == "closed"
    assert await roll_calls.over(desk, order.key) == "not held"
    told = await outbox.deliveries_about(desk.session, Subject.of(order))
    assert any("到会情况未登记" in row.text for row in told)


async def test_no_other_order_has_a_list(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now)
    (order,) = await store.issued_orders(desk.session, alert.key)
    await refused(roll_calls.check(desk, STAFF, order.key, FIRST), "button_obsolete")
    await refused(roll_calls.arrive(desk, FIRST, SPEAKERS[FIRST], order.key), "button_obsolete")


async def test_without_answers_from_several_buttons_a_tap_names_them(desk: Desk) -> None:
    order = await convened(desk)
    tap = await receipts.tap(desk, HERE, FIRST, order.key, 7)
    assert tap is not None
    assert tap.named == "“参会”或“请假”"
    assert meeting_boards.keyboard(desk.words, await meeting_boards.board(desk, order)) == ()


async def test_when_the_clock_proposes_it(desk: Desk) -> None:
    assert await meeting_proposals.propose(desk, 999) == "ended"
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=1), level="orange")
    assert await meeting_proposals.propose(desk, alert.key) == "another level"
    alert.level = "red"
    for order in await store.issued_orders(desk.session, alert.key):
        order.level = "red"
    waits = await agenda.waiting(desk.session, desk.jurisdiction)
    due = [one.due_at for one in waits if one.kind == dispatch_meetings.PROPOSAL]
    assert due == [at(desk, 15)]
    desk.now = at(desk, 23)
    assert await meeting_proposals.propose(desk, alert.key) == "quiet hours"
    desk.now = at(desk, 17, 55)
    assert await meeting_proposals.propose(desk, alert.key) == "too late today"
    desk.now = at(desk, 15)
    assert await meeting_proposals.propose(desk, alert.key) == "proposed"
    order = await convened(desk)
    assert await meeting_proposals.propose(desk, alert.key) == "convened already"
    await come(desk, order, FIRST)
    # The next day it is drafted like the last one; its hour is the plan's where that one is over.
    desk.now = at(desk, 15) + timedelta(days=1)
    assert await meeting_proposals.propose(desk, alert.key) == "proposed"
    (drafted,) = await store.pending_orders(desk.session, desk.jurisdiction)
    assert (drafted.drafted_by, drafted.state) == (None, OrderState.DRAFT)
    assert MeetingTerms.of(drafted).meets_at == at(desk, 18)
    assert await meeting_proposals.propose(desk, alert.key) == "convened already"
    await drafts.give_up(desk, STAFF, drafted.key)


async def test_the_day_is_reported_on_from_the_notice_on(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=1))
    desk.now = at(desk, 12)
    assert await early.open_before_prompt(desk, FIRST) is None
    order = await convened(desk)
    owed = await early.open_before_prompt(desk, FIRST)
    assert owed is not None
    assert (owed.matter_id, owed.day) == (alert.key, desk.local(desk.now).date())
    view = await meeting_sheets.view_of(desk, order)
    assert view is not None
    assert (view.total, len(view.lines), len(view.silent)) == (5, 0, 5)


async def test_without_an_alert_there_is_no_sheet(desk: Desk) -> None:
    order = await convened(desk)
    assert await meeting_sheets.view_of(desk, order) is None
    desk.now = at(desk, 18)
    assert await meeting_sheets.begin(desk, order.key) == roll_calls.BEGUN


async def test_minutes_are_signed_and_sent_to_all_who_were_asked(desk: Desk) -> None:
    order = await held(desk)
    file = Enclosure(DOCUMENT, "file-1")
    await refused(minutes.draft(desk, STAFF, HERE, order, "。", None, ""), "minutes_missing")
    await refused(
        minutes.draft(desk, STAFF, HERE, order, "会" * 3001, None, ""), "minutes_too_long"
    )
    first = await minutes.draft(desk, STAFF, HERE, order, "加密巡查。", None, "")
    second = await minutes.draft(
        desk, STAFF, HERE, order, "加密巡查，每日两次。", file, "纪要.docx"
    )
    assert first.state == MinutesState.GIVEN_UP
    assert await minutes.send(desk, STAFF, second.key) == MinutesState.ASKED
    await refused(minutes.send(desk, STAFF, second.key), "approval_void")
    await refused(minutes.draft(desk, STAFF, HERE, order, "另一稿", None, ""), "minutes_asked")
    (waiting,) = await approvals.waiting_for(desk, DIRECTOR)
    await approvals.approve(desk, DIRECTOR, waiting.row.key)
    assert second.state == MinutesState.SIGNED
    rows = await outbox.deliveries_about(desk.session, Subject.of(second))
    brought = [row for row in rows if row.kind == DeliveryKind.DECISION]
    assert {row.agency for row in brought} == set(AGENCIES)
    assert all(row.context[ENCLOSED]["file_id"] == "file-1" for row in brought)
    await refused(minutes.give_up(desk, STAFF, second.key), "approval_void")
    await refused(minutes.give_up(desk, STAFF, 999), "button_obsolete")


async def test_minutes_come_back_or_are_given_up(desk: Desk) -> None:
    order = await held(desk)
    made = await minutes.draft(desk, STAFF, HERE, order, "加密巡查。", None, "")
    await minutes.send(desk, STAFF, made.key)
    (waiting,) = await approvals.waiting_for(desk, DIRECTOR)
    await approvals.send_back(desk, DIRECTOR, waiting.row.key, "请写明时限")
    assert made.state == MinutesState.RETURNED
    again = await minutes.draft(desk, COLLEAGUE, HERE, order, "加密巡查，每日两次。", None, "")
    await minutes.send(desk, COLLEAGUE, again.key)
    await minutes.give_up(desk, STAFF, again.key)
    assert again.state == MinutesState.GIVEN_UP
    assert len(await minutes_store.of_order(desk.session, order.key)) == 2


async def test_only_a_meeting_that_has_begun_has_minutes(desk: Desk) -> None:
    order = await convened(desk)
    rows = await outbox.deliveries_about(desk.session, Subject.of(order))
    draft = next(row for row in rows if row.kind == DeliveryKind.DRAFT)
    assert await minutes.meeting_meant(desk, draft) is None
    desk.now = at(desk, 18)
    meant = await minutes.meeting_meant(desk, draft)
    assert meant is not None
    assert meant.key == order.key
    called_off = await convened(desk, meets_at=at(desk, 19))
    ending = await drafts.draft_end(desk, STAFF, HERE, called_off.matter_id, OrderKind.CANCEL)
    await drafts.confirm(desk, STAFF, HERE, ending.key)
    rows = await outbox.deliveries_about(desk.session, Subject.of(called_off))
    desk.now = at(desk, 20)
    draft = next(row for row in rows if row.kind == DeliveryKind.DRAFT)
    assert await minutes.meeting_meant(desk, draft) is None
    assert "已取消" in (await board(desk, called_off))


@pytest.mark.clause("G6")
async def test_the_report_of_a_year_counts_them(desk: Desk) -> None:
    await held(desk)
    desk.now = at(desk, 19)
    training = await convened(
        desk,
        purpose=Purpose.TRAINING,
        text="预案培训",
        title="预案培训",
        meets_at=at(desk, 20),
    )
    await convened(desk, drill=True, meets_at=at(desk, 21))
    desk.now = at(desk, 23)
    await roll_calls.over(desk, training.key)
    made = await years.view_of(desk, {"year": 2026})
    told = "\n".join(line for one in made.sections for line in one.paragraphs)
    assert "召开日调度会议1次。通知参会5家次，到会1家次，请假0家次。" in told
    assert "组织培训1次（12月1日“预案培训”）。其中1次未登记到会情况。" in told
    assert "其他会议" not in told


async def test_what_is_not_on_the_agenda_is_put_there_again(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=1), level="red")
    order = await convened(desk)
    await roll_calls.forget(desk, order.matter_id)
    (gap,) = await reconcile_meetings.unheld(desk)
    assert gap.mend is not None
    await gap.mend(desk)
    (other,) = await reconcile_meetings.unproposed(desk)
    assert other.mend is not None
    await other.mend(desk)
    waits = await agenda.waiting(desk.session, desk.jurisdiction)
    on_it = {(one.kind, one.subject) for one in waits}
    assert {(roll_calls.OVER, order.key), (dispatch_meetings.PROPOSAL, alert.key)} <= on_it
    assert (gap.rule, other.rule) == ("unheld", "unproposed")


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_it_is_told_in_both_languages(desk: Desk, locale: str) -> None:
    """A name that a template lacks would fail here; Chinese in an English sentence as well."""
    there = replace(desk, words=words_in(locale, desk.plan.zone))
    order = await convened(there, place="Room 301", title="Dispatch")
    await come(there, order, FIRST)
    sent = LeaveSaid("journey", "deputy Zhou")
    await attending.leave(there, SECOND, SPEAKERS[SECOND], order.key, sent)
    there.now = at(there, 17, 30)
    await roll_calls.remind(there, order.key)
    there.now = at(there, 18)
    await alert_in_force(there, since=there.now - timedelta(hours=10))
    await meeting_sheets.begin(there, order.key)
    await roll_calls.check(there, STAFF, order.key, FIRST)
    await roll_calls.check(there, STAFF, order.key, SECOND)
    assert await board(there, order)
    await roll_calls.close(there, STAFF, order.key)
    made = await minutes.draft(there, STAFF, HERE, order, "More patrols.", None, "")
    await minutes.send(there, STAFF, made.key)
    (waiting,) = await approvals.waiting_for(there, DIRECTOR)
    await approvals.approve(there, DIRECTOR, waiting.row.key)
    rows = await outbox.deliveries_about(there.session, Subject.of(order))
    said = "\n".join(row.text for row in rows)
    heads = {
        "zh": ("请准时参会", "签到结束：到会 2/5", "调度表"),
        "en": ("be there", "here 2/5", "sheet"),
    }
    assert all(one in said for one in heads[locale])


async def test_what_one_message_for_several_bodies_says_of_each(desk: Desk) -> None:
    order = await convened(desk)
    assert (await attending.require_may_answer(desk, FIRST, order.key)).key == order.key
    await come(desk, order, FIRST)
    await attending.leave(desk, SECOND, SPEAKERS[SECOND], order.key, LeaveSaid("出差", ""))
    said = {}
    for body in (FIRST, SECOND):
        receipt = await obligations.of_order(desk.session, order.key, ObligationKind.RECEIPT, body)
        assert receipt is not None
        said[body] = await receipt_lines.given(desk, order, receipt)
    assert "✅ 参会" in said[FIRST]
    assert "📝 请假：出差；代会人：无" in said[SECOND]


async def test_a_message_leads_to_its_own_meeting_and_to_nothing_else(desk: Desk) -> None:
    order = await convened(desk)
    desk.now = at(desk, 18)
    [shown, *_] = await outbox.deliveries_about(desk.session, Subject.of(order))
    for kind, key, found in (
        (SubjectKind.MATTER, order.matter_id, order.key),
        (SubjectKind.MATTER, 999, None),
        (SubjectKind.ORDER, order.key, order.key),
        (SubjectKind.ORDER, 999, None),
        (SubjectKind.PROBLEM, order.key, None),
    ):
        shown.subject_kind, shown.subject_id = kind, key
        meant = await minutes.meeting_meant(desk, shown)
        assert (meant.key if meant is not None else None) == found
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=1))
    shown.subject_kind, shown.subject_id = SubjectKind.MATTER, alert.key
    assert await minutes.meeting_meant(desk, shown) is None


async def test_an_office_without_a_group_reads_of_no_proposal(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=1), level="red")
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    await desk.session.delete(office)
    await desk.session.flush()
    desk.now = at(desk, 15)
    assert await meeting_proposals.propose(desk, alert.key) == "proposed"
    known = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
    assert "meeting_proposed" not in [one.action for one in known]


async def test_minutes_are_of_a_meeting(desk: Desk) -> None:
    made = Minutes(
        jurisdiction=desk.jurisdiction,
        order_id=999,
        drill=False,
        text="加密巡查。",
        drafted_by=STAFF.user_id,
        drafted_at=desk.now,
    )
    with pytest.raises(LookupError, match="of no meeting"):
        await minutes_round.order_of(desk, made)


async def test_minutes_are_not_agreed_to_by_telephone(desk: Desk) -> None:
    await consents.switch(desk, DIRECTOR, on=True)
    made = await minutes.draft(desk, STAFF, HERE, await held(desk), "加密巡查。", None, "")
    assert await minutes.send(desk, STAFF, made.key) == MinutesState.ASKED
    assert len(await approvals.waiting_for(desk, DIRECTOR)) == 1
    assert await consents.possible(desk, STAFF) == []
