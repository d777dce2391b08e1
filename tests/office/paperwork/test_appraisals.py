"""An appraisal from its drawing up to its last signature, and all that is refused on the way."""

from datetime import timedelta

import pytest

from office.decisions import approvals
from office.desk import Desk
from office.paperwork.appraisals import checking, giving_up, proposals, signing
from office.paperwork.appraisals.known import board_of, known, member_at
from office.plan.model import Plan
from office.records import waiting
from office.records.appraisals import drawing_up, paper
from storage.roster.chats import Chat
from storage.supervision import appraisals as store
from storage.supervision.appraisals import (
    AppraisalState,
    DrawnAppraisal,
    ObjectionState,
    PaperState,
    Proposed,
    ReplyState,
)
from tests.office.episodes import OFFICE_CHAT
from tests.office.paperwork.appraisal_days import (
    GOOD,
    HOUR,
    LATE,
    LIAISON,
    LOST,
    WHY,
    appraising_plan,
    bound_groups,
    drawn_up,
    drawn_up_of,
    objected,
    reply,
    sent_out,
    sign,
    states,
)
from tests.office.signers import (
    COLLEAGUE,
    COMMANDER,
    DIRECTOR,
    HERE,
    STAFF,
    edits,
    refused,
    said,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return appraising_plan()


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    return await bound_groups(desk)


@pytest.fixture
async def made(desk: Desk, groups: dict[str, Chat]) -> DrawnAppraisal:
    return await drawn_up(desk)


async def test_each_body_with_a_chat_is_asked_and_nobody_reads_of_another(
    desk: Desk, made: DrawnAppraisal, groups: dict[str, Chat]
) -> None:
    await refused(signing.put_up(desk, STAFF, HERE, made), "appraisal_not_checked")
    await sent_out(desk, made)
    assert states(await store.replies(desk.session, made.key)) == {
        GOOD: ReplyState.ASKED,
        LATE: ReplyState.ASKED,
        LOST: ReplyState.UNREACHED,
    }
    [asked] = await said(desk, groups[LATE].chat_id)
    assert "市公安局" in asked.text
    assert "住建局" not in asked.text
    assert await said(desk, groups[LOST].chat_id) == []
    [card] = await edits(desk, OFFICE_CHAT)
    assert "群联系不上，请当面核对：住建局" in card.text
    await refused(checking.send_out(desk, STAFF, made), "appraisal_decided")
    await refused(checking.confirm(desk, LIAISON, LOST, made), "button_obsolete")
    await refused(checking.confirm(desk, LIAISON, "jiaoyu", made), "button_obsolete")


async def test_a_body_confirms_once_and_may_object_afterwards(
    desk: Desk, made: DrawnAppraisal, groups: dict[str, Chat]
) -> None:
    await sent_out(desk, made)
    await checking.confirm(desk, LIAISON, LATE, made)
    assert (await reply(desk, made, LATE)).state == ReplyState.CONFIRMED
    await refused(checking.confirm(desk, LIAISON, LATE, made), "appraisal_answered")
    await objected(desk, made)
    assert (await reply(desk, made, LATE)).state == ReplyState.OBJECTED
    await refused(objected(desk, made), "appraisal_objected_before")
    far = checking.object_to(desk, LIAISON, LATE, made, 7, "第八项不属实")
    await refused(far, "button_obsolete")
    said_nothing = checking.object_to(desk, LIAISON, GOOD, made, 0, "")
    await refused(said_nothing, "button_obsolete")
    [line] = [one for one in await waiting.lines(desk) if "异议" in one.text]
    assert "公安局" in line.text


async def test_an_objection_that_is_accepted_is_a_correction_in_a_row_of_its_own(
    desk: Desk, made: DrawnAppraisal
) -> None:
    await sent_out(desk, made)
    before = dict(made.says)
    filed = await objected(desk, made)
    own = checking.decide(desk, LIAISON, filed.key, ObjectionState.ACCEPTED, WHY)
    await refused(own, "office_only")
    nothing = checking.decide(desk, STAFF, filed.key, ObjectionState.ACCEPTED, "。")
    await refused(nothing, "appraisal_reason_missing")
    await checking.decide(desk, STAFF, filed.key, ObjectionState.ACCEPTED, WHY)
    [correction] = await store.corrections(desk.session, made.key)
    assert (correction.agency, correction.reason) == (LATE, WHY)
    assert made.says == before
    book = await paper.workbook_of(desk, {"appraisal": made.key})
    scores = {row[0]: row[3] for row in book.sheets[0].rows}
    assert scores == {"生态环境": 100, "公安局": 100, "住建局": 0, "教育局": None}
    assert [row[4] for row in book.sheets[2].rows] == [WHY, "", ""]
    again = checking.decide(desk, COLLEAGUE, filed.key, ObjectionState.REFUSED, WHY)
    await refused(again, "appraisal_objection_decided")
    await refused(checking.undecided(desk, STAFF, 99), "button_obsolete")


async def test_one_that_is_refused_changes_no_points(desk: Desk, made: DrawnAppraisal) -> None:
    await sent_out(desk, made)
    filed = await objected(desk, made)
    await checking.decide(desk, STAFF, filed.key, ObjectionState.REFUSED, "记录无误")
    assert await store.corrections(desk.session, made.key) == []
    book = await paper.workbook_of(desk, {"appraisal": made.key})
    assert {row[0]: row[3] for row in book.sheets[0].rows}["公安局"] == 80


async def test_whoever_says_nothing_in_time_is_silent_and_the_office_goes_on(
    desk: Desk, made: DrawnAppraisal
) -> None:
    await sent_out(desk, made)
    await checking.confirm(desk, LIAISON, LATE, made)
    early = await refused(signing.put_up(desk, STAFF, HERE, made), "appraisal_replies_awaited")
    assert early.facts["names"] == ["生态环境"]
    until = made.object_by
    assert until is not None
    await checking.give_back(desk, until, HOUR)
    assert made.object_by == until
    await checking.give_back(desk, until - HOUR, HOUR)
    assert made.object_by == until + HOUR
    desk.now = made.object_by
    await refused(objected(desk, made), "appraisal_too_late")
    assert await checking.time_up(desk, made.key) == "1 silent"
    assert (await reply(desk, made, GOOD)).state == ReplyState.SILENT
    [told] = [one for one in await said(desk, OFFICE_CHAT) if "核对已截止" in one.text]
    assert "未答复：生态环境" in told.text
    await signing.put_up(desk, STAFF, HERE, made)
    assert await checking.time_up(desk, made.key) == "over"
    assert await checking.time_up(desk, 99) == "over"


async def test_it_is_returned_put_up_anew_and_signed(
    desk: Desk, made: DrawnAppraisal, groups: dict[str, Chat]
) -> None:
    await proposals.propose(desk, STAFF, made, GOOD, Proposed.PRAISE, "两次均及时，建议表扬")
    await proposals.propose(desk, STAFF, made, LOST, Proposed.BLAME, "写错了")
    await proposals.drop(desk, COLLEAGUE, made, LOST)
    await refused(proposals.drop(desk, STAFF, made, LOST), "button_obsolete")
    nobody = proposals.propose(desk, STAFF, made, "mars", Proposed.BLAME, "查无此单位")
    await refused(nobody, "button_obsolete")
    await sent_out(desk, made)
    filed = await objected(desk, made)
    await refused(signing.put_up(desk, STAFF, HERE, made), "appraisal_objections_open")
    await checking.decide(desk, STAFF, filed.key, ObjectionState.ACCEPTED, WHY)
    await checking.confirm(desk, LIAISON, GOOD, made)
    await signing.put_up(desk, STAFF, HERE, made)
    decided = checking.decide(desk, STAFF, filed.key, ObjectionState.REFUSED, WHY)
    await refused(decided, "appraisal_objection_decided")
    more = proposals.propose(desk, STAFF, made, GOOD, Proposed.BLAME, WHY)
    await refused(more, "appraisal_decided")
    [step] = await approvals.waiting_for(desk, DIRECTOR)
    await approvals.send_back(desk, DIRECTOR, step.row.key, "再核一遍")
    assert made.state == AppraisalState.CHECKING
    await signing.put_up(desk, STAFF, HERE, made)
    await sign(desk, DIRECTOR, COMMANDER)
    assert made.state == AppraisalState.SIGNED
    signed = await store.newest_paper(desk.session, made.key)
    assert signed is not None
    assert (signed.state, signed.serial) == (PaperState.SIGNED, "昌污指考〔2026〕1号")
    view = await paper.paper_of(desk, {"appraisal": made.key})
    assert view.subtitle == "（昌污指考〔2026〕1号）"
    # It was drawn up the day before its last signature, whose day it bears.
    made.drafted_at = desk.now - timedelta(days=1)
    later = await paper.paper_of(desk, {"appraisal": made.key})
    assert later.date == view.date == desk.words.plain("form_day", day=desk.local(desk.now).date())
    text = "\n".join(one for section in view.sections for one in section.paragraphs)
    assert "表扬建议——生态环境：两次均及时，建议表扬" in text
    assert "写错了" not in text
    assert "确认属实1家，提出异议1家，逾期未答复0家，未能送达1家；采纳异议、更正1项。" in text
    assert "指挥长批准：指挥长" in text
    [row] = [row for row in await edits(desk, groups[GOOD].chat_id)]
    assert "✅ 已审定。" in row.text
    await refused(giving_up.give_up(desk, STAFF, made), "appraisal_decided")


async def test_what_is_given_up_asks_nobody_any_more(
    desk: Desk, made: DrawnAppraisal, groups: dict[str, Chat]
) -> None:
    assert "征求意见前" in (await paper.paper_of(desk, {"appraisal": made.key})).subtitle
    await sent_out(desk, made)
    assert "核对中" in (await paper.paper_of(desk, {"appraisal": made.key})).subtitle
    filed = await objected(desk, made)
    await giving_up.give_up(desk, STAFF, made)
    for row in await edits(desk, groups[LATE].chat_id):
        assert not row.keyboard
    late = checking.decide(desk, STAFF, filed.key, ObjectionState.ACCEPTED, WHY)
    await refused(late, "appraisal_decided")
    assert await store.newest(desk.session, desk.jurisdiction, 5) == []


async def test_what_nobody_knows_is_refused(desk: Desk, made: DrawnAppraisal) -> None:
    await refused(known(desk, 99), "button_obsolete")
    board = board_of(made)
    assert member_at(board, 0).body == GOOD
    for place in (-1, 4):
        with pytest.raises(Exception, match="button_obsolete"):
            member_at(board, place)
    await refused(drawing_up.begin(desk, LIAISON, {"year": 2026}), "office_only")
    await refused(drawing_up.begin(desk, STAFF, {"episode": 99}), "ledger_no_episode")


async def test_it_is_counted_once_and_kept_where_there_is_something(
    desk: Desk, made: DrawnAppraisal
) -> None:
    asked = {"year": 2026}
    under_way = await drawing_up.begin(desk, STAFF, asked)
    await refused(drawing_up.begin(desk, STAFF, asked), "appraisal_under_way")
    listed = await store.newest(desk.session, desk.jurisdiction, 5)
    assert [one.key for one in listed] == [made.key]
    board = await drawing_up.count(desk, asked)
    for _ in range(2):
        await drawing_up.keep(desk, under_way.key, board)
        await drawing_up.give_up(desk, under_way.key, "appraisal_failed")
    assert (under_way.state, under_way.says) == (AppraisalState.DRAFT, made.says)
    cards = [row for row in await said(desk, OFFICE_CHAT) if "记录截至" in row.text]
    assert len(cards) == 2
    nothing = await drawn_up_of(desk, {"year": 2025})
    assert nothing.state == AppraisalState.GIVEN_UP
    assert "没有" in (await said(desk, OFFICE_CHAT))[-1].text
