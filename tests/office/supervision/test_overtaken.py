"""What the last look takes back, because it was answered, decided or lost meanwhile."""

from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.post import Place, Posting
from office.sending import last_look
from office.supervision import referrals
from storage.decisions import matters
from storage.decisions.approvals import Approval, Decision
from storage.decisions.matters import MatterState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationKind, ObligationState
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import SlipState
from tests.office.conftest import Office
from tests.office.ladder_days import (
    DIRECTOR,
    LIAISON,
    LadderDay,
    prompted_day,
    states,
)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def test_an_extension_stops_a_slip_in_the_outbox(day: LadderDay) -> None:
    """It is asked for at the minute of the yellow slip and refused at 13:00; then yellow comes."""
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
    await day.deliver()
    assert await states(day) == [("reminder", SlipState.ISSUED), ("yellow", SlipState.VOID)]
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        await lifecycle.resume(desk, await day.owed(desk))
        owed = await day.owed(desk)
        assert (owed.step, owed.step_due_at) == ("reminder", desk.now)
    assert await day.tick() == ["take: yellow"]
    assert (await states(day))[-1] == ("yellow", SlipState.ISSUED)


async def test_a_slip_that_found_nobody_is_void(day: LadderDay) -> None:
    """The chat was lost between the decision and the sending."""
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        (await day.group(desk)).reachable = False
    await day.deliver()
    assert "hold: unreachable" in await day.advance_to("14:30")
    assert await states(day) == [("reminder", SlipState.ISSUED), ("yellow", SlipState.VOID)]
    async with day.office.desk() as desk:
        rows = await outbox.deliveries_about(desk.session, Subject.of((await day.slips(desk))[-1]))
        assert DeliveryState.SENT not in {row.state for row in rows}


async def test_a_confirmed_referral_that_a_report_overtakes_does_not_go(day: LadderDay) -> None:
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        referral = (await day.slips(desk))[-1]
        await referrals.confirm(desk, DIRECTOR, referral.key)
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    sent = await day.deliver()
    assert "referral" not in {row.kind for row in sent}
    assert (await states(day))[-1] == ("referral", SlipState.VOID)
    assert "office" not in {row.kind for row in sent}
    told = [row.chat_id for row in sent if row.kind == "referral_note" and "不再移交" in row.text]
    assert told == [DIRECTOR.user_id]


async def test_the_last_look_voids_a_referral_too(day: LadderDay) -> None:
    """A report was committed after the referral was confirmed."""
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        referral = (await day.slips(desk))[-1]
        await referrals.confirm(desk, DIRECTOR, referral.key)
        (await day.owed(desk)).state = ObligationState.MET_LATE
    sent = await day.deliver()
    assert "referral" not in {row.kind for row in sent}
    assert (await states(day))[-1] == ("referral", SlipState.VOID)


async def test_what_its_reader_has_in_another_chat_is_not_void(day: LadderDay) -> None:
    """The last look stops a second copy of a slip: the first one stands."""
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        [served] = [
            row
            for row in await outbox.deliveries_about(
                desk.session, Subject.of((await day.slips(desk))[-1])
            )
            if row.kind == "slip"
        ]
        second = await post.send(
            desk,
            Place(-77),
            DeliveryKind.SLIP,
            Message("单"),
            Posting(served.subject, served.agency),
        )
        (await day.owed(desk)).state = ObligationState.MET
        assert await last_look.before_sending(desk, second) == "answered"
    assert (await states(day))[-1] == ("yellow", SlipState.ISSUED)


async def test_a_copy_does_not_follow_a_slip_that_was_answered(day: LadderDay) -> None:
    """The agency answered between its slip and the leader's copy."""
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        [row] = [
            row
            for row in await outbox.deliveries_about(desk.session, Subject.of(slip))
            if row.kind == "slip"
        ]
        row.state, row.closed_at, row.message_id = DeliveryState.SENT, desk.now, 500
        desk.session.add(row)
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    sent = await day.deliver()
    assert {row.kind for row in sent}.isdisjoint({"slip", "copy"})
    assert (await states(day))[-1] == ("yellow", SlipState.CLOSED)


async def test_an_approval_that_was_decided_is_not_asked_any_more(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        step = Approval(
            jurisdiction=desk.jurisdiction,
            subject_kind=SubjectKind.ORDER,
            subject_id=owed.order_id,
            step=0,
            position="director",
            decision=Decision.ASKED,
        )
        desk.session.add(step)
        await desk.session.flush()
        row = await post.send(
            desk,
            Place(DIRECTOR.user_id),
            DeliveryKind.APPROVAL,
            Message("审签"),
            Posting(Subject(SubjectKind.ORDER, owed.order_id), context={"approval": step.key}),
        )
        assert await last_look.reason_to_drop(desk, row) is None
        step.decision = Decision.APPROVED
        assert await last_look.reason_to_drop(desk, row) == "decided"


async def test_what_is_no_question_always_goes(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        row = await post.send(desk, Place(1), DeliveryKind.ANSWER, Message("好"))
        edit = await post.edit(desk, row, Message("好的"))
        assert await last_look.before_sending(desk, row) is None
        assert await last_look.before_sending(desk, edit) is None


async def test_a_superseded_receipt_is_not_chased(office: Office) -> None:
    day = await prompted_day(office, kind=ObligationKind.RECEIPT)
    async with office.desk() as desk:
        owed = await day.owed(desk)
        row = await post.send(
            desk,
            Place(1),
            DeliveryKind.CHASE,
            Message("催"),
            Posting(Subject.of(owed), owed.agency),
        )
        assert await last_look.reason_to_drop(desk, row) is None
        await lifecycle.supersede(desk, owed, "adjusted")
        assert await last_look.reason_to_drop(desk, row) == "superseded"


async def test_before_any_slip_a_void_reminder_goes_back_to_the_nudge(day: LadderDay) -> None:
    await day.advance_to("11:59")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        alert = await matters.matter(desk.session, (await day.owed(desk)).matter_id)
        assert alert is not None
        alert.state = MatterState.LIFTED
        desk.session.add(alert)
    await day.deliver()
    assert await states(day) == [("reminder", SlipState.VOID)]
    async with day.office.desk() as desk:
        assert (await day.owed(desk)).step == "nudge"
    assert await day.tick() == ["end: lifted"]
