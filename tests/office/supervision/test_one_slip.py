"""One body, one open slip: what it misses later is added to that, and climbs with it."""

from datetime import timedelta

import pytest

from messages.views.boards import OnSlip, ReportsView
from office.conversation import finding_messages
from office.ladder import joint
from office.obligations import board_texts, lifecycle
from office.obligations import owed as owing
from office.plan.model import Plan
from office.post import Place
from office.refusal import Refusal
from office.reports import acknowledging, extensions, taking
from office.reports.message_parts import Incoming
from office.supervision import addition_notices, referrals, slip_withdrawals
from office.upkeep import outage, reconcile_slips
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import UNSAID, DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationState
from storage.owed.reports import PartKind
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import SlipState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, DIRECTOR, LEADERS, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.one_slip import additions, asked_for, missed, one_slip_plan, slips_about

FIRST, SECOND, THIRD = (f"12月{day}日应急响应工作日报" for day in (1, 2, 3))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return one_slip_plan()


async def answered(office: Office, day: LadderDay) -> None:
    async with office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    await day.deliver()


async def steps(office: Office, *days: LadderDay) -> list[str]:
    async with office.desk() as desk:
        return [(await day.owed(desk)).step for day in days]


async def test_a_further_day_is_added_to_the_open_slip(office: Office) -> None:
    first, second = await missed(office, 2)
    verdicts = await first.advance_to("12:30", day=3)
    assert verdicts[-2:] == ["take: orange", "join: added to an open slip"]
    async with office.desk() as desk:
        assert [slip.step for slip in await first.slips(desk)] == ["reminder", "yellow", "orange"]
        assert await second.slips(desk) == []


async def test_once_the_slip_is_closed_it_is_asked_again_before_the_deadline(
    office: Office,
) -> None:
    first, second = await missed(office, 2)
    assert "take: nudge" not in await second.advance_to("11:05", day=3)
    await answered(office, first)
    assert (await second.advance_to("11:10", day=3))[-1] == "take: nudge"


async def test_it_is_told_to_the_agency_and_to_the_office(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        orange = (await first.slips(desk))[-1]
        assert [slip.key for slip in await slips_about(desk, second)] == [orange.key]
        [told] = await additions(desk, second)
        assert told.text is not None
        assert f"并入督办：{SECOND}" in told.text
        assert orange.serial in told.text
        assert f"<b>尚欠：</b>{FIRST}、{SECOND}" in told.text
        assert told.subject is not None
        assert told.subject.id == second.owed_id
        notices = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert SECOND in (notices[-1].text or "")
        assert orange.matter == f"{FIRST}、{SECOND}"
    assert await steps(office, first, second) == ["orange", "orange"]


async def test_the_office_reads_of_it_where_the_script_of_an_exercise_plays_the_body(
    office: Office,
) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        slip, owed = (await slips_about(desk, second))[-1], await second.owed(desk)
        [told] = await additions(desk, second)
        told.state, told.error = DeliveryState.DROPPED, UNSAID
        item = SlipItem(
            jurisdiction=desk.jurisdiction,
            slip_id=slip.key,
            obligation_id=owed.key,
            added_at=desk.now,
        )
        desk.session.add_all((told, item))
        await desk.session.flush()
        before = len(await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE))
        await addition_notices.tell(desk, owed, slip, item, told)
        [notice] = (await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE))[before:]
        assert (notice.after_id, notice.state) == (None, DeliveryState.WAITING)


async def test_the_next_rung_names_all_days_and_copies_all(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("18:30", day=3)
    async with office.desk() as desk:
        red = (await slips_about(desk, second))[-1]
        assert red.step == "red"
        assert red.obligation_id == first.owed_id
        text = (await said(desk, first.group_id, DeliveryKind.SLIP))[-1].text or ""
        assert f"1. {FIRST}" in text
        assert f"2. {SECOND}" in text
        copy = (await said(desk, LEADERS["mayor"], DeliveryKind.COPY))[-1].text or ""
        assert f"2. {SECOND}" in copy
    assert await steps(office, first, second) == ["red", "red"]


async def test_answered_one_by_one_it_closes_with_the_last(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("18:30", day=3)
    await answered(office, first)
    async with office.desk() as desk:
        states = {slip.step: slip.state for slip in await slips_about(desk, first)}
        assert states == {
            "reminder": SlipState.CLOSED,
            "yellow": SlipState.CLOSED,
            "orange": SlipState.ISSUED,
            "red": SlipState.ISSUED,
        }
        edits = await said(desk, first.group_id, DeliveryKind.UPDATE)
        assert any(f"✅ {FIRST}已于" in (row.text or "") for row in edits)
    await answered(office, second)
    async with office.desk() as desk:
        rows = [*await slips_about(desk, first), *await slips_about(desk, second)]
        assert {slip.state for slip in rows} == {SlipState.CLOSED}


async def test_what_is_left_goes_on_climbing_by_itself(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    await answered(office, first)
    verdicts = await second.advance_to("10:30", day=4)
    assert verdicts[-1] == "take: red"
    async with office.desk() as desk:
        red = (await slips_about(desk, second))[-1]
        assert (red.step, red.obligation_id) == ("red", second.owed_id)
        assert red.matter == SECOND
        [earlier] = (await slips_about(desk, second))[:-1]
        assert earlier.state == SlipState.ISSUED


async def test_nobody_is_referred_while_more_time_runs_for_one_of_the_days(office: Office) -> None:
    first, second, _ = await missed(office, 3)
    await first.advance_to("18:30", day=4)
    async with office.desk() as desk:
        referral = (await slips_about(desk, second))[-1]
        owed = await second.owed(desk)
        asked = await extensions.ask(desk, LIAISON, owed.agency, owed.key, "系统故障")
        told = await referrals.to_confirm(desk, DIRECTOR, referral.key)
        assert told.newest == asked.key
        with pytest.raises(Refusal, match="referral_request_pending"):
            await referrals.confirm(desk, DIRECTOR, referral.key)
        await extensions.grant(desk, STAFF, asked.key, desk.now + timedelta(hours=20))
        with pytest.raises(Refusal, match="referral_extended"):
            await referrals.confirm(desk, DIRECTOR, referral.key, told_of=asked.key)
        assert referral.state == SlipState.PROPOSED


async def test_who_confirms_is_told_of_every_request_that_waits(office: Office) -> None:
    first, second, _ = await missed(office, 3)
    await first.advance_to("18:30", day=4)
    async with office.desk() as desk:
        referral = (await slips_about(desk, second))[-1]
        rows = [
            await extensions.ask(desk, LIAISON, AGENCY, day.owed_id, why)
            for day, why in ((first, "系统故障"), (second, "数据待核"))
        ]
        told = await referrals.to_confirm(desk, DIRECTOR, referral.key)
        asked = [(one.number, one.matter, one.reason) for one in told.requests]
        assert asked == [(rows[0].key, FIRST, "系统故障"), (rows[1].key, SECOND, "数据待核")]
        question = desk.words.plain("referral_ask_twice", **told.facts)
        assert "2项延期申请，办公室尚未批复" in question
        assert f"1. {FIRST}，12月4日18:30申请（理由：系统故障）" in question
        assert f"2. {SECOND}，12月4日18:30申请（理由：数据待核）" in question
        with pytest.raises(Refusal, match="referral_request_pending"):
            await referrals.confirm(desk, DIRECTOR, referral.key, told_of=rows[0].key)
        confirmed = await referrals.confirm(desk, DIRECTOR, referral.key, told_of=told.newest)
        assert confirmed.state == SlipState.ISSUED


async def test_three_days_are_referred_as_one(office: Office) -> None:
    first, second, third = await missed(office, 3)
    await first.advance_to("18:30", day=4)
    assert await steps(office, first, second, third) == ["referral"] * 3
    async with office.desk() as desk:
        referral = (await slips_about(desk, third))[-1]
        assert referral.state == SlipState.PROPOSED
        [asked] = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert SECOND in (asked.text or "")
        assert THIRD in (asked.text or "")
        await referrals.confirm(desk, DIRECTOR, referral.key)
    await first.deliver()
    async with office.desk() as desk:
        chat = LEADERS["discipline_commission"]
        [document] = await said(desk, chat, DeliveryKind.REFERRAL)
        assert f"<b>同件督办：</b>{THIRD}" in (document.text or "")
    await answered(office, third)
    async with office.desk() as desk:
        [added] = await said(desk, LEADERS["discipline_commission"], DeliveryKind.SUPPLEMENT)
        assert THIRD in (added.text or "")


async def test_an_answer_ends_the_proposal_and_the_rest_is_proposed_anew(office: Office) -> None:
    first, second, third = await missed(office, 3)
    await first.advance_to("18:30", day=4)
    await answered(office, first)
    verdicts = await first.tick()
    assert verdicts.count("take: referral") == 1
    async with office.desk() as desk:
        rows = [slip for slip in await slips_about(desk, third) if slip.is_referral]
        assert [slip.state for slip in rows] == [SlipState.PROPOSED]
        assert rows[0].obligation_id in (second.owed_id, third.owed_id)
    assert await steps(office, second, third) == ["referral"] * 2


async def test_a_day_missed_after_the_proposal_waits_for_the_decision(office: Office) -> None:
    first, _, third = await missed(office, 3)
    await first.advance_to("18:30", day=4)
    await first.advance_to("08:00", day=5)
    later = await asked_for(office, first, 3)
    await later.advance_to("18:30", day=7)
    assert await steps(office, later) == ["red"]
    async with office.desk() as desk:
        [referral] = [slip for slip in await slips_about(desk, third) if slip.is_referral]
        await referrals.decline(desk, DIRECTOR, referral.key, "已约谈")
    await later.advance_to("19:00", day=7)
    assert await steps(office, later) == ["referral"]


async def test_an_extension_leaves_a_day_out_of_the_next_rung(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        await lifecycle.pause(desk, await second.owed(desk), lifecycle.PauseReason.EXTENSION)
    await first.advance_to("18:30", day=3)
    assert await steps(office, first, second) == ["red", "orange"]
    async with office.desk() as desk:
        owed = await second.owed(desk)
        due = desk.now + timedelta(hours=20)
        await lifecycle.resume(desk, owed, new_due_at=due)
    await first.advance_to("15:00", day=4)
    assert await steps(office, first, second) == ["red", "red"]
    async with office.desk() as desk:
        assert len(await additions(desk, second)) == 2


async def test_an_addition_that_reached_nobody_is_taken_back(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("11:59", day=3)
    office.pass_time(timedelta(minutes=1))
    await first.tick(deliver=False)
    await first.tick(deliver=False)
    async with office.desk() as desk:
        [row] = await additions(desk, second)
        row.state, row.error = DeliveryState.UNREACHABLE, "gone"
        desk.session.add(row)
    await first.deliver()
    await first.advance_to("18:30", day=3)
    async with office.desk() as desk:
        assert len(await additions(desk, second)) == 2
    assert await steps(office, first) == ["red"]


async def test_a_slip_that_did_not_leave_names_nobody_who_has_answered(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("17:59", day=3)
    office.pass_time(timedelta(minutes=1))
    await first.tick(deliver=False)
    await answered(office, second)
    await first.advance_to("18:30", day=3)
    async with office.desk() as desk:
        reds = [slip for slip in await first.slips(desk) if slip.step == "red"]
        assert [slip.state for slip in reds] == [SlipState.VOID, SlipState.ISSUED]
        assert reds[-1].matter == FIRST
    assert await steps(office, first) == ["red"]


async def test_a_withdrawn_slip_ends_the_ladder_of_all_that_it_lists(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        orange = (await first.slips(desk))[-1]
        await slip_withdrawals.withdraw(desk, STAFF, orange.key, "有误")
    async with office.desk() as desk:
        for day in (first, second):
            assert (await day.owed(desk)).ladder_ended == "withdrawn"


async def test_an_answer_taken_back_climbs_no_withdrawn_slip(office: Office) -> None:
    """The answered day stood on the slip that was taken back, so no further step rests on that."""
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    await answered(office, first)
    async with office.desk() as desk:
        orange = (await slips_about(desk, second))[-1]
        await slip_withdrawals.withdraw(desk, STAFF, orange.key, "有误")
        owed = await first.owed(desk)
        assert owed.ladder_ended == "withdrawn"
        await lifecycle.reopen(desk, owed, desk.now, desk.now, "taken back")
    await first.advance_to("19:00", day=4)
    assert await steps(office, first, second) == ["orange", "orange"]
    async with office.desk() as desk:
        assert (await first.owed(desk)).state == ObligationState.OPEN


async def test_an_outage_moves_a_joint_slip_once(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    began = office.now
    office.pass_time(timedelta(hours=1))
    async with office.desk() as desk:
        orange = (await first.slips(desk))[-1]
        before = orange.deadline_at
        await outage.recover(desk, began, office.now)
        assert before is not None
        assert orange.deadline_at == before + timedelta(hours=1)
        assert (await second.owed(desk)).state == ObligationState.OPEN


async def test_an_addition_that_was_never_queued_is_found(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        assert await reconcile_slips.unadded(desk) == []
        [row] = await additions(desk, second)
        row.context = {}
        desk.session.add(row)
        await desk.session.flush()
        [gap] = await reconcile_slips.unadded(desk)
        assert gap.mend is not None
        await gap.mend(desk)
        assert await slips_about(desk, second) == []
    await first.tick()
    async with office.desk() as desk:
        assert len(await slips_about(desk, second)) == 1


async def test_other_ladders_open_a_slip_a_day(office: Office) -> None:
    """The plan of the stories does not ask for one slip."""
    plan = one_slip_plan()
    assert plan.ladder("report").one_slip
    assert not plan.ladder("receipt").one_slip


async def test_a_reply_to_the_slip_is_about_all_that_is_left(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("18:30", day=3)
    async with office.desk() as desk:
        red = (await said(desk, first.group_id, DeliveryKind.SLIP))[-1]
        [orange, *_] = [row for row in await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)]
        slip = await finding_messages.slip_answered(desk, red)
        assert slip is not None
        owed = await joint.still_owed(desk, slip)
        assert [one.key for one in owed] == [first.owed_id, second.owed_id]
        assert await finding_messages.slip_answered(desk, orange) is None
        assert await finding_messages.slip_answered(desk, None) is None
        shown = await owing.due(desk, AGENCY)
        assert [item.standing for item in shown.items] == [
            "已发红色督办单",
            f"已发红色督办单，并入{slip.serial}",
        ]


async def test_the_answer_says_what_the_slip_still_lists(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        text = Incoming(
            chat_id=first.group_id,
            message_id=901,
            kind=PartKind.TEXT,
            text="已检查9家企业",
            sent_at=office.now,
            sent_by=LIAISON.user_id,
        )
        taken = await taking.receive(desk, LIAISON, AGENCY, first.owed_id, [text])
        assert taken is not None
        await acknowledging.acknowledge(desk, Place(first.group_id), taken)
        answer = (await said(desk, first.group_id, DeliveryKind.ANSWER))[-1].text or ""
        assert f"同件尚欠：{SECOND}" in answer
    async with office.desk() as desk:
        assert (await second.owed(desk)).state == ObligationState.OPEN


async def test_the_board_of_the_day_says_on_which_slip_it_is(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    async with office.desk() as desk:
        owed = await second.owed(desk)
        of_second = (owed.matter_id, BoardKind.REPORTS, owed.occasion)
        shown = await board_texts.view_of(desk, *of_second)
        orange = (await first.slips(desk))[-1]
        assert isinstance(shown, ReportsView)
        assert shown.added == (OnSlip("住建局", orange.serial),)
        text = (await board_texts.message(desk, *of_second)).html
        assert f"并入督办：住建局（{orange.serial}）" in text
    await answered(office, second)
    async with office.desk() as desk:
        shown = await board_texts.view_of(desk, *of_second)
        assert isinstance(shown, ReportsView)
        assert shown.added == ()


async def test_no_message_adds_to_a_slip_that_did_not_leave(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("11:59", day=3)
    office.pass_time(timedelta(minutes=1))
    await first.tick(deliver=False)
    async with office.desk() as desk:
        orange = (await first.slips(desk))[-1]
        assert [slip.key for slip in await slips_about(desk, second)] == [orange.key]
    await answered(office, first)
    async with office.desk() as desk:
        assert orange.state == SlipState.ISSUED
        assert (await first.slips(desk))[-1].state == SlipState.VOID
        [row] = await additions(desk, second)
        assert (row.state, row.error) == (DeliveryState.DROPPED, "answered")


async def test_what_was_added_shortly_before_is_left_out_of_the_next_step(office: Office) -> None:
    first, second = await missed(office, 2, later_by=timedelta(hours=5))
    verdicts = await first.advance_to("17:30", day=3)
    assert verdicts[-1] == "join: added to an open slip"
    await first.advance_to("18:30", day=3)
    async with office.desk() as desk:
        red = (await first.slips(desk))[-1]
        assert (red.step, red.matter) == ("red", FIRST)
    assert await steps(office, first, second) == ["red", "orange"]
    await first.advance_to("10:30", day=4)
    assert await steps(office, first, second) == ["red", "red"]
    async with office.desk() as desk:
        assert [slip.key for slip in await slips_about(desk, second)][-1] == red.key
        assert len(await additions(desk, second)) == 2


async def test_nobody_is_referred_for_a_day_that_was_added_shortly_before(office: Office) -> None:
    first, second, third = await missed(office, 3, later_by=timedelta(hours=5))
    await first.advance_to("18:30", day=4)
    assert await steps(office, first, second, third) == ["referral", "referral", "red"]
    await answered(office, third)
    async with office.desk() as desk:
        [referral] = [slip for slip in await slips_about(desk, second) if slip.is_referral]
        assert referral.state == SlipState.PROPOSED


async def test_time_that_was_granted_outlasts_a_slip_that_is_void(office: Office) -> None:
    first, second = await missed(office, 2)
    await first.advance_to("12:30", day=3)
    await first.advance_to("17:59", day=3)
    office.pass_time(timedelta(minutes=1))
    await first.tick(deliver=False)
    async with office.desk() as desk:
        owed = await second.owed(desk)
        await lifecycle.pause(desk, owed, lifecycle.PauseReason.EXTENSION)
        due_at = desk.now + timedelta(days=2)
        await lifecycle.resume(desk, owed, new_due_at=due_at)
    await answered(office, first)
    async with office.desk() as desk:
        owed = await second.owed(desk)
        assert owed.wakes_at == due_at
    await second.tick()
    assert await steps(office, second) == ["red"]
