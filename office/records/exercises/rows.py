"""All rows that the report of an exercise is made from, read once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from office.desk import Desk
from office.exercises import manners
from office.ladder import step_words
from office.ladder.policies import ladder
from office.plan.model import Plan
from office.records.exercises.course import DrillCourse
from storage.decisions import matters as store
from storage.decisions.approvals import Approval
from storage.decisions.exercises import (
    ExercisePause,
    ExerciseSpeed,
    Participation,
    ScriptedManner,
)
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind, OrderState
from storage.delivery import under_matters
from storage.delivery.outbox import Action, DeliveryKind
from storage.immutable import immutable
from storage.problems import problems as found_problems
from storage.problems.problems import Problem
from storage.roster import people
from storage.roster.people import Person
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip, SlipState

REACHED_NOBODY = (SlipState.PROPOSED, SlipState.VOID, SlipState.DECLINED)


@immutable
class DrillRows:
    now: datetime
    plan: Plan
    """The plan that the exercise was played under."""
    alerts: Sequence[Matter]
    orders: Sequence[Order]
    """Those that were issued, of whatever kind of matter."""
    signatures: Sequence[Approval]
    sent: Sequence[Any]
    """What brought these orders to the bodies."""
    obligations: Sequence[Any]
    reports: Sequence[Any]
    """The reports that nobody took back."""
    values: Sequence[Any]
    doubts: Sequence[Any]
    returned: int
    problems: Sequence[Problem]
    slips: Sequence[Slip]
    plans: Mapping[int, Plan]
    """The plan of each order."""
    steps: Mapping[int, str]
    """What the step of each slip is called."""
    names: Mapping[int, str]
    """Whoever signed or reported, by the id of their account."""
    answered_by: Mapping[int, str]
    """Who met what was owed, by its id."""
    in_minutes: bool = False
    """Its acts followed one another in minutes, so that hours of notice could not be given."""
    scripted: frozenset[str] = frozenset()
    """The bodies for which the clock answers, so that nothing is sent to them."""
    unruly: frozenset[str] = frozenset()
    """Those of them that were to be late, wrong or silent, which is held against nobody."""
    pauses: Sequence[ExercisePause] = ()

    def took(self, since: datetime, until: datetime) -> timedelta:
        """How long something took; while the exercise stood still nobody had to do anything."""
        stood = (
            min(until, one.resumed_at or self.now) - max(since, one.paused_at)
            for one in self.pauses
        )
        return until - since - sum((one for one in stood if one > timedelta()), timedelta())

    def alert_orders(self, *kinds: OrderKind) -> list[Order]:
        return [
            one
            for one in self.orders
            if one.matter_kind == MatterKind.ALERT and (not kinds or one.kind in kinds)
        ]


async def read(desk: Desk, course: DrillCourse) -> DrillRows:
    session, matters = desk.session, course.matters
    orders = await _issued(desk, matters)
    owed = await under_matters.obligations(session, matters)
    ids = [one.id for one in owed]
    reports = [one for one in await under_matters.reports(session, ids) if not one.withdrawn_at]
    told = [one.id for one in reports]
    known = [one for one in await under_matters.slips(session, ids) if _was_issued(one)]
    plans = {one.key: await desk.plan_of(one) for one in orders}
    everybody = await people.everybody(session, desk.jurisdiction)
    signatures = await under_matters.signatures(session, matters)
    issued = {one.key for one in orders}
    return DrillRows(
        now=desk.now,
        plan=await _plan(desk, orders),
        alerts=await _alerts(desk, matters),
        orders=orders,
        signatures=[one for one in signatures if one.subject_id in issued],
        sent=await _sent(desk, issued),
        obligations=owed,
        reports=reports,
        values=await under_matters.values(session, told),
        doubts=await under_matters.open_doubts(session, told),
        returned=len(await under_matters.returns(session, ids)),
        problems=await found_problems.in_exercises(session, desk.jurisdiction, matters),
        slips=known,
        plans=plans,
        steps=_steps(desk, known, {one.id: one for one in owed}, plans),
        names={one: person.name for one, person in everybody.items()},
        answered_by=_answered_by(everybody.values(), owed),
        in_minutes=course.exercise.speed == ExerciseSpeed.COMPRESSED,
        scripted=frozenset(course.bodies(Participation.SCRIPTED)),
        unruly=frozenset(
            one for how in ScriptedManner for one in manners.with_manner(course.exercise, how)
        ),
        pauses=course.pauses,
    )


async def _issued(desk: Desk, matters: Collection[int]) -> list[Order]:
    found = await under_matters.orders(desk.session, matters)
    issued = [one for one in found if one.state == OrderState.ISSUED]
    return sorted(issued, key=lambda one: (one.issued_at, one.key))


async def _plan(desk: Desk, orders: Sequence[Order]) -> Plan:
    """That of the alert; where it came to none, the one in force."""
    alerts = [one for one in orders if one.matter_kind == MatterKind.ALERT]
    if alerts:
        return await desk.plan_of(alerts[0])
    return await desk.plan_version(desk.plan_version_id)


async def _alerts(desk: Desk, matters: Collection[int]) -> list[Matter]:
    found = [await store.matter(desk.session, one) for one in sorted(matters)]
    return [one for one in found if one is not None and one.kind == MatterKind.ALERT]


async def _sent(desk: Desk, orders: Collection[int]) -> list[Any]:
    about = {SubjectKind.ORDER: orders}
    found = await under_matters.deliveries(desk.session, about, (DeliveryKind.ALERT,))
    return [one for one in found if one.action == Action.SEND and one.agency is not None]


def _was_issued(slip: Slip) -> bool:
    return slip.state not in REACHED_NOBODY


def _steps(
    desk: Desk, slips: Sequence[Slip], owed: Mapping[int, Any], plans: Mapping[int, Plan]
) -> dict[int, str]:
    found = {}
    for slip in slips:
        one = owed[slip.obligation_id]
        climbed = ladder(plans[one.order_id], one.kind, one.agency)
        found[slip.key] = step_words.title(desk, climbed, slip.step)
    return found


def _answered_by(known: Collection[Person], owed: Sequence[Any]) -> dict[int, str]:
    names = {one.id: one.name for one in known}
    return {one.id: names[one.met_by] for one in owed if one.met_by in names}
