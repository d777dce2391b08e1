"""A report sent back: until when it is owed again, what its ladder counts, what answers it."""

from datetime import datetime, timedelta

import pytest

from messages.render import Message
from office.bodies.people import Actor, actor
from office.desk import Desk
from office.ladder import dossiers, joint
from office.ladder.policies import policy_of
from office.obligations.owed import standing_of
from office.post import Place
from office.reports import acknowledging, extensions, returning, taking, withdrawing
from office.reports.message_parts import Incoming
from office.reports.returning import Seen
from office.reports.taking import Taken
from office.supervision import known_slips
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed import reports, returns
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import PartKind, Report
from storage.roster import chats
from storage.subjects import Subject
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import MORNING, Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay, prompted_day, states
from tests.office.signers import refused, said

AUDITOR = Actor(7004, "督查员", positions=("auditor",))
REASON = "请补报整改情况"


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """A report is due at 12:00; it is 08:00."""
    return await prompted_day(office)


def message(day: LadderDay, desk: Desk, number: int, text: str, *, edit: bool = False) -> Incoming:
    return Incoming(
        chat_id=day.group_id,
        message_id=number,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text=text,
        edited_at=desk.now if edit else None,
    )


async def reported(day: LadderDay, number: int = 900, text: str = "检查工地12家") -> Taken:
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        item = message(day, desk, number, text)
        taken = await taking.receive(desk, who, AGENCY, day.owed_id, [item])
        assert taken is not None
        await acknowledging.acknowledge(desk, Place(day.group_id), taken)
    await day.deliver()
    return taken


async def seen(desk: Desk, report: Report) -> Seen:
    return Seen(report.key, await returning.newest_part(desk, report))


async def sent_back(day: LadderDay, clock: str) -> Obligation:
    """The office sends the report back, to come again by this hour of the day."""
    async with day.office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        at = the_hour(clock)
        _, owed = await returning.send_back(desk, STAFF, await seen(desk, report), REASON, at)
    await day.deliver()
    return owed


def the_hour(clock: str) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    return MORNING + timedelta(days=1, hours=hours - 8, minutes=minutes)


async def told(desk: Desk, day: LadderDay) -> list[Delivery]:
    rows = await said(desk, day.group_id)
    return [row for row in rows if row.kind == DeliveryKind.RETURN]


async def test_it_is_owed_again_and_says_why_and_by_when(day: LadderDay) -> None:
    taken = await reported(day)
    async with day.office.desk() as desk:
        known = await seen(desk, taken.report)
        report, owed = await returning.send_back(desk, STAFF, known, REASON, the_hour("15:00"))
        [row] = await told(desk, day)
        assert (owed.state, owed.due_at, owed.step) == ("open", the_hour("15:00"), "none")
        assert await standing_of(desk, owed) == "已退回补正"
        [kept] = await returns.of_obligation(desk.session, owed.key)
    for said_so in ("退回补正", REASON, "12月2日15:00", report.serial, "值班员"):
        assert said_so in row.text
    assert (kept.reason, kept.submitted_at, kept.was_late) == (REASON, report.submitted_at, False)


async def test_the_ladder_starts_at_its_first_step_from_the_new_time(day: LadderDay) -> None:
    await day.advance_to("12:31")
    assert (await states(day))[-1][0] == "yellow"
    await reported(day)
    assert (await states(day))[-1] == ("yellow", SlipState.CLOSED)
    await sent_back(day, "16:00")
    await day.advance_to("15:59")
    assert (await states(day))[-1] == ("yellow", SlipState.CLOSED)
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        assert owed.step == "nudge"
        assert await known_slips.standing_slips(desk, owed) == []
        slips = await day.slips(desk)
        assert [await joint.still_owed(desk, slip) for slip in slips] == [[]] * len(slips)
    await day.advance_to("16:31")
    steps = [step for step, state in await states(day) if state == SlipState.ISSUED]
    assert steps == ["reminder", "yellow"]


async def test_an_unserved_return_starts_no_ladder(day: LadderDay) -> None:
    """What was served before the report came proves nothing of the new time."""
    await reported(day)
    await sent_back(day, "15:00")
    async with day.office.desk() as desk:
        group = await day.group(desk)
        group.reachable = False
        desk.session.add(group)
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        for row in await outbox.deliveries_about(desk.session, Subject.of(owed)):
            if row.kind == DeliveryKind.RETURN:
                row.state, row.message_id = "unreachable", None
                desk.session.add(row)
    await day.advance_to("16:00")
    assert await states(day) == []
    async with day.office.desk() as desk:
        group = await day.group(desk)
        group.reachable = True
        desk.session.add(group)
    await day.advance_to("16:20")
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        rows = await outbox.deliveries_about(desk.session, Subject.of(owed))
    assert [row.state for row in rows if row.kind == DeliveryKind.RETURN] == ["unreachable", "sent"]


async def test_what_comes_then_adds_to_the_same_report(day: LadderDay) -> None:
    first = await reported(day)
    await sent_back(day, "15:00")
    again = await reported(day, 901, "整改3处")
    assert again.completes
    assert again.report.key == first.report.key
    assert not again.report.late
    async with day.office.desk() as desk:
        assert (await day.owed(desk)).state == ObligationState.MET
        kept = await reports.parts(desk.session, again.report.key)
    assert [part.text for part in kept] == ["检查工地12家", "整改3处"]


async def test_after_the_new_time_it_is_late(day: LadderDay) -> None:
    await reported(day)
    await sent_back(day, "13:00")
    await day.advance_to("13:10")
    again = await reported(day, 901)
    assert again.report.late
    async with day.office.desk() as desk:
        assert (await day.owed(desk)).state == ObligationState.MET_LATE
        record = await dossiers.dossier(desk, await day.owed(desk))
    assert [(one.reason, one.due_at) for one in record.sent_back] == [(REASON, the_hour("13:00"))]


@pytest.mark.parametrize(("states_something", "state"), [(True, "met"), (False, "open")])
async def test_an_edit_answers_it_if_it_states_something(
    day: LadderDay, states_something: bool, state: str
) -> None:
    await reported(day)
    await sent_back(day, "15:00")
    async with day.office.desk() as desk:
        item = message(day, desk, 900, "检查工地12家，整改3处", edit=True)
        who = LIAISON if states_something else None
        taken = await taking.revise(desk, AGENCY, item, who)
        assert taken is not None
        await acknowledging.acknowledge(desk, Place(day.group_id), taken)
        answer = (await said(desk, day.group_id, "answer"))[-1]
        assert (await day.owed(desk)).state == state
    assert ("补正已收到" if states_something else "仍需于") in answer.text


async def test_an_edit_that_was_on_its_way_comes_after_the_return(day: LadderDay) -> None:
    """Whichever of the two is decided first, the office sends back only what it has read."""
    taken = await reported(day)
    async with day.office.desk() as desk:
        known = await seen(desk, taken.report)
    async with day.office.desk() as desk:
        edit = message(day, desk, 900, "检查工地15家", edit=True)
        assert await taking.revise(desk, AGENCY, edit, LIAISON) is not None
        attempt = returning.send_back(desk, STAFF, known, REASON, the_hour("15:00"))
        await refused(attempt, "sendback_changed")
        assert (await day.owed(desk)).state == ObligationState.MET
    late_edit = edit.model_copy(update={"text": "检查工地16家", "edited_at": day.office.now})
    day.office.pass_time(timedelta(minutes=1))
    await sent_back(day, "15:00")
    async with day.office.desk() as desk:
        taken_again = await taking.revise(desk, AGENCY, late_edit, LIAISON)
        assert taken_again is not None
        owed = await day.owed(desk)
        assert (owed.state, owed.met_at) == (ObligationState.MET, owed.returned_at)


async def test_taken_back_after_a_return_an_edit_of_it_answers_nothing(day: LadderDay) -> None:
    taken = await reported(day)
    await sent_back(day, "15:00")
    await reported(day, 901)
    async with day.office.desk() as desk:
        await withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        edit = message(day, desk, 901, "检查工地19家", edit=True)
        revised = await taking.revise(desk, AGENCY, edit, LIAISON)
        assert revised is not None
        assert not revised.completes
        assert (await day.owed(desk)).state == ObligationState.OPEN


async def test_who_may_and_what_may_not_be_sent_back(day: LadderDay) -> None:
    taken = await reported(day)
    async with day.office.desk() as desk:
        known = await seen(desk, taken.report)
        await refused(returning.returnable(desk, AUDITOR, known), "office_only")
        await refused(returning.returnable(desk, STAFF, Seen(999, 1)), "button_obsolete")
        early, late = the_hour("08:05"), the_hour("08:00") + timedelta(days=8)
        for at, key in ((early, "sendback_too_soon"), (late, "sendback_too_far")):
            await refused(returning.send_back(desk, STAFF, known, REASON, at), key)
        group = await day.group(desk)
        group.reachable = False
        desk.session.add(group)
        await refused(returning.returnable(desk, STAFF, known), "sendback_unreachable")
        group.reachable = True
        desk.session.add(group)
    await sent_back(day, "15:00")
    async with day.office.desk() as desk:
        await refused(returning.returnable(desk, STAFF, known), "sendback_not_answered")


async def test_an_extension_refused_before_may_be_asked_for_anew(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        asked = await extensions.ask(desk, who, AGENCY, day.owed_id, "人员正在现场")
        await extensions.refuse(desk, STAFF, asked.key)
        await refused(
            extensions.check_may_ask(desk, AGENCY, day.owed_id), "extension_refused_before"
        )
    await reported(day)
    await day.advance_to("08:30")
    await sent_back(day, "15:00")
    async with day.office.desk() as desk:
        await extensions.check_may_ask(desk, AGENCY, day.owed_id)


async def test_where_a_referral_stands_it_stays(day: LadderDay) -> None:
    taken = await reported(day)
    async with day.office.desk() as desk:
        row = Slip(
            jurisdiction=desk.jurisdiction,
            obligation_id=day.owed_id,
            agency=AGENCY,
            step="referral",
            is_referral=True,
            serial="移1号",
            matter="日报",
            issued_at=desk.now,
        )
        desk.session.add(row)
        await desk.session.flush()
        known = await seen(desk, taken.report)
        await refused(returning.returnable(desk, STAFF, known), "sendback_referred")


async def test_the_earliest_time_is_a_whole_minute_after_the_least_notice(day: LadderDay) -> None:
    day.office.pass_time(timedelta(seconds=20))
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        least = (await policy_of(desk, owed)).least_notice
        at = await returning.earliest(desk, owed)
    assert at == the_hour("08:01") + least
    assert least > timedelta()


async def test_the_office_reads_what_was_done_elsewhere(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        office = await chats.office_chat(desk.session, desk.jurisdiction)
        assert office is not None
        owed, done = await day.owed(desk), Message("已退回")
        await returning.tell_office(desk, Place.of(office), done, owed)
        assert await said(desk, office.chat_id, "office") == []
        await returning.tell_office(desk, Place(STAFF.user_id), done, owed)
        [row] = await said(desk, office.chat_id, "office")
    assert row.text == "已退回"
