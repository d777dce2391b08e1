"""A report taken back: by whom and until when, and what the books and the chats say then."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor, actor
from office.desk import Desk
from office.post import Place
from office.reports import acknowledging, taking, withdrawing
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.books import audit
from storage.delivery import outbox
from storage.owed.obligations import ObligationState
from storage.owed.reports import PartKind
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, LadderDay, prompted_day
from tests.office.signers import edits, refused, said

OTHER = Actor(8001, "另一联络员")


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """A report is due at 12:00; it is 08:00."""
    return await prompted_day(office)


async def report(desk: Desk, day: LadderDay, message_id: int = 900) -> Taken:
    item = Incoming(
        chat_id=day.group_id,
        message_id=message_id,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="已落实：停工12个工地",
    )
    who = await actor(desk, LIAISON.user_id, LIAISON.name)
    taken = await taking.receive(desk, who, AGENCY, day.owed_id, [item])
    assert taken is not None
    await acknowledging.acknowledge(desk, Place(day.group_id), taken)
    return taken


async def slip_at_yellow(day: LadderDay) -> Slip:
    """The slip went out, and then the agency got more time."""
    await day.advance_to("12:31")
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        owed.due_at = desk.now + timedelta(hours=3)
        desk.session.add(owed)
        return (await day.slips(desk))[-1]


async def test_taken_back_in_time_it_is_owed_again(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        taken = await report(desk, day)
    await day.deliver()
    async with day.office.desk() as desk:
        back, owed = await withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        await withdrawing.ask_anew(desk, Place(day.group_id), owed, back)
        assert (await day.owed(desk)).state == ObligationState.OPEN
        assert back.withdrawn_at == desk.now
        [changed] = await edits(desk, day.group_id)
        [asked] = await said(desk, day.group_id, "answer")
        known = await audit.entries(desk.session, desk.jurisdiction, 0, 1000)
    assert "已撤回：联络员" in changed.text
    assert not changed.keyboard
    assert "已撤回昌污报〔2026〕1号" in asked.text
    assert "12月2日12:00前报送" in asked.text
    assert asked.subject == Subject.of(owed)
    assert ("report_withdrawn", f"obligation:{owed.key}") in [
        (entry.action, entry.subject) for entry in known
    ]


async def test_what_comes_then_is_a_report_of_its_own(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        first = await report(desk, day)
        await withdrawing.withdraw(desk, LIAISON, AGENCY, first.report.key)
        second = await report(desk, day, 901)
        assert (await day.owed(desk)).state == ObligationState.MET
    assert second.report.key != first.report.key
    assert second.report.serial == "昌污报〔2026〕2号"


@pytest.mark.parametrize(
    ("minutes", "offered"), [(0, True), (240, True), (241, False)], ids=["early", "due", "late"]
)
async def test_it_can_be_taken_back_until_the_deadline(
    day: LadderDay, minutes: int, offered: bool
) -> None:
    async with day.office.desk() as desk:
        taken = await report(desk, day)
    day.office.pass_time(timedelta(minutes=minutes))
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        assert bool(withdrawing.keyboard(desk, owed, taken.report)) is offered
        attempt = withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        if offered:
            await attempt
        else:
            await refused(attempt, "withdraw_too_late")
        state = (await day.owed(desk)).state
    assert state == (ObligationState.OPEN if offered else ObligationState.MET)


async def test_only_its_sender_takes_it_back_and_only_once(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        key = (await report(desk, day)).report.key
        refusal = await refused(
            withdrawing.withdraw(desk, OTHER, AGENCY, key), "withdraw_not_sender"
        )
        assert refusal.facts["serial"] == "昌污报〔2026〕1号"
        await refused(withdrawing.withdraw(desk, LIAISON, "gongan", key), "report_not_yours")
        await refused(withdrawing.withdraw(desk, LIAISON, AGENCY, 999), "report_not_yours")
        assert (await day.owed(desk)).state == ObligationState.MET
        await withdrawing.withdraw(desk, LIAISON, AGENCY, key)
        await refused(withdrawing.withdraw(desk, LIAISON, AGENCY, key), "withdraw_done")


async def test_where_a_referral_stands_it_stays(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        taken = await report(desk, day)
        owed = await day.owed(desk)
        desk.session.add(
            Slip(
                jurisdiction=desk.jurisdiction,
                obligation_id=owed.key,
                agency=AGENCY,
                step="referral",
                is_referral=True,
                serial="移1号",
                matter="日报",
                issued_at=desk.now,
            )
        )
        await desk.session.flush()
        attempt = withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        await refused(attempt, "withdraw_referred")
        assert (await day.owed(desk)).state == ObligationState.MET


async def test_the_slip_that_it_closed_counts_again(day: LadderDay) -> None:
    slip = await slip_at_yellow(day)
    async with day.office.desk() as desk:
        taken = await report(desk, day)
        closed = await slips.slip(desk.session, slip.key)
        assert closed is not None
        assert closed.state == SlipState.CLOSED
    await day.deliver()
    async with day.office.desk() as desk:
        _, owed = await withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        again = await slips.slip(desk.session, slip.key)
        news = [
            row
            for row in await outbox.deliveries_about(desk.session, Subject.of(slip))
            if "已撤回：联络员" in row.text
        ]
    assert again is not None
    assert (again.state, again.closed_at, again.closed_by) == (SlipState.ISSUED, None, None)
    assert owed.step == slip.step
    assert news


async def test_a_step_that_reached_nobody_was_not_taken(day: LadderDay) -> None:
    slip = await slip_at_yellow(day)
    async with day.office.desk() as desk:
        taken = await report(desk, day)
        void = await slips.slip(desk.session, slip.key)
        assert void is not None
        void.state = SlipState.VOID
        desk.session.add(void)
        await desk.session.flush()
        standing = [one for one in await day.slips(desk) if one.state != SlipState.VOID]
        _, owed = await withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        assert owed.step == (standing[-1].step if standing else "nudge")
        assert owed.step != slip.step
