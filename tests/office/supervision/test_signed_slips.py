"""A slip that has to be signed: nobody has it before, all of one instant are signed by one tap."""

from datetime import timedelta

import pytest

from handlers.supervision import slips as door
from messages.render import words_in
from messages.views.slips import SlipLine
from office.bodies.people import Actor
from office.decisions import approvals, awaited, holders
from office.desk import Desk
from office.ladder import slip_drafts
from office.ladder.dossiers import dossier
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.plan.model import Plan
from office.shifts import concerns
from office.shifts.concerns import Concern
from office.supervision import (
    following,
    slip_batches,
    slip_lists,
    slip_withdrawals,
    waiting_slips,
)
from storage.books import audit
from storage.decisions import approvals as signatures
from storage.decisions.matters import Matter, MatterState
from storage.delivery.outbox import DeliveryKind
from storage.rota import alarms
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import BatchState, DraftState, SlipBatch
from storage.supervision.slips import Copying
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, DIRECTOR, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.moved_first import moved_by_another
from tests.office.scenes import scene
from tests.office.shifts.test_rota import entered
from tests.office.signed_slips import asked, asked_too, signed_plan, step_of
from tests.office.signers import appoint, hold, refused, resign

OTHER = "jiaoyu"
OFFICER = Actor(7260, "何值班", positions=("office_staff",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return signed_plan("yellow", "orange")


@pytest.fixture
@scene
async def waiting(office: Office) -> tuple[LadderDay, LadderDay]:
    """It is 12:31: two yellow slips fell due at 12:30 and lie before the director."""
    first = await prompted_day(office)
    other = await asked_too(office, first, OTHER)
    await first.advance_to("12:31")
    return first, other


async def batch(desk: Desk) -> SlipBatch:
    found = await store.batch(desk.session, (await asked(desk)).subject_id)
    assert found is not None
    return found


async def signs(office: Office, who: Actor = DIRECTOR) -> None:
    async with office.desk() as desk:
        await approvals.approve(desk, who, (await asked(desk)).key)


async def steps(desk: Desk, day: LadderDay) -> list[str]:
    return [slip.step for slip in await day.slips(desk)]


async def slips_of(desk: Desk, day: LadderDay) -> tuple[SlipLine, ...]:
    return (await dossier(desk, await day.owed(desk))).slips


async def test_all_of_one_instant_are_on_one_list(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, other = waiting
    async with first.office.desk() as desk:
        [request] = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        text = request.text or ""
        assert "请您以办公室主任身份签发督办单（2份）" in text
        assert "1. 🟡 黄色提示单　<b>市住建局</b>" in text
        assert "2. 🟡 黄色提示单　<b>市教育局</b>" in text
        assert "12月1日应急响应工作日报，应于12月2日12:00前报送，至今未报" in text
        assert "slipout" in str(request.keyboard)
        [card] = await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT)
        assert "⏳ 办公室主任 待签" in (card.text or "")
        for day in (first, other):
            assert await steps(desk, day) == ["reminder"]
            assert (await day.owed(desk)).step == "reminder"


async def test_one_tap_signs_all_and_the_ladders_issue_them(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, other = waiting
    await signs(first.office)
    verdicts = await first.tick()
    assert verdicts == ["take: yellow", "take: yellow"]
    async with first.office.desk() as desk:
        for day in (first, other):
            assert await steps(desk, day) == ["reminder", "yellow"]
            assert not (await day.owed(desk)).awaits_signature
            yellow = (await day.slips(desk))[-1]
            assert yellow.deadline_at == desk.now + timedelta(hours=4)
        entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
        assert {"slips_drafted", "slips_signed"} <= {entry.action for entry in entries}
        before, signed = await slips_of(desk, first)
        assert before.signed == ()
        [signature] = signed.signed
        assert (signature.position, signature.at) == ("办公室主任", desk.now)
        drafts = await store.drafts_in(desk.session, 1)
        assert {row.state for row in drafts} == {DraftState.ISSUED}


async def test_unsigned_nothing_follows_however_long(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, _ = waiting
    verdicts = await first.advance_to("21:00")
    assert not [one for one in verdicts if one.startswith("take")]
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder"]
        [told] = [
            row
            for row in await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
            if "至今未签" in (row.text or "")
        ]
        assert "督办单没有发出" in (told.text or "")


async def test_a_report_takes_its_slip_off_the_list(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, other = waiting
    async with first.office.desk() as desk:
        await lifecycle.meet(desk, await other.owed(desk), LIAISON)
    await first.tick()
    async with first.office.desk() as desk:
        [shown] = [
            row
            for row in await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
            if row.target_id is not None
        ]
        assert "签发督办单（1份）" in (shown.text or "")
        assert "市教育局 黄色提示单（已报送）" in (shown.text or "")
        assert shown.keyboard
    await signs(first.office)
    await first.tick()
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder", "yellow"]
        assert await steps(desk, other) == ["reminder"]


async def test_a_report_after_the_signature_stops_the_slip(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, other = waiting
    await signs(first.office)
    async with first.office.desk() as desk:
        await lifecycle.meet(desk, await other.owed(desk), LIAISON)
    await first.tick()
    async with first.office.desk() as desk:
        assert await steps(desk, other) == ["reminder"]
        card = (await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT))[-1]
        assert "已签发" in (card.text or "")
        assert "市教育局 黄色提示单（已报送）" in (card.text or "")


async def test_nothing_is_left_to_sign_once_all_have_reported(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        step = (await asked(desk)).key
        for day in waiting:
            await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        await refused(approvals.approve(desk, DIRECTOR, step), "slip_batch_empty")
        await refused(slip_batches.choices(desk, DIRECTOR, step), "slip_batch_empty")
    await first.tick()
    async with first.office.desk() as desk:
        assert await signatures.asked_approvals(desk.session, desk.jurisdiction) == []
        *_, shown = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "无须签发" in (shown.text or "")
        assert not shown.keyboard


async def test_one_is_left_out_with_a_reason(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, other = waiting
    async with first.office.desk() as desk:
        step = (await asked(desk)).key
        lines = await slip_batches.choices(desk, DIRECTOR, step)
        assert [line.agency for line in lines] == ["市住建局", "市教育局"]
        line = await slip_batches.choice(desk, DIRECTOR, step, other.owed_id)
        assert line.matter == "12月1日应急响应工作日报"
        await refused(
            slip_batches.leave_out(desk, DIRECTOR, step, other.owed_id, " "),
            "return_reason_missing",
        )
        await slip_batches.leave_out(desk, DIRECTOR, step, other.owed_id, "已电话说明")
        await refused(slip_batches.choice(desk, DIRECTOR, step, other.owed_id), "slip_draft_gone")
        owed = await other.owed(desk)
        assert (owed.ladder_ended, owed.awaits_signature) == ("signature refused", False)
    await first.deliver()
    async with first.office.desk() as desk:
        notices = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "主任抽出了市教育局的黄色提示单" in (notices[-1].text or "")
        assert "已电话说明" in (notices[-1].text or "")
    await signs(first.office)
    await first.advance_to("21:00")
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder", "yellow"]
        assert await steps(desk, other) == ["reminder"]


async def test_the_last_one_left_out_ends_the_asking(waiting: tuple[LadderDay, LadderDay]) -> None:
    async with waiting[0].office.desk() as desk:
        step, found = (await asked(desk)).key, await batch(desk)
        others = [
            await slip_batches.leave_out(desk, DIRECTOR, step, day.owed_id, "已约谈")
            for day in waiting
        ]
        assert others == [True, False]
        assert found.state == BatchState.VOID
        await refused(slip_batches.choices(desk, DIRECTOR, step), "approval_void")


async def test_all_are_refused_with_a_reason(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        found = await batch(desk)
        await approvals.send_back(desk, DIRECTOR, (await asked(desk)).key, "平台故障")
        assert found.state == BatchState.RETURNED
        for day in waiting:
            assert (await day.owed(desk)).ladder_ended == "signature refused"
        notices = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "退回了待签发的督办单" in (notices[-1].text or "")
    await first.advance_to("21:00")
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder"]


async def test_what_was_signed_by_night_leaves_in_the_morning(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, other = waiting
    await first.advance_to("22:30")
    await signs(first.office)
    await first.advance_to("06:59", day=3)
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder"]
        await lifecycle.meet(desk, await other.owed(desk), LIAISON)
    await first.advance_to("07:00", day=3)
    async with first.office.desk() as desk:
        yellow = (await first.slips(desk))[-1]
        assert (yellow.step, yellow.issued_at) == ("yellow", desk.now)
        assert yellow.deadline_at == desk.now + timedelta(hours=4)
        assert await steps(desk, other) == ["reminder"]


@pytest.mark.parametrize("reason", [PauseReason.EXTENSION, PauseReason.UNREACHABLE])
async def test_a_clock_that_stands_lets_the_draft_go(
    waiting: tuple[LadderDay, LadderDay], reason: PauseReason
) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        owed = await first.owed(desk)
        await lifecycle.pause(desk, owed, reason)
        assert not owed.awaits_signature
    await signs(first.office)
    await first.tick()
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder"]
        await lifecycle.resume(desk, await first.owed(desk), reason)
    office = first.office
    await first.advance_to(f"{(office.now + timedelta(hours=8)):%H}:59")
    async with office.desk() as desk:
        # It is drafted anew, on a list of its own, and signed once more.
        assert await steps(desk, first) == ["reminder"]
        assert (await first.owed(desk)).awaits_signature
    await signs(office)
    await first.tick()
    async with office.desk() as desk:
        assert await steps(desk, first) == ["reminder", "yellow"]


async def test_a_withdrawn_slip_takes_the_draft_with_it(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        [reminder] = await first.slips(desk)
        await slip_withdrawals.withdraw(desk, STAFF, reminder.key, "误发")
        assert not (await first.owed(desk)).awaits_signature
    await signs(first.office)
    await first.tick()
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder"]


async def test_a_matter_that_ends_takes_the_draft_with_it(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        alert = await desk.session.get_one(Matter, (await first.owed(desk)).matter_id)
        alert.state = MatterState.LIFTED
        desk.session.add(alert)
    await first.advance_to("12:45")
    async with first.office.desk() as desk:
        assert await signatures.asked_approvals(desk.session, desk.jurisdiction) == []
        assert (await first.owed(desk)).ladder_ended == "lifted"


async def test_nobody_else_may_sign_or_leave_out(waiting: tuple[LadderDay, LadderDay]) -> None:
    async with waiting[0].office.desk() as desk:
        step = (await asked(desk)).key
        await refused(approvals.approve(desk, STAFF, step), "approval_not_yours")
        await refused(slip_batches.choices(desk, STAFF, step), "approval_not_yours")
        await refused(slip_batches.choices(desk, DIRECTOR, 999), "approval_unknown")
        assert await slip_batches.look(desk, 999) == "unknown"


async def test_a_vacant_post_is_told_and_asked_once_it_is_held(office: Office) -> None:
    first = await prompted_day(office)
    async with office.desk() as desk:
        await resign(desk, DIRECTOR)
    await first.advance_to("12:31")
    async with office.desk() as desk:
        assert await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL) == []
        notices = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "该职务无可审签人员" in (notices[-1].text or "")
        await hold(desk, DIRECTOR.user_id, "director")
        await holders.joined(desk, DIRECTOR.user_id, "director")
        assert len(await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)) == 1
    await signs(office)
    await first.tick()
    async with office.desk() as desk:
        assert await steps(desk, first) == ["reminder", "yellow"]
        assert (await first.owed(desk)).agency == AGENCY


async def test_slips_of_an_exercise_are_signed_by_themselves(office: Office) -> None:
    first = await prompted_day(office)
    other = await asked_too(office, first, OTHER)
    async with office.desk() as desk:
        owed = await other.owed(desk)
        owed.drill = True
        desk.session.add(owed)
    await first.advance_to("12:31")
    async with office.desk() as desk:
        requests = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert {("市教育局" in (row.text or ""), row.drill) for row in requests} == {
            (False, False),
            (True, True),
        }


async def test_each_step_is_signed_anew(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, _ = waiting
    await signs(first.office)
    await first.advance_to("16:33")
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder", "yellow"]
        [request] = [
            row
            for row in await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
            if row.target_id is None and "橙色督办单" in (row.text or "")
        ]
        assert "（2份）" in (request.text or "")
    await signs(first.office)
    await first.tick()
    async with first.office.desk() as desk:
        assert await steps(desk, first) == ["reminder", "yellow", "orange"]


async def test_what_is_unsigned_alarms_whoever_is_on_duty(office: Office) -> None:
    first = await prompted_day(office)
    async with office.desk() as desk:
        await appoint(desk, OFFICER)
        await entered(desk, "12月2日 白班 何值班 副指挥长")
    await first.advance_to("14:32")
    async with office.desk() as desk:
        raised = await alarms.unanswered(desk.session, desk.jurisdiction)
        [alarm] = [one for one in raised if one.concern == Concern.SIGNATURE]
        assert await concerns.is_open(desk, alarm)
        told = (await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE))[-1]
        assert "至今未签" in (told.text or "")
        assert "何值班" in (told.text or "")
    await signs(office)
    async with office.desk() as desk:
        assert not await concerns.is_open(desk, alarm)


@pytest.mark.parametrize(("level", "waits_for_the_morning"), [("orange", True), ("red", False)])
async def test_at_a_level_without_quiet_hours_the_signer_is_phoned_by_night(
    office: Office, level: str, *, waits_for_the_morning: bool
) -> None:
    first = await prompted_day(office, level=level)
    await first.advance_to("17:00")
    await signs(office)
    await first.advance_to("23:10")
    async with office.desk() as desk:
        *_, request = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "橙色督办单" in (request.text or "")
        assert ("夜间不发" in (request.text or "")) is waits_for_the_morning
        *_, told = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert ("于12月2日21:01送办公室主任" in (told.text or "")) is not waits_for_the_morning


async def test_what_is_reported_within_the_minute_is_put_before_nobody(office: Office) -> None:
    first = await prompted_day(office)
    other = await asked_too(office, first, OTHER)
    await first.advance_to("12:30")
    async with office.desk() as desk:
        [gathering] = await store.gathering(desk.session, desk.jurisdiction)
        await lifecycle.meet(desk, await other.owed(desk), LIAISON)
    assert await first.tick() == ["gathering"]
    async with office.desk() as desk:
        await lifecycle.meet(desk, await first.owed(desk), LIAISON)
    await first.advance_to("12:31")
    async with office.desk() as desk:
        found = await store.batch(desk.session, gathering.key)
        assert found is not None
        assert found.state == BatchState.VOID
        assert await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL) == []


async def test_the_reminder_is_silent_and_comes_once(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, _ = waiting
    await first.advance_to("14:40")
    async with first.office.desk() as desk:
        [reminded] = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL_REMINDER)
        assert "督办单（2份）待您以办公室主任身份审签" in (reminded.text or "")
        found = await step_of(desk)
        assert await awaited.phone(desk, found.row.key) == "told to phone"
        told = [
            row
            for row in await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
            if "至今未签" in (row.text or "")
        ]
        assert len(told) == 1


async def test_the_list_shows_what_waits_for_a_signature(
    office: Office, waiting: tuple[LadderDay, LadderDay]
) -> None:
    async with office.desk() as desk:
        for state in ("", "l", "a"):
            assert not (await slip_lists.shown(desk, STAFF, ("", state))).waiting
        for values in ((AGENCY, "s", ""), ("", "s", ""), ("", "s", "yellow"), ("", "e", "")):
            listed = await slip_lists.shown(desk, STAFF, values)
            names = [one.agency for one in listed.waiting]
            assert names == (["市住建局"] if AGENCY in values else ["市教育局", "市住建局"])
        assert not (await slip_lists.shown(desk, STAFF, ("", "s", "orange"))).waiting
        keyboard = door.listing(desk.words, await slip_lists.shown(desk, STAFF, ("", "s"))).keyboard
        assert [row[0].label for row in keyboard[:2]] == ["🟡 市教育局", "🟡 市住建局"]
        opened = await waiting_slips.detail(desk, STAFF, listed.waiting[0].draft_id)
        assert [(one.position, one.decision) for one in opened.steps] == [("办公室主任", "asked")]
        for locale in ("zh", "en"):
            words = words_in(locale, desk.plan.zone)
            assert opened.waiting.title in words.text("slip_waiting", opened)
            assert opened.waiting.title in words.text("slip_list", listed)
        owed = await waiting[0].owed(desk)
        assert await following.said(desk, owed) == "下一步：黄色提示单，待签发"
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        assert (await following.said(desk, owed)).startswith("下一步：时限自")
        await refused(waiting_slips.detail(desk, LIAISON, opened.waiting.draft_id), "reader_only")
        await refused(waiting_slips.detail(desk, STAFF, 999), "slip_draft_gone")


async def test_of_two_answers_to_one_list_the_first_counts(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        found, step = await batch(desk), (await asked(desk)).key
        await moved_by_another(desk, found, BatchState.SIGNED)
        await refused(approvals.approve(desk, DIRECTOR, step), "approval_void")
        await desk.session.rollback()
    async with first.office.desk() as desk:
        found, step = await batch(desk), (await asked(desk)).key
        await moved_by_another(desk, found, BatchState.SIGNED)
        await refused(approvals.send_back(desk, DIRECTOR, step, "平台故障"), "approval_void")
        assert (await first.owed(desk)).ladder_ended is None


async def test_a_list_that_asks_for_no_copies_takes_no_word_on_them(
    waiting: tuple[LadderDay, LadderDay],
) -> None:
    async with waiting[0].office.desk() as desk:
        step = (await asked(desk)).key
        say = slip_batches.set_copying
        await refused(say(desk, DIRECTOR, step, Copying.COPIED), "slip_copies_unknown")
        assert (await batch(desk)).copying is None
        desk.jurisdiction = "elsewhere"
        await refused(say(desk, DIRECTOR, step, Copying.COPIED), "approval_unknown")


async def test_only_what_is_due_no_more_falls(waiting: tuple[LadderDay, LadderDay]) -> None:
    first, _ = waiting
    async with first.office.desk() as desk:
        owed = await first.owed(desk)
        await slip_drafts.keep_true(desk, owed)
        assert await slip_drafts.waiting_step(desk, owed) == "yellow"
        [reminder] = await first.slips(desk)
        assert await slip_drafts.signatures(desk, reminder) == [], "nobody has to sign words"
    await signs(first.office)
    await first.tick()
    async with first.office.desk() as desk:
        owed = await first.owed(desk)
        await slip_drafts.fall(desk, owed)
        row = await store.newest_draft(desk.session, owed.key)
        assert row is not None
        assert row.state == DraftState.ISSUED, "what was issued is not taken back by this"
        *_, yellow = await first.slips(desk)
        assert len(await slip_drafts.signatures(desk, yellow)) == 1
