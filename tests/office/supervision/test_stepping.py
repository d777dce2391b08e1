"""Supervision on a database: what each step writes, and what the last look takes back."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from handlers.reports.reports import due_list
from handlers.supervision import slips as door
from handlers.supervision.missing import missing_list
from messages.render import Message
from office import post
from office.decisions import issuing
from office.ladder import dossiers, rules, service
from office.obligations import boards, lifecycle, owed, reminders
from office.obligations.lifecycle import PauseReason
from office.post import Place, Posting
from office.refusal import Refusal
from office.reports import questioned
from office.reports.message_parts import Incoming
from office.sending import last_look
from office.supervision import referrals, slip_lists, slip_withdrawals, stepping
from office.upkeep import outage
from storage.decisions import matters
from storage.decisions.approvals import Approval, Decision
from storage.decisions.matters import MatterState, OrderKind
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed import extensions
from storage.owed import questioned as stored_questioned
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import ObligationKind, ObligationState
from storage.owed.reports import PartKind
from storage.roster import chats
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, order_of
from tests.office.ladder_days import (
    AGENCY,
    DIRECTOR,
    LIAISON,
    PROMPTED,
    STAFF,
    LadderDay,
    prompted_day,
)
from tests.office.lost_chats import NEW_ID

HOUR = timedelta(hours=1)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def states(day: LadderDay) -> list[tuple[str, str]]:
    async with day.office.desk() as desk:
        return [(slip.step, slip.state) for slip in await day.slips(desk)]


async def test_a_whole_ladder(day: LadderDay) -> None:
    verdicts = await day.advance_to("09:00", 3)
    taken = [verdict for verdict in verdicts if verdict.startswith("take")]
    assert taken == [
        "take: nudge",
        "take: reminder",
        "take: yellow",
        "take: orange",
        "take: red",
        "take: referral",
    ]
    assert (await states(day))[-1] == ("referral", SlipState.PROPOSED)
    async with day.office.desk() as desk:
        assert await stepping.step(desk, day.owed_id) == "nothing left to do"
        assert await stepping.step(desk, 999) == "nothing left to do"


async def test_red_level_knows_no_night(office: Office) -> None:
    day = await prompted_day(office, level="red")
    await day.advance_to("04:30", 3)
    assert (await states(day))[-1] == ("referral", SlipState.PROPOSED)


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


async def test_a_closing_report_has_its_ladder_after_the_lift(office: Office) -> None:
    day = await prompted_day(office, kind=ObligationKind.CLOSING)
    async with office.desk() as desk:
        alert = await matters.matter(desk.session, (await day.owed(desk)).matter_id)
        assert alert is not None
        alert.state = MatterState.LIFTED
        desk.session.add(alert)
    await day.advance_to("12:30")
    assert await states(day) == [("reminder", SlipState.ISSUED), ("yellow", SlipState.ISSUED)]


async def test_never_asked_never_supervised(office: Office) -> None:
    """No prompt was sent, so the clock stops; once the prompt can be sent, the clock runs."""
    day = await prompted_day(office, prompt=False)
    async with office.desk() as desk:
        (await day.group(desk)).reachable = False
    assert await day.advance_to("11:05") == ["hold: unreachable"]
    async with office.desk() as desk:
        (await day.group(desk)).reachable = True
    verdicts = await day.advance_to("13:00")
    assert verdicts[0] == "resume: reachable again"
    async with office.desk() as desk:
        owed = await day.owed(desk)
        # Asked at 11:10: two hours from then.
        assert desk.local(owed.due_at).strftime("%H:%M") == "13:10"
        assert await day.slips(desk) == []


async def test_an_unreachable_agency_gets_its_slip_when_it_is_back(day: LadderDay) -> None:
    await day.advance_to("12:29")
    async with day.office.desk() as desk:
        (await day.group(desk)).reachable = False
    await day.advance_to("12:45")
    assert await states(day) == [("reminder", SlipState.ISSUED)]
    async with day.office.desk() as desk:
        assert lifecycle.pause_reasons(await day.owed(desk)) == {PauseReason.UNREACHABLE}
        (await day.group(desk)).reachable = True
    assert "take: yellow" in await day.advance_to("13:00")


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


async def in_doubt(day: LadderDay) -> Slip:
    """It is 12:30: the yellow slip was tried, nobody knows if it arrived, and it waits again."""
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        for row in await service.servings(desk, slip):
            row.repeated = True
            desk.session.add(row)
    return slip


async def test_a_slip_that_may_have_arrived_is_said_again_under_its_number(day: LadderDay) -> None:
    """It goes to the group's present id: the group was upgraded while it could not be reached."""
    slip = await in_doubt(day)
    async with day.office.desk() as desk:
        (await day.group(desk)).reachable = False
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.UNREACHABLE)
    await day.deliver()
    assert set(await day.advance_to("13:15")) == {"wait: unreachable"}
    day.group_id, moved = NEW_ID, await _moved(day)
    assert await day.advance_to("13:20") == ["resume: reachable again", "repeat: yellow"]
    async with day.office.desk() as desk:
        [_, yellow] = await day.slips(desk)
        assert (yellow.serial, yellow.state) == (slip.serial, SlipState.ISSUED)
        rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
        assert {row.state for row in rows} == {DeliveryState.SENT}
        assert {row.chat_id for row in rows if row.kind == "slip"} == {moved}
        assert yellow.deadline_at == (await day.owed(desk)).step_due_at
    verdicts = await day.advance_to("15:30")
    assert "take: orange" in verdicts


async def _moved(day: LadderDay) -> int:
    async with day.office.desk() as desk:
        for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, AGENCY):
            chat.chat_id, chat.reachable = NEW_ID, True
            desk.session.add(chat)
    return NEW_ID


async def test_an_extension_leaves_a_slip_that_may_have_arrived(day: LadderDay) -> None:
    """It is asked for while the slip waits to be sent again; after the refusal the slip is sent."""
    slip = await in_doubt(day)
    async with day.office.desk() as desk:
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
    await day.deliver()
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        await lifecycle.resume(desk, await day.owed(desk))
    assert await day.tick() == ["repeat: yellow"]
    assert await states(day) == [("reminder", SlipState.ISSUED), ("yellow", SlipState.ISSUED)]
    async with day.office.desk() as desk:
        assert (await service.of_slip(desk, slip)).accepted_at == desk.now


async def test_an_answer_closes_a_slip_that_may_have_arrived(day: LadderDay) -> None:
    await in_doubt(day)
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    assert (await states(day))[-1] == ("yellow", SlipState.CLOSED)


async def test_a_slip_is_withdrawn_that_was_to_be_said_again(day: LadderDay) -> None:
    slip = await in_doubt(day)
    async with day.office.desk() as desk:
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
    assert [row.kind for row in await day.deliver()] == ["withdrawal"]


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


async def test_a_report_makes_an_extension_moot_and_edits_the_question(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        asked = Extension(
            jurisdiction=desk.jurisdiction,
            obligation_id=owed.key,
            agency=owed.agency,
            reason="停电",
            asked_by=LIAISON.user_id,
            asked_at=desk.now,
            step=owed.step,
        )
        desk.session.add(asked)
        await desk.session.flush()
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        await lifecycle.meet(desk, owed, LIAISON)
        [kept] = await extensions.extensions_of(desk.session, owed.key)
        assert kept.state == ExtensionState.MOOT


async def test_withdrawing_what_is_not_open(day: LadderDay) -> None:
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        with pytest.raises(Refusal, match="office_only"):
            await slip_withdrawals.withdraw(desk, LIAISON, slip.key, "误发")
        with pytest.raises(Refusal, match="slip_unknown"):
            await slip_withdrawals.withdraw(desk, STAFF, 999, "误发")
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        with pytest.raises(Refusal, match="slip_not_open"):
            await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        shown = door.detail(desk.words, await slip_lists.detail(desk, STAFF, slip.key))
        assert "误发" in shown.html
        assert shown.keyboard == ()


@pytest.mark.parametrize(
    ("repeated", "follows"),
    [
        pytest.param(True, True, id="given up after doubtful tries: its reader may have it"),
        pytest.param(False, False, id="refused: nobody has it"),
    ],
)
async def test_a_withdrawal_goes_where_the_slip_may_have_gone(
    day: LadderDay, repeated: bool, follows: bool
) -> None:
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
            row.state, row.repeated, row.closed_at = DeliveryState.DEAD, repeated, desk.now
            desk.session.add(row)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
    sent = await day.deliver()
    assert ("withdrawal" in {row.kind for row in sent}) is follows


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


async def test_a_receipt_is_not_chased_before_the_alert_was_served(office: Office) -> None:
    """No alert reached the group; once it can be reached, the alert is sent there."""
    day = await prompted_day(office, kind=ObligationKind.RECEIPT, prompt=False)
    assert await day.advance_to("11:00") == ["hold: unreachable"]
    verdicts = await day.advance_to("11:10")
    assert verdicts[0] == "resume: reachable again"
    async with office.desk() as desk:
        owed = await day.owed(desk)
        [alert] = await outbox.deliveries_of_order(desk.session, owed.order_id, DeliveryKind.ALERT)
        assert alert.state == DeliveryState.SENT
        # Half an hour from when it was served.
        assert owed.due_at >= desk.now


async def test_a_report_under_way_when_more_time_was_asked(day: LadderDay) -> None:
    """It was written before the pause began, so the pause does not change the deadline."""
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        assert lifecycle.deadline(owed, desk.now - HOUR) == owed.due_at


async def test_a_decided_referral_is_decided_once(day: LadderDay) -> None:
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        referral = (await day.slips(desk))[-1]
        with pytest.raises(Refusal, match="referral_not_yours"):
            await referrals.decline(desk, STAFF, referral.key, "再等等")
        await referrals.decline(desk, DIRECTOR, referral.key, "再等等")
        with pytest.raises(Refusal, match="referral_decided"):
            await referrals.confirm(desk, DIRECTOR, referral.key)
        view = await slip_lists.detail(desk, DIRECTOR, referral.key, in_private=True)
        shown = door.detail(desk.words, view)
        assert "再等等" in shown.html


async def test_a_receipt_is_chased_and_then_overdue(office: Office) -> None:
    day = await prompted_day(office, kind=ObligationKind.RECEIPT, prompt=False)
    verdicts = await day.advance_to("13:00")
    assert [it for it in verdicts if it.startswith("take")] == ["take: chase", "take: overdue"]
    async with office.desk() as desk:
        assert await day.slips(desk) == []


async def test_a_served_receipt_is_asked_for_again_after_an_outage(office: Office) -> None:
    """Presses are kept for a few minutes only: whoever pressed meanwhile does not know it."""
    day = await prompted_day(office, kind=ObligationKind.RECEIPT, prompt=False)
    await day.advance_to("11:11")
    began = office.now
    office.pass_time(timedelta(minutes=5))
    async with office.desk() as desk:
        await outage.recover(desk, began, office.now)
    assert "chase" in {row.kind for row in await day.deliver()}


async def test_a_reply_that_says_nothing_comes_before_the_slip(day: LadderDay) -> None:
    """At the minute of the yellow slip the office reads the reply, and the slip waits for it."""
    await day.advance_to("12:10")
    async with day.office.desk() as desk:
        item = Incoming(
            chat_id=day.group_id,
            message_id=77,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text="在弄了",
        )
        place = Place(day.group_id)
        owed = await day.owed(desk)
        await questioned.ask(desk, place, owed, [item], LIAISON, more_time=False)
    await day.advance_to("12:59")
    assert [step for step, _ in await states(day)] == ["reminder"]
    async with day.office.desk() as desk:
        [reply] = await stored_questioned.replies_to(desk.session, day.owed_id)
        assert reply.shown_at is not None
        assert reply.card_id is not None
        card = await outbox.delivery(desk.session, reply.card_id)
        assert (card.chat_id, card.state) == (OFFICE_CHAT, DeliveryState.SENT)
        assert "在弄了" in card.text
        shown_at = reply.shown_at
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        [_, yellow] = await day.slips(desk)
        assert (yellow.step, yellow.issued_at) == ("yellow", shown_at + rules.OFFICE_PATIENCE)


async def replied(day: LadderDay, text: str = "正在统计", message_id: int = 1) -> None:
    async with day.office.desk() as desk:
        item = Incoming(
            chat_id=day.group_id,
            message_id=message_id,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text=text,
        )
        here, owed = Place(day.group_id), await day.owed(desk)
        await questioned.ask(desk, here, owed, [item], LIAISON, more_time=False)


async def lift(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        alert = await matters.matter(desk.session, owed.matter_id)
        assert alert is not None
        order = await order_of(desk, alert, kind=OrderKind.LIFT, at=desk.now)
        await issuing.end(desk, order)


async def cards(day: LadderDay) -> list[str]:
    async with day.office.desk() as desk:
        query = select(Delivery.text).where(
            Delivery.kind == "office", col(Delivery.text).contains("待认定的回复")
        )
        return list((await desk.session.exec(query)).all())


async def look_at(day: LadderDay) -> tuple[str | None, datetime | None]:
    """Return why the ladder ended and when it is looked at again."""
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        return owed.ladder_ended, owed.step_due_at


async def test_a_lift_ends_the_ladder_and_the_reply_is_shown_at_the_deadline(
    day: LadderDay,
) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await lift(day)
    assert await day.advance_to("10:01") == ["end: lifted"]
    assert await look_at(day) == ("lifted", PROMPTED + 4 * HOUR)
    assert await cards(day) == []
    assert "putbefore: reply before the office" in await day.advance_to("12:00")
    [card] = await cards(day)
    assert "仍须补报，不再督办" in card
    assert await look_at(day) == ("lifted", None)
    assert await states(day) == []


async def test_past_the_deadline_it_is_shown_at_the_lift(day: LadderDay) -> None:
    await day.advance_to("12:10")
    await replied(day)
    await lift(day)
    await day.advance_to("12:11")
    assert len(await cards(day)) == 1
    assert [step for step, _ in await states(day)] == ["reminder"]


async def test_what_the_agency_answered_is_not_shown(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await lift(day)
    await day.advance_to("10:01")
    async with day.office.desk() as desk:
        [reply] = await stored_questioned.replies_to(desk.session, day.owed_id)
        await questioned.disown(desk, LIAISON, AGENCY, reply.key)
    assert "end: lifted" in await day.advance_to("12:00")
    assert await cards(day) == []
    assert await look_at(day) == ("lifted", None)


async def test_said_after_the_end_it_is_shown_half_an_hour_later(day: LadderDay) -> None:
    """All that was said until then is shown at once."""
    await day.advance_to("10:00")
    await lift(day)
    await day.advance_to("12:20")
    assert await look_at(day) == ("lifted", None)
    await replied(day)
    await day.advance_to("12:30")
    await replied(day, "稍后", 2)
    await day.advance_to("12:49")
    assert await cards(day) == []
    await day.advance_to("12:50")
    [card] = await cards(day)
    assert "“正在统计”" in card
    assert "“稍后”" in card


async def test_said_after_the_last_step_it_is_shown_too(day: LadderDay) -> None:
    """The ladder stays as it is: nobody ended it."""
    await day.advance_to("09:00", 3)
    await replied(day)
    await day.advance_to("09:29", 3)
    assert await cards(day) == []
    await day.advance_to("09:30", 3)
    assert len(await cards(day)) == 1
    assert await look_at(day) == (None, None)


async def test_a_slip_that_is_withdrawn_leaves_the_reply_to_the_office(day: LadderDay) -> None:
    await day.advance_to("12:31")
    await replied(day)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
    await day.advance_to("12:32")
    assert len(await cards(day)) == 1
    assert await look_at(day) == ("withdrawn", None)


async def test_a_card_promises_no_slip_once_the_ladder_has_ended(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await day.advance_to("12:10")
    [card] = await cards(day)
    assert "督办件照常下发" in card
    await lift(day)
    await day.advance_to("12:11")
    [_, edit] = await edits_of_card(day)
    assert "督办件照常下发" not in edit
    assert "仍须补报，不再督办" in edit


async def edits_of_card(day: LadderDay) -> list[str]:
    """Every wording that the card has had."""
    async with day.office.desk() as desk:
        query = select(Delivery.text).where(col(Delivery.text).contains("待认定的回复"))
        return list((await desk.session.exec(query.order_by(col(Delivery.id)))).all())


async def test_the_lists_say_that_it_is_to_be_judged(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await lift(day)
    async with day.office.desk() as desk:
        assert (
            "未到期 1"
            in missing_list(desk.words, await owed.missing(desk, [AGENCY]), some=True).html
        )
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        missing = missing_list(desk.words, await owed.missing(desk, [AGENCY]), some=True).html
        due = due_list(desk.words, await owed.due(desk, AGENCY)).html
        record = await dossiers.dossier(desk, await day.owed(desk))
        reminded = await reminders.remind_agencies(desk, STAFF, [AGENCY])
        with pytest.raises(Refusal, match="remind_nothing_overdue"):
            await reminders.remind_overdue(desk, STAFF)
    assert "回复待认定 1" in missing
    assert "逾期 1" not in missing
    assert "所作回复待办公室认定" in due
    assert "已逾期" not in due
    assert record.unjudged
    assert [(line.words, line.outcome) for line in record.replies] == [("正在统计", "待认定")]
    assert "回复待办公室认定，不催 1" in reminded.html


async def test_the_board_says_so_too(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    async with day.office.desk() as desk:
        row = await day.owed(desk)
        before = (
            await boards.board_message(desk, row.matter_id, BoardKind.REPORTS, row.occasion)
        ).html
    await day.advance_to("12:00")
    async with day.office.desk() as desk:
        row = await day.owed(desk)
        after = (
            await boards.board_message(desk, row.matter_id, BoardKind.REPORTS, row.occasion)
        ).html
    assert "未报（1）" in before
    assert "回复待认定（1）" in after
    assert "逾期未报" not in after


async def test_what_belongs_to_no_alert_fails_by_itself(day: LadderDay) -> None:
    """Nothing is issued under an alert that does not exist."""
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        alert = await matters.matter(desk.session, owed.matter_id)
        assert alert is not None
        await lifecycle.advance(desk, owed, "nudge", desk.now)
        owed.matter_id = 404
        with desk.session.no_autoflush, pytest.raises(LookupError, match="has no alert"):
            await stepping.step(desk, day.owed_id)
        owed.matter_id = alert.key
        assert await day.slips(desk) == []
