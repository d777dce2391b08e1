"""An exercise that is paused: by a real alert or a person, and all that stands still with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from office import agenda as clock
from office.decisions import drafts
from office.desk import Desk
from office.exercise_acts import acts, following, playing_acts, records
from office.exercises import held, hours, known, pausing
from office.matters import alerts, clocks, playing
from office.matters.order_terms import AT_ONCE, Terms
from office.obligations import boards, lifecycle
from office.obligations import owed as listed
from office.obligations.lifecycle import PauseReason
from office.upkeep import outage, reconcile
from storage import agenda
from storage.agenda import Due
from storage.decisions import approvals as signatures
from storage.decisions import exercises as store
from storage.decisions.approvals import Decision
from storage.decisions.consents import Consent
from storage.decisions.exercises import (
    ActKind,
    ActState,
    Exercise,
    ExerciseSpeed,
    ExerciseState,
    PauseCause,
)
from storage.decisions.matters import Order, OrderKind, OrderState
from storage.delivery.boards import Board
from storage.delivery.outbox import Delivery, DeliveryState
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.region.urgent import UrgentDispatch
from storage.subjects import Subject
from storage.supervision.laid_copies import LaidCopy
from storage.supervision.missed_occasions import MissedOccasion
from storage.supervision.slip_batches import SlipBatch
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Slip
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups
from tests.office.exercise_acts.course import (
    REAL,
    SCRIPTED,
    at_act,
    issue_it,
    playing_now,
    tick,
)
from tests.office.exercise_days import acts as acts_of
from tests.office.exercise_days import approved, begun, drafted
from tests.office.moved_first import moved_by_another
from tests.office.signers import HERE, STAFF, adjusted, issued, refused
from tests.office.signers import said as told

NEVER_PAUSED = {
    # Letters between offices, and what is awaited of the office above.
    "letter",
    "upper_remind",
    "upper_unanswered",
    "lowering_remind",
    # What the public is told; nothing of an exercise is.
    "public_unpublished",
    "public_unreviewed",
    # The office's own calendar, forecasts and shifts, and its assessment of whole periods.
    "papers_on_day",
    "office_work",
    "consultations_on_day",
    # A screen that is to be a wall.
    "wall_code_unseen",
    "air_look",
    "shift_reminder",
    "shift_start",
    "delegation_run_out",
    "appraisal_time_up",
    "day_end",
    # After an outage people are asked to press again for whatever waits, each in one question.
    "presses_lost",
    # It is looked at while it stands still, and reported on once it has ended.
    "exercise_unended",
    "exercise_commented",
    # An obligation is its own timer, and is paused itself.
    "obligation_step",
}


async def due_once_paused(
    desk: Desk, exercise: Exercise, waits: Mapping[str, int], until: datetime
) -> list[Due]:
    """Put these subjects on the agenda, pause, and return what then falls due within days."""
    for kind, subject in waits.items():
        await clocks.on_agenda(desk, kind, subject, until)
    await pausing.pause(desk, STAFF, exercise.key)
    return await agenda.due_items(desk.session, desk.now + timedelta(days=3))


async def test_a_real_alert_pauses_it(desk: Desk) -> None:
    row = await playing_now(desk)
    order = await issue_it(desk, row)
    steps = await acts_of(desk, row)
    planned = steps[ActKind.INSPECTION].planned_at
    real = await issued(desk, ahead=0)
    await desk.session.refresh(row)
    assert row.state == ExerciseState.PAUSED
    (pause,) = await store.pauses(desk.session, row.key)
    assert (pause.cause, pause.order_id) == (PauseCause.REAL_ALERT, real.key)
    owed = await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    assert owed
    assert {PauseReason.EXERCISE in lifecycle.pause_reasons(one) for one in owed} == {True}
    earnest = await obligations.open_in(desk.session, desk.jurisdiction, drill=False)
    assert {one.pause_reason for one in earnest} <= {None, PauseReason.UNREACHABLE}
    due = await agenda.due_items(desk.session, desk.now + timedelta(days=3))
    assert not [one for one in due if one.kind in hours.OF_AN_EXERCISE]
    assert order.matter_id not in [one.subject for one in due if one.kind == alerts.DAILY_PROMPTS]
    await refused(playing.require_not_paused(desk, drill=True), "exercise_is_paused")
    await refused(pausing.pause(desk, STAFF, row.key), "exercise_is_paused")
    await refused(playing_acts.next_act(desk, STAFF, row.key), "exercise_is_paused")
    assert await playing_acts.due(desk, row.key) == "not running"

    desk.now += timedelta(hours=2)
    await playing_acts.resume(desk, STAFF, row.key)
    steps = await acts_of(desk, row)
    assert steps[ActKind.INSPECTION].planned_at == planned + timedelta(hours=2)
    owed = await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    assert not [one for one in owed if PauseReason.EXERCISE in lifecycle.pause_reasons(one)]
    await refused(playing_acts.resume(desk, STAFF, row.key), "exercise_is_running")
    assert (await known.known(desk, STAFF, row.key)).state == ExerciseState.RUNNING


async def test_nothing_that_stands_still_is_taken_for_forgotten(desk: Desk) -> None:
    """The reconciler looks each minute, and would tell the office of each body in a real alert."""
    row = await playing_now(desk)
    await issue_it(desk, row)
    await issued(desk, ahead=0)
    assert await reconcile.look(desk) == []
    # A clock that no exercise holds back any more is a gap, and runs again.
    row.state = ExerciseState.ENDED
    desk.session.add(row)
    await desk.session.flush()
    owed = await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    assert {one.rule for one in await reconcile.look(desk)} == {"unwound"}
    assert await reconcile.mend(desk) == []
    assert owed
    assert {one.pause_reason for one in owed} == {None}
    assert await reconcile.look(desk) == []


async def test_a_change_of_the_real_alert_pauses_it_again(desk: Desk) -> None:
    row = await playing_now(desk)
    await issue_it(desk, row)
    await issued(desk, ahead=0)
    await playing_acts.resume(desk, STAFF, row.key)
    change = await adjusted(desk, "red")
    await desk.session.refresh(row)
    assert row.state == ExerciseState.PAUSED
    pauses = await store.pauses(desk.session, row.key)
    assert [one.cause for one in pauses] == [PauseCause.REAL_ALERT] * 2
    assert pauses[-1].order_id == change.key


@pytest.mark.parametrize("drill", [True, False])
async def test_what_runs_on_with_slips_stands_still_too(desk: Desk, *, drill: bool) -> None:
    """Whoever is asked before slips go has as much time left as when it was paused."""
    row = await playing_now(desk)
    order = await issue_it(desk, row)
    if not drill:
        await pausing.pause(desk, STAFF, row.key)
        order = await issued(desk, ahead=0)
        await playing_acts.resume(desk, STAFF, row.key)
    owed = next(
        one
        for one in await obligations.open_in(desk.session, desk.jurisdiction, drill=drill)
        if one.order_id == order.key
    )
    until = desk.now + timedelta(hours=1)
    missed = MissedOccasion(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        kind=owed.kind,
        occasion=owed.occasion,
        drill=drill,
        asked_at=desk.now,
        until=until,
        missed=3,
        owing=5,
    )
    batch = SlipBatch(
        jurisdiction=desk.jurisdiction,
        plan_version_id=order.plan_version_id,
        signing={"drill": drill},
        drafted_at=desk.now,
        limit_until=until,
    )
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        drill=drill,
        agency=owed.agency,
        step="yellow",
        serial="1",
        matter="收到",
        issued_at=desk.now,
    )
    desk.session.add_all((missed, batch, slip))
    await desk.session.flush()
    item = SlipItem(
        jurisdiction=desk.jurisdiction,
        slip_id=slip.key,
        obligation_id=owed.key,
        added_at=desk.now,
    )
    laid = LaidCopy(jurisdiction=desk.jurisdiction, slip_id=slip.key, agency="gongan")
    desk.session.add_all((item, laid))
    await desk.session.flush()
    waits = {
        "missed_by_many": missed.key,
        "slip_batch": batch.key,
        "slip_addition": item.key,
        "laid_copy": laid.key,
    }
    due = await due_once_paused(desk, row, waits, until)
    ahead = {one.kind for one in due if waits.get(one.kind) == one.subject}
    assert ahead == (set() if drill else set(waits))
    boards_due = {one.subject for one in due if one.kind == boards.DUE}
    shown = [await desk.session.get_one(Board, one) for one in boards_due]
    assert order.matter_id not in [one.subject_id for one in shown] if drill else shown

    desk.now += timedelta(hours=2)
    await playing_acts.resume(desk, STAFF, row.key)
    kept = until + timedelta(hours=2) if drill else until
    assert (missed.until, batch.limit_until) == (kept, kept)
    due = await agenda.due_items(desk.session, desk.now)
    assert {one.kind for one in due if waits.get(one.kind) == one.subject} == set(waits)


@pytest.mark.parametrize("drill", [True, False])
async def test_what_is_put_on_the_agenda_meanwhile_stands_still_too(
    desk: Desk, *, drill: bool
) -> None:
    row = await playing_now(desk)
    order = await issue_it(desk, row)
    await pausing.pause(desk, STAFF, row.key)
    if not drill:
        order = await issued(desk, ahead=0)
    at = desk.now + timedelta(hours=1)
    await clocks.on_agenda(desk, alerts.PERIOD_END, order.matter_id, at)
    desk.now = at
    [item] = await due_of(desk, order)
    verdict = (await clock.run(desk, [item]))[item]
    assert (verdict == clock.HELD) is drill
    assert await due_of(desk, order) == []
    if drill:
        desk.now += timedelta(hours=1)
        await playing_acts.resume(desk, STAFF, row.key)
        [again] = await due_of(desk, order)
        assert again.due_at == desk.now


async def test_what_falls_due_as_somebody_resumes_it_is_taken(desk: Desk) -> None:
    row = await playing_now(desk)
    order = await issue_it(desk, row)
    await pausing.pause(desk, STAFF, row.key)
    await clocks.on_agenda(desk, alerts.PERIOD_END, order.matter_id, desk.now)
    [item] = await due_of(desk, order)
    await moved_by_another(desk, row, ExerciseState.RUNNING)
    assert not await pausing.hold_back(desk, item)


async def due_of(desk: Desk, order: Order) -> list[Due]:
    found = await agenda.due_items(desk.session, desk.now)
    kind, about = alerts.PERIOD_END, order.matter_id
    return [one for one in found if (one.kind, one.subject) == (kind, about)]


async def test_each_kind_of_item_stands_still_with_an_exercise_or_is_never_of_one() -> None:
    known = {*held.OF_WHAT, *held.BY_ROW, *hours.OF_AN_EXERCISE}
    assert known | NEVER_PAUSED == set(clock.USE_CASES)
    assert not known & NEVER_PAUSED


async def test_what_is_asked_of_signers_and_counties_stands_still_too(desk: Desk) -> None:
    row = await playing_now(desk)
    order = await issue_it(desk, row)
    step = (await signatures.approvals(desk.session, Subject.of(order)))[0]
    until = desk.now + timedelta(hours=1)
    consent = Consent(
        jurisdiction=desk.jurisdiction,
        approval_id=step.key,
        asked_by=1,
        given_by=2,
        given_at=desk.now,
        words="同意",
        recorded_at=desk.now,
        due_at=until,
    )
    urgent = UrgentDispatch(
        jurisdiction=desk.jurisdiction,
        drill=True,
        kind="alert",
        text="一",
        plan_version_id=order.plan_version_id,
        drafted_by=1,
        drafted_at=desk.now,
    )
    desk.session.add_all((consent, urgent))
    await desk.session.flush()
    waits = {
        "consent_look": consent.key,
        "urgent_leader": urgent.key,
        "matter_expiry": order.matter_id,
        "counties_remind": order.key,
    }
    due = await due_once_paused(desk, row, waits, until)
    assert not [one for one in due if one.kind in waits]
    desk.now += timedelta(hours=2)
    await playing_acts.resume(desk, STAFF, row.key)
    due = await agenda.due_items(desk.session, desk.now)
    assert {one.kind for one in due if one.kind in waits} == {*waits}
    assert consent.due_at == until + timedelta(hours=2)


async def test_an_outage_in_it_is_told_as_its_own_to_whoever_plays(desk: Desk) -> None:
    """A body for which the script answers knows of no exercise, though it owes something in it."""
    row = await playing_now(desk)
    await bind_groups(desk, [SCRIPTED])
    await issue_it(desk, row)
    owing = {
        one.agency for one in await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    }
    assert owing >= {REAL, SCRIPTED}
    began = desk.now
    desk.now += timedelta(hours=3)
    await outage.recover(desk, began, desk.now)
    rows = (await desk.session.exec(select(Delivery).where(Delivery.kind == "outage"))).all()
    told = {one.agency: (one.drill, one.state) for one in rows}
    assert told[REAL] == (True, DeliveryState.WAITING)
    assert {drill for drill, _ in told.values()} == {True}
    assert SCRIPTED not in told
    # Nor is it listed to that body, nor taken for what its people write about in their group.
    for body, knows in ((REAL, True), (SCRIPTED, False)):
        assert bool((await listed.due(desk, body)).items) is knows
        assert bool(await listed.open_to_its_knowledge(desk, body, "receipt")) is knows


async def test_an_outage_in_a_pause_wakes_nothing(desk: Desk) -> None:
    """What was lost while it stood still comes back once, as it goes on."""
    row, here = await playing_now(desk), (desk.session, desk.jurisdiction)
    order = await issue_it(desk, row)
    terms = Terms("yellow", AT_ONCE, 24, "pm25", "演练降级")
    draft = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms, drill=True)
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    owed = (await obligations.of_matter(desk.session, order.matter_id, ObligationKind.RECEIPT))[0]
    asked = next(
        one
        for one in await signatures.approvals(desk.session, Subject.of(draft))
        if one.decision == Decision.ASKED
    )
    before = await agenda.waiting_item(
        desk.session, desk.jurisdiction, "signature_phone", asked.key
    )
    assert before is not None
    planned, until = before.due_at, desk.now + timedelta(hours=1)
    missed = MissedOccasion(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        kind=owed.kind,
        occasion=owed.occasion,
        drill=True,
        asked_at=desk.now,
        until=until,
        missed=3,
        owing=5,
    )
    desk.session.add(missed)
    await desk.session.flush()
    await clocks.on_agenda(desk, "missed_by_many", missed.key, until)
    await pausing.pause(desk, STAFF, row.key)
    began = desk.now + timedelta(minutes=10)
    desk.now += timedelta(minutes=50)
    await outage.recover(desk, began, desk.now)
    due = await agenda.due_items(desk.session, desk.now + timedelta(days=3))
    assert not [one for one in due if one.kind in ("signature_phone", "missed_by_many")]
    desk.now += timedelta(minutes=70)
    await playing_acts.resume(desk, STAFF, row.key)
    assert missed.until == until + timedelta(hours=2)
    after = await agenda.waiting_item(*here, "signature_phone", asked.key)
    assert after is not None
    assert after.due_at == max(planned, desk.now)


async def test_beside_a_real_alert_it_waits_from_the_start(desk: Desk) -> None:
    row = await approved(desk, await drafted(desk))
    await alert_in_force(desk, since=desk.now)
    await begun(desk, row)
    assert row.state == ExerciseState.PAUSED
    assert row.began_at is None
    assert "自动暂停" in (await told(desk, OFFICE_CHAT, "office"))[-1].text
    await playing_acts.resume(desk, STAFF, row.key)
    assert row.began_at == desk.now
    assert (await acts_of(desk, row))[ActKind.CONSULTATION].state == ActState.RUNNING
    assert await playing_acts.begin(desk, row.key) == "not approved"
    assert await playing_acts.begin(desk, row.key + 1) == "unknown"


async def test_a_real_alert_goes_out_whoever_else_has_paused_it(desk: Desk) -> None:
    row = await playing_now(desk)
    await moved_by_another(desk, row, ExerciseState.PAUSED)
    real = await issued(desk, ahead=0)
    assert real.state == OrderState.ISSUED
    assert await store.pauses(desk.session, row.key) == []


async def test_where_its_hour_passed_during_an_outage_it_waits_for_a_person(desk: Desk) -> None:
    row = await approved(desk, await drafted(desk))
    planned = (await acts_of(desk, row))[ActKind.LIFT].planned_at
    desk.now = row.begins_at + timedelta(hours=18)
    assert await playing_acts.begin(desk, row.key) == "missed its hour"
    assert (row.state, row.began_at) == (ExerciseState.PAUSED, None)
    assert "错过时间" in (await told(desk, OFFICE_CHAT, "office"))[-1].text
    desk.now += timedelta(hours=6)
    await playing_acts.resume(desk, STAFF, row.key)
    steps = await acts_of(desk, row)
    assert steps[ActKind.LIFT].planned_at == planned + timedelta(hours=24)
    assert steps[ActKind.CONSULTATION].state == ActState.RUNNING
    assert steps[ActKind.APPROVAL].state == ActState.WAITING


async def test_a_person_pauses_it(desk: Desk) -> None:
    row = await playing_now(desk)
    await pausing.pause(desk, STAFF, row.key)
    await following.follow(desk)
    (pause,) = await store.pauses(desk.session, row.key)
    assert (pause.cause, pause.paused_by) == (PauseCause.PERSON, STAFF.user_id)


async def test_the_hours_of_a_real_alert(desk: Desk) -> None:
    """The response starts at its own hour, and the morning asks for the reports."""
    row = await playing_now(desk, ExerciseSpeed.REAL)
    order = await issue_it(desk, row)
    steps = await acts_of(desk, row)
    assert order.starts_at == steps[ActKind.RESPONSE].planned_at
    assert steps[ActKind.RESPONSE].state == ActState.WAITING
    await refused(playing_acts.next_act(desk, STAFF, row.key), "exercise_waits_for_response")
    assert await records.order_of(desk, row, OrderKind.ISSUE) == order
    # The morning asks by itself; whoever does not wait for it has the day itself asked about.
    await at_act(desk, row, ActKind.RESPONSE)
    alert = await records.alert_of(desk, row)
    assert alert is not None
    await alerts.take_effect(desk, alert, order)
    await following.follow(desk)
    await at_act(desk, row, ActKind.REPORT)
    await tick(desk)
    steps = await acts_of(desk, row)
    assert steps[ActKind.REPORT].state == ActState.RUNNING
    assert await obligations.of_matter(desk.session, alert.key, "daily") == []
    begin = acts.ACTS[ActKind.REPORT].begin
    assert begin is not None
    steps[ActKind.REPORT].moved_on_by = STAFF.user_id
    for _ in range(2):
        await begin(desk, row, steps[ActKind.REPORT])
    daily = await obligations.of_matter(desk.session, alert.key, "daily")
    assert len({one.agency for one in daily}) == len(daily) > 1
