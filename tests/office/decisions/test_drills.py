"""An exercise goes its way beside a real alert, and leaves no trace where real ones are counted."""

from datetime import timedelta

import pytest
from sqlmodel import select

from messages.render import Message
from office.decisions import draft_turns, drafts
from office.desk import Desk
from office.ladder.policies import ladder
from office.matters import alerts
from office.obligations import owed, reminders
from office.plan.model import Plan
from office.records import overview
from office.reports import calls, early
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from office.supervision import slip_lists
from storage.agenda import AgendaItem
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.rota.alarms import Alarm
from storage.rota.shifts import Shift
from storage.subjects import Subject
from tests.harness.plans import small_plan, with_papers
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import (
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    STAFF,
    appoint,
    drafted,
    ended,
    issued,
    refused,
)

EITHER = pytest.mark.parametrize("drill", [True, False], ids=["drill", "real"])


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_papers(small_plan(AGENCIES))


@pytest.fixture(autouse=True)
async def everybody(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["zhujian", "gongan"])


async def state_of(desk: Desk, order: Order) -> str:
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    return matter.state


async def test_neither_is_in_the_way_of_the_other(desk: Desk) -> None:
    real, exercise = await drafted(desk), await drafted(desk, drill=True)
    for drill in (True, False):
        again = draft_turns.require_in_turn(desk, STAFF, OrderKind.ISSUE, drill=drill)
        found = await refused(again, "draft_is_pending")
        assert str(found.facts["title"]).endswith("（演练）") is drill
    for draft in (real, exercise):
        await drafts.give_up(desk, STAFF, draft.key)

    real, exercise = await issued(desk, ahead=0), await issued(desk, ahead=0, drill=True)
    assert [one.key for one in await alerts.standing_alerts(desk)] == [
        real.matter_id,
        exercise.matter_id,
    ]
    for drill in (True, False):
        again = draft_turns.require_in_turn(desk, STAFF, OrderKind.ISSUE, drill=drill)
        found = await refused(again, "alert_is_open")
        assert str(found.facts["serial"]).startswith("演练") is drill
    await ended(desk, OrderKind.LIFT, drill=True)
    assert await state_of(desk, exercise) == MatterState.LIFTED
    assert await state_of(desk, real) == MatterState.IN_FORCE


@pytest.mark.parametrize("kind", [OrderKind.ADJUST, OrderKind.CANCEL, OrderKind.LIFT])
async def test_a_real_alert_is_not_taken_for_an_exercise(desk: Desk, kind: OrderKind) -> None:
    await issued(desk, ahead=0)
    await refused(draft_turns.require_in_turn(desk, STAFF, kind, drill=True), "no_open_drill")


@EITHER
async def test_whoever_confirms_it_says_what_it_is(desk: Desk, drill: bool) -> None:
    draft = await drafted(desk, drill=drill)
    shown = await desk.session.get_one(Delivery, draft.draft_delivery_id)
    label = "这是演练，确认发布" if drill else "确认发布"
    assert shown.keyboard is not None
    assert shown.keyboard[0][0]["label"] == label
    assert f"“{label}”" in shown.text


@EITHER
async def test_only_those_who_took_part_read_of_it(desk: Desk, drill: bool) -> None:
    order = await issued(desk, drill=drill)
    query = select(Delivery.chat_id).where(
        Delivery.kind == DeliveryKind.LEADER, Delivery.subject_id == order.key
    )
    told = set((await desk.session.exec(query)).all())
    signers = {DIRECTOR.user_id, DEPUTY.user_id}
    assert told == (signers if drill else {*signers, COMMANDER.user_id})


@EITHER
async def test_it_opens_no_episode_and_asks_for_no_papers(desk: Desk, drill: bool) -> None:
    order = await issued(desk, ahead=0, drill=drill)
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    assert (matter.episode_id is None) is drill
    waiting = select(AgendaItem).where(AgendaItem.kind == alerts.PAPERS)
    assert bool((await desk.session.exec(waiting)).all()) is not drill


@EITHER
async def test_no_list_of_what_is_real_has_it(desk: Desk, drill: bool) -> None:
    await issued(desk, ahead=0, drill=drill)
    late = desk.now + timedelta(days=2)
    counted = (
        bool((await overview.summary(desk)).alerts),
        bool(await owed.missing(desk)),
        bool(await calls.unconfirmed(desk)),
        bool(await obligations.overdue(desk.session, desk.jurisdiction, late)),
    )
    assert set(counted) == {not drill}
    found = await obligations.open_in(desk.session, desk.jurisdiction, ObligationKind.RECEIPT)
    assert {row.drill for row in found} == {drill}
    assert (await slip_lists.shown(desk, STAFF, ("", "e"))).excerpt.total == 0


@EITHER
async def test_the_lists_of_exercises_have_it_alone(desk: Desk, drill: bool) -> None:
    await issued(desk, ahead=0, drill=drill)
    found = await overview.drills(desk, STAFF)
    assert (found is not None) is drill
    assert bool(await owed.missing(desk, drill=True)) is drill
    if found is not None:
        assert [line.title for line in found.summary.alerts] != []
        assert [board.title for board in found.boards] != []


@EITHER
async def test_its_draft_waits_on_its_own_list(desk: Desk, drill: bool) -> None:
    draft = await drafted(desk, drill=drill)
    real, exercise = await overview.overview(desk, STAFF), await overview.drills(desk, STAFF)
    exercised = exercise.summary.pending if exercise is not None else ()
    assert [one.order_id for one in exercised] == [draft.key] * drill
    assert [one.order_id for one in real.summary.pending] == [draft.key] * (not drill)
    # Whoever comes on duty is handed over both.
    assert [one.order_id for one in (await overview.summary(desk)).pending] == [draft.key]


@EITHER
async def test_each_is_asked_again_from_its_own_list(desk: Desk, drill: bool) -> None:
    await issued(desk, ahead=0, drill=drill)
    [(key, rows)] = (await owed.open_occasions(desk, drill=drill)).items()
    await reminders.remind(desk, STAFF, key)
    asked = [
        one
        for row in rows
        for one in await outbox.deliveries_under(desk.session, row.key)
        if one.kind == DeliveryKind.CHASE
    ]
    assert {one.drill for one in asked} == {drill}


@EITHER
async def test_it_alarms_nobody(desk: Desk, drill: bool) -> None:
    order = await issued(desk, ahead=0, drill=drill)
    desk.session.add(
        Shift(
            jurisdiction=desk.jurisdiction,
            name="白班",
            starts_at=desk.now - timedelta(hours=1),
            ends_at=desk.now + timedelta(hours=1),
            officer="某某",
            entered_by=STAFF.user_id,
            entered_at=desk.now,
        )
    )
    await desk.session.flush()
    cause = AlarmCause(Concern.RECEIPTS, Subject.of(order))
    said = await alarms.raise_alarm(desk, cause, Message("未确认"))
    assert said is not None
    assert bool((await desk.session.exec(select(Alarm))).all()) is not drill


async def test_both_may_be_reported_on_the_same_evening(office: Office, desk: Desk) -> None:
    since = desk.now - timedelta(days=1)
    for drill in (True, False):
        await alert_in_force(desk, since=since, drill=drill)
    desk.now += timedelta(hours=12, minutes=30)
    rows = await early.reportable(desk, "zhujian")
    assert [row.drill for row in rows] == [False, True]
    assert rows[0].day == rows[1].day
    assert await early.newer_day(desk, rows[0]) is None


def test_its_ladder_reaches_the_body_alone(plan: Plan) -> None:
    planned = ladder(plan, "daily", "zhujian")
    practised = ladder(plan, "daily", "zhujian", drill=True)
    assert any(rung.is_decided for rung in planned.rungs)
    assert [rung.step for rung in practised.rungs] == [
        rung.step for rung in planned.rungs if not rung.is_decided
    ]
    assert not any(rung.copies or rung.responsible for rung in practised.rungs)
    assert practised.one_slip == planned.one_slip
