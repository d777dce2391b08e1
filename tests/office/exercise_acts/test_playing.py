"""An exercise as it is played: its acts, the script's answers, its end."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from office.decisions import drafts
from office.desk import Desk
from office.exercise_acts import (
    acts,
    answering,
    ending,
    following,
    playing_acts,
    records,
    script_words,
    unended,
)
from office.exercises import hours, pausing, preparing
from office.ladder import slip_digests
from office.matters import alerts, playing
from office.matters.order_terms import AT_ONCE, Terms
from office.plan.forms import FieldKind, Form, FormField
from office.reports import returning
from storage import agenda
from storage.decisions import matters
from storage.decisions.exercises import ActKind, ActState, ExerciseState, Participation
from storage.decisions.matters import MatterKind, MatterState, OrderKind, OrderState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed import obligations, reports
from storage.owed.obligations import ObligationKind, ObligationState
from storage.roster import chats
from storage.sky import consultations
from storage.supervision.slip_digests import SlipDigest
from storage.supervision.slips import Slip
from tests.office.episodes import OFFICE_CHAT, alert_in_force
from tests.office.exercise_acts.course import (
    REAL,
    SCRIPTED,
    at_act,
    draft_of,
    issue_it,
    playing_now,
    sign_all,
    tick,
    until,
)
from tests.office.exercise_days import acts as acts_of
from tests.office.exercise_days import approved, begun, drafted
from tests.office.moved_first import moved_by_another
from tests.office.signers import COMMANDER, DEPUTY, DIRECTOR, HERE, STAFF, issued, refused
from tests.office.signers import said as told

FORM = Form.model_validate(
    {
        "id": "all",
        "name": "全部",
        "fields": [
            {"id": "sites", "name": "检查工地", "unit": "个", "kind": "count"},
            {"id": "problems", "name": "发现问题", "unit": "个", "kind": "count"},
            {"id": "fixed", "name": "已整改", "unit": "个", "kind": "count", "at_most": "problems"},
        ],
    }
)


async def test_where_nobody_confers_the_forecast_is_the_whole_act(desk: Desk) -> None:
    row = await playing_now(desk)
    step = (await acts_of(desk, row))[ActKind.CONSULTATION]
    step.subject_kind = step.subject_id = None
    desk.session.add(step)
    await playing_acts.follow(desk, row)
    step = (await acts_of(desk, row))[ActKind.CONSULTATION]
    assert (step.state, step.ended_at) == (ActState.DONE, step.began_at)


async def test_its_acts_take_their_times_from_the_record(desk: Desk) -> None:
    row = await playing_now(desk)
    steps = await acts_of(desk, row)
    assert steps[ActKind.CONSULTATION].state == ActState.RUNNING
    assert row.forecast_id is not None
    order = await issue_it(desk, row)
    assert order.state == OrderState.ISSUED
    assert (order.drafted_by, order.drill) == (None, True)
    steps = await acts_of(desk, row)
    assert steps[ActKind.CONSULTATION].state == ActState.PASSED
    assert steps[ActKind.APPROVAL].ended_at == order.issued_at
    assert steps[ActKind.ISSUE].began_at == order.issued_at
    assert steps[ActKind.RESPONSE].state == ActState.DONE
    # What was left before it had come is done once it comes, and not before.
    steps[ActKind.APPROVAL].state = ActState.PASSED
    await playing_acts.follow(desk, row)
    steps = await acts_of(desk, row)
    assert steps[ActKind.CONSULTATION].state == ActState.PASSED
    assert steps[ActKind.APPROVAL].state == ActState.DONE
    # What people bring about is not begun by a button.
    steps[ActKind.ISSUE].state = ActState.WAITING
    await refused(playing_acts.next_act(desk, STAFF, row.key), "exercise_waits_for_issue")


async def test_only_who_takes_part_is_told(desk: Desk) -> None:
    row = await drafted(desk)
    row.participants = {REAL: "real", SCRIPTED: "scripted"}
    await begun(desk, await approved(desk, row))
    order = await issue_it(desk, row)
    assert set(order.snapshot["recipients"]) == {REAL, SCRIPTED}
    rows = (await desk.session.exec(select(Delivery).where(Delivery.drill))).all()
    told = {one.agency for one in rows if one.agency and one.state != DeliveryState.DROPPED}
    assert told == {REAL}
    assert await playing.cast(desk, drill=False) == {}


async def test_the_script_answers_for_its_bodies(desk: Desk) -> None:
    row = await playing_now(desk)
    await issue_it(desk, row)
    owed = await answering.waiting(desk, row)
    assert {one.agency for one in owed} == {
        one for one, how in row.participants.items() if how == "scripted"
    } & {"huanjing", "jiaoyu", "binhu"}
    await at_act(desk, row, ActKind.INSPECTION)
    assert await answering.waiting(desk, row) == []
    receipts = await obligations.of_matter(desk.session, row.alert_id or 0, "receipt")
    assert {one.agency for one in receipts if one.met_at is None} == {REAL, "gongan"}

    await at_act(desk, row, ActKind.LIFT)
    daily = await obligations.of_matter(desk.session, row.alert_id or 0, "daily")
    said = {one.agency: await reports.report_of(desk.session, one.key) for one in daily}
    assert said[SCRIPTED] is not None
    assert said[REAL] is None
    # The plan's deadline stays, however fast the acts follow one another.
    assert {desk.local(one.due_at).hour for one in daily} == {12}
    assert await answering.answer(desk, row.key) == "answered 0"
    assert await answering.answer(desk, row.key + 1) == "not running"


async def test_a_leader_who_plays_nothing_is_asked_for_nothing(desk: Desk) -> None:
    """The level that is practised needs fewer posts than one to which it might be raised."""
    row = await playing_now(desk)
    assert "commander" not in row.plays
    await issue_it(desk, row)
    terms = Terms("red", AT_ONCE, 24, "pm25", "演练升级")
    raised = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms, drill=True)
    await refused(drafts.confirm(desk, STAFF, HERE, raised.key), "exercise_post_not_played")
    rows = (await desk.session.exec(select(Delivery))).all()
    assert not [one for one in rows if one.chat_id == COMMANDER.user_id]


async def test_it_ends_once_its_alert_is_lifted(desk: Desk) -> None:
    row = await playing_now(desk)
    await issue_it(desk, row)
    await refused(ending.end(desk, STAFF, row.key), "exercise_alert_stands")
    await at_act(desk, row, ActKind.LIFT)
    await tick(desk)
    lift = await draft_of(desk)
    await drafts.confirm(desk, STAFF, HERE, lift.key)
    await following.follow(desk)
    assert (await acts_of(desk, row))[ActKind.LIFT].state == ActState.DONE
    await playing_acts.next_act(desk, STAFF, row.key)
    await refused(playing_acts.next_act(desk, STAFF, row.key), "exercise_no_more_acts")
    assert await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    await ending.end(desk, STAFF, row.key)
    assert await obligations.open_in(desk.session, desk.jurisdiction, drill=True) == []
    assert row.state == ExerciseState.ENDED
    assert (row.ended_by, row.ended_at) == (STAFF.user_id, desk.now)
    assert (await acts_of(desk, row))[ActKind.ASSESSMENT].state == ActState.DONE
    await refused(ending.end(desk, STAFF, row.key), "exercise_is_ended")
    waits = await agenda.items_waiting(desk.session, desk.jurisdiction)
    assert not [one for one in waits if one.kind in hours.OF_AN_EXERCISE]


async def test_beside_a_real_alert_its_own_ends_with_it(desk: Desk) -> None:
    """No lift goes out: whoever takes part reads once, with the mark, that all of it has ended."""
    row = await playing_now(desk)
    await issue_it(desk, row)
    assert await ending.what_falls(desk, row) == ""
    real = await issued(desk, ahead=0)
    await desk.session.refresh(row)
    before = len((await desk.session.exec(select(Delivery))).all())
    await ending.end(desk, STAFF, row.key)
    await following.follow(desk)
    assert row.state == ExerciseState.ENDED
    alert = await records.alert_of(desk, row)
    assert alert is not None
    assert (alert.state, alert.ended_at) == (MatterState.CLOSED, desk.now)
    assert await obligations.open_in(desk.session, desk.jurisdiction, drill=True) == []
    assert await obligations.open_in(desk.session, desk.jurisdiction, drill=False)
    assert (await acts_of(desk, row))[ActKind.LIFT].state == ActState.SKIPPED
    rows = (await desk.session.exec(select(Delivery).order_by(col(Delivery.id)))).all()[before:]
    (told,) = [one for one in rows if one.agency == REAL]
    assert told.drill
    assert "随之终止，正式发布的预警不受影响" in (told.text or "")
    waits = await agenda.items_waiting(desk.session, desk.jurisdiction)
    assert alert.key not in [one.subject for one in waits if one.kind == alerts.DAILY_PROMPTS]
    assert real.matter_id in [one.subject for one in waits if one.kind == alerts.DAILY_PROMPTS]
    assert await alerts.standing_alert(desk) is not None


async def test_one_that_is_over_is_asked_about_each_morning(desk: Desk) -> None:
    """Never by night, nor while a real alert stands; paused or not."""
    row = await playing_now(desk)
    here = desk.session, desk.jurisdiction
    item = await agenda.waiting_item(*here, hours.UNENDED, row.key)
    assert item is not None
    desk.now = item.due_at
    assert (desk.local(desk.now) - desk.local(row.begins_at)).days == 0
    assert await unended.look(desk, row.key) == "goes on"
    await pausing.pause(desk, STAFF, row.key)
    for _ in range(2):
        item = await agenda.waiting_item(*here, hours.UNENDED, row.key)
        assert item is not None
        assert desk.local(item.due_at).time() == desk.plan.quiet_hours.end
        desk.now = item.due_at
        await tick(desk)
    rows = (await desk.session.exec(select(Delivery))).all()
    asked = [one for one in rows if "尚未结束" in (one.text or "")]
    assert [(one.chat_id, one.drill) for one in asked] == [(OFFICE_CHAT, False)] * 2
    desk.now -= timedelta(hours=3)
    assert await unended.look(desk, row.key) == "by night"
    item = await agenda.waiting_item(*here, hours.UNENDED, row.key)
    assert item is not None
    desk.now = item.due_at
    await alert_in_force(desk, since=desk.now)
    assert await unended.look(desk, row.key) == "a real alert stands"
    await ending.end(desk, STAFF, row.key)
    assert await agenda.waiting_item(*here, hours.UNENDED, row.key) is None
    assert await unended.look(desk, row.key) == "ended"


async def test_a_draft_of_the_script_that_nobody_confirms_is_reminded_of(desk: Desk) -> None:
    row = await playing_now(desk)
    await at_act(desk, row, ActKind.APPROVAL)
    assert await unended.look(desk, row.key) == "goes on"
    desk.now += timedelta(days=1)
    (await acts_of(desk, row))[ActKind.ASSESSMENT].planned_at += timedelta(days=3)
    assert await unended.look(desk, row.key) == "reminded of a draft"
    said = (await told(desk, OFFICE_CHAT, "office"))[-1].text
    assert "待确认已超过一天" in said
    await drafts.give_up(desk, STAFF, (await draft_of(desk)).key)
    assert await unended.look(desk, row.key) == "goes on"


async def test_one_that_came_to_nothing_ends_with_its_draft(desk: Desk) -> None:
    row = await playing_now(desk)
    await at_act(desk, row, ActKind.APPROVAL)
    draft = await draft_of(desk)
    await pausing.pause(desk, STAFF, row.key)
    await ending.end(desk, STAFF, row.key)
    await desk.session.refresh(draft)
    assert draft.state == OrderState.VOID
    states = {act: one.state for act, one in (await acts_of(desk, row)).items()}
    assert states[ActKind.ISSUE] == ActState.SKIPPED
    assert states[ActKind.APPROVAL] == ActState.SKIPPED


async def test_where_it_cannot_begin_the_office_reads_why(desk: Desk) -> None:
    row = await playing_now(desk)
    for step in (await acts_of(desk, row)).values():
        if step.act in (ActKind.APPROVAL, ActKind.ISSUE, ActKind.RESPONSE):
            step.state = ActState.SKIPPED
    await at_act(desk, row, ActKind.INSPECTION)
    await tick(desk)
    rows = (await desk.session.exec(select(Delivery))).all()
    assert [one.text for one in rows if "暂不能开始" in (one.text or "")]
    step = (await acts_of(desk, row))[ActKind.INSPECTION]
    assert step.state == ActState.WAITING
    assert step.planned_at > desk.now
    for act in (ActKind.REPORT, ActKind.LIFT):
        begin = acts.ACTS[act].begin
        assert begin is not None
        await refused(begin(desk, row, step), "exercise_waits_for_response")


async def test_the_script_answers_whatever_it_is_asked(desk: Desk) -> None:
    """An opinion in the consultation too: of the exercise's own forecast, in the script's name."""
    row = await playing_now(desk)
    here = desk.session, desk.jurisdiction
    (draft,) = await matters.pending_orders(*here, MatterKind.CONSULTATION)
    assert draft.drill
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    await following.follow(desk)
    (held,) = await matters.open_matters(*here, MatterKind.CONSULTATION)
    shown = await consultations.of_matter(desk.session, held.key)
    assert shown is not None
    assert shown.forecast_id == row.forecast_id
    owed = await answering.waiting(desk, row)
    assert {one.agency for one in owed} == {SCRIPTED}
    await at_act(desk, row, ActKind.APPROVAL)
    assert await answering.waiting(desk, row) == []
    (filled,) = (await consultations.signed(desk.session, held.key)).values()
    assert (filled.body, filled.signed_by, filled.drill) == (SCRIPTED, "演练脚本", True)
    assert "演练脚本代答" in filled.text
    # What is still open besides the alert ends with the exercise.
    await ending.end(desk, STAFF, row.key)
    assert await matters.open_matters(*here, MatterKind.CONSULTATION) == []


async def test_the_level_is_raised_and_lowered(desk: Desk) -> None:
    row = await drafted(desk)
    await preparing.choose_script(desk, row, "changing")
    await preparing.choose_parts(desk, row, Participation.SCRIPTED)
    row.plays = {
        "director": DIRECTOR.user_id,
        "deputy_commander": DEPUTY.user_id,
        "commander": COMMANDER.user_id,
    }
    await begun(desk, await approved(desk, row))
    order = await issue_it(desk, row)
    for act, level in ((ActKind.RAISE, "red"), (ActKind.LOWER, "orange")):
        await until(desk, (await acts_of(desk, row))[act].planned_at)
        assert (await acts_of(desk, row))[act].state == ActState.RUNNING
        draft = await draft_of(desk)
        assert (draft.level, draft.kind, draft.drafted_by) == (level, OrderKind.ADJUST, None)
        await drafts.confirm(desk, STAFF, HERE, draft.key)
        await sign_all(desk, draft, row)
        step = (await acts_of(desk, row))[act]
        assert (step.state, step.ended_at) == (ActState.DONE, draft.issued_at)
    issued_orders = await matters.issued_orders(desk.session, order.matter_id)
    assert [one.level for one in issued_orders] == ["orange", "red", "orange"]
    assert all(one.drill for one in issued_orders)
    await until(desk, (await acts_of(desk, row))[ActKind.LIFT].planned_at)
    assert (await acts_of(desk, row))[ActKind.LIFT].state == ActState.RUNNING
    # By hand it may have come to the highest level before the script raises it.
    step = (await acts_of(desk, row))[ActKind.RAISE]
    begin = acts.ACTS[ActKind.RAISE].begin
    assert begin is not None
    issued_orders[-1].level = "red"
    await refused(begin(desk, row, step), "exercise_no_such_level")


async def test_whoever_is_late_wrong_or_silent_by_the_script(desk: Desk) -> None:
    """They are reminded and served like any other body, and their groups hear nothing of it."""
    row = await drafted(desk)
    late, wrong, silent = "huanjing", "jiaoyu", "binhu"
    row.manners = {late: "late", wrong: "wrong", silent: "silent"}
    row.participants = dict.fromkeys((late, wrong, silent), "scripted")
    await begun(desk, await approved(desk, row))
    order = await issue_it(desk, row)
    asked = await obligations.of_matter(desk.session, order.matter_id, ObligationKind.RECEIPT)
    receipts = {one.agency: one for one in asked}
    await until(desk, receipts[late].due_at + timedelta(minutes=5))
    assert {one.agency for one in receipts.values() if one.met_at is None} == {late, silent}
    await until(desk, receipts[late].due_at + timedelta(minutes=20))
    assert receipts[late].state == ObligationState.MET_LATE

    await at_act(desk, row, ActKind.LIFT)
    found = await obligations.of_matter(desk.session, order.matter_id, ObligationKind.DAILY)
    daily = {one.agency: one for one in found}
    report = await reports.report_of(desk.session, daily[wrong].key)
    assert report is not None
    assert {one.agency for one in found if one.met_at is None} == {late, silent}
    await until(desk, daily[silent].due_at + timedelta(minutes=50))
    slips = (await desk.session.exec(select(Slip))).all()
    assert {one.agency for one in slips} == {silent, late}
    assert daily[late].state == ObligationState.MET_LATE
    rows = (await desk.session.exec(select(Delivery))).all()
    played = [one for one in rows if one.agency in (late, wrong, silent)]
    assert {one.state for one in played} == {DeliveryState.DROPPED}
    said = [one.text for one in await told(desk, OFFICE_CHAT, "office")]
    assert any("由演练脚本代答" in one for one in said)
    # The plan copies the yellow slip to a leader. In an exercise no copy goes, and no slip says so.
    assert {"yellow"} <= {one.step for one in slips}
    assert not [one for one in rows if one.kind == DeliveryKind.COPY or "抄报" in one.text]

    gathered = SlipDigest(
        jurisdiction=desk.jurisdiction,
        plan_version_id=order.plan_version_id,
        kind=ObligationKind.DAILY,
        step=slips[0].step,
        copying=slips[0].copying,
        drill=True,
        began_at=desk.now,
        facts={},
    )
    desk.session.add(gathered)
    await desk.session.flush()
    alike = [one for one in slips if one.step == gathered.step]
    assert "由演练脚本代答" in (await slip_digests.for_office(desk, gathered, alike)).html

    # What was wrong is sent back, and comes again rightly.
    newest = await returning.newest_part(desk, report)
    seen = returning.Seen(report.key, newest)
    again_by = desk.now + timedelta(days=1)
    await returning.send_back(desk, STAFF, seen, "请核对", again_by)
    await following.follow(desk)
    await until(desk, desk.now + timedelta(minutes=5))
    assert daily[wrong].state == ObligationState.MET


async def test_what_stays_owed_though_it_was_answered_is_not_answered_without_end(
    desk: Desk,
) -> None:
    row = await playing_now(desk)
    await issue_it(desk, row)
    await at_act(desk, row, ActKind.LIFT)
    daily = await obligations.of_matter(desk.session, row.alert_id or 0, ObligationKind.DAILY)
    owed = next(one for one in daily if one.agency == SCRIPTED)
    owed.state = ObligationState.OPEN
    desk.session.add(owed)
    await desk.session.flush()
    assert await answering.answer(desk, row.key) == "answered 1"
    here = desk.session, desk.jurisdiction
    coming = await agenda.waiting_item(*here, hours.ANSWER, row.key)
    assert coming is None or coming.due_at > desk.now


async def test_what_is_written_of_a_real_matter_moves_nothing(desk: Desk) -> None:
    row = await approved(desk, await drafted(desk))
    await following.follow(desk)
    await alert_in_force(desk, since=desk.now)
    await following.follow(desk)
    await alert_in_force(desk, since=desk.now, drill=True)
    await following.follow(desk)
    await desk.session.refresh(row)
    assert row.state == ExerciseState.APPROVED


async def test_a_draft_that_was_given_up_is_drafted_by_hand(desk: Desk) -> None:
    """The exercise goes on with the drill that the office issues in its place."""
    row = await playing_now(desk)
    await at_act(desk, row, ActKind.APPROVAL)
    await drafts.give_up(desk, STAFF, (await draft_of(desk)).key)
    other = await alert_in_force(desk, since=desk.now, drill=True)
    await following.follow(desk)
    assert row.alert_id == other.key
    assert (await acts_of(desk, row))[ActKind.RESPONSE].state == ActState.DONE


async def test_another_was_first(desk: Desk) -> None:
    row = await playing_now(desk)
    await moved_by_another(desk, row, ExerciseState.ENDED)
    await refused(pausing.pause(desk, STAFF, row.key), "button_obsolete")
    await refused(ending.end(desk, STAFF, row.key), "button_obsolete")


async def test_an_office_without_a_group_plays_nothing(desk: Desk) -> None:
    row = await playing_now(desk)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    office.unbound_at = desk.now
    desk.session.add(office)
    await desk.session.flush()
    await refused(playing_acts.next_act(desk, STAFF, row.key), "exercise_without_office")


async def test_a_wrong_report_cannot_be_right(desk: Desk) -> None:
    """A part is greater than its whole; without parts, half of the form is left out."""
    rightly = script_words.report(desk, FORM)
    assert "发现问题：0个" in rightly
    assert "已整改：0个" in rightly
    wrongly = script_words.report(desk, FORM, wrong=True)
    assert ("发现问题：0个" in wrongly, "已整改：9个" in wrongly) == (True, True)
    whole = Form(id="one", name="一", fields=FORM.fields[:2])
    assert "发现问题" not in script_words.report(desk, whole, wrong=True)
    assert script_words.report(desk, None, wrong=True)


@pytest.mark.parametrize("kind", list(FieldKind))
async def test_the_script_fills_in_each_kind_of_field(desk: Desk, kind: FieldKind) -> None:
    facts = {"id": "own", "name": "指标", "kind": kind, "choices": ("甲", "乙"), "unit": "家"}
    field = FormField.model_validate(facts)
    assert script_words.VALUES[kind](desk, field)
