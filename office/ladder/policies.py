"""What the plan of a matter says of one thing that is owed under it."""

from dataclasses import replace
from datetime import datetime

from office.desk import Desk
from office.ladder import slip_drafts
from office.ladder.standings import Policy
from office.matters.naming import plan_of
from office.plan.deadlines import is_unchecked
from office.plan.model import AnyPlan, Ladder, Owed, Plan, When
from office.plan.owed_kinds import KINDS
from storage.owed.obligations import Obligation
from storage.supervision.slips import Slip


def owed_under(plan: AnyPlan, matter_kind: str, when: When) -> tuple[Owed, ...]:
    return tuple(one for one in plan.owed_when(when) if matter_kind in KINDS[one.kind].under)


async def ladder_of(desk: Desk, obligation: Obligation) -> Ladder:
    # The plan of its own matter applies, whichever plan is in force by now.
    plan = await plan_of(desk, obligation)
    return ladder(plan, obligation.kind, obligation.agency, drill=obligation.drill)


async def policy_of(desk: Desk, obligation: Obligation) -> Policy:
    plan = await plan_of(desk, obligation)
    planned = policy(plan, obligation.kind, obligation.agency, drill=obligation.drill)
    if not any(rung.asks_for_limit for rung in planned.ladder.rungs):
        return planned
    return replace(planned, limits=await slip_drafts.limits(desk, obligation))


def ladder(plan: Plan, kind: str, body: str, *, drill: bool = False) -> Ladder:
    planned = plan.ladder_of(plan.owed(kind), body)
    return planned.in_a_drill if drill else planned


def policy(plan: Plan, kind: str, body: str, *, drill: bool = False) -> Policy:
    return policy_by(plan, plan.owed(kind), ladder(plan, kind, body, drill=drill))


def policy_by(plan: AnyPlan, owed: Owed, climbed: Ladder) -> Policy:
    row = KINDS[owed.kind]
    return Policy(
        ladder=climbed,
        asks_again=row.asks_again,
        remind_before=owed.remind_before,
        least_notice=owed.least_notice,
        outlives_matter=row.outlives_matter,
        quiet_hours=plan.quiet_hours,
        night=plan.sleep,
        calendar=plan.calendar,
        due_by=owed.due_by,
        many=plan.many,
    )


def due_unchecked(plan: AnyPlan, kind: str, due_at: datetime) -> bool:
    """Whether the deadline rests on working days that nobody has noticed yet."""
    owed = plan.known_owed(kind)
    if owed is not None and owed.moves_off_holidays:
        return not plan.calendar.is_known(plan.calendar.day_of(due_at))
    return owed is not None and is_unchecked(owed.deadline, due_at, plan.calendar)


def limit_unchecked(plan: Plan, climbed: Ladder, slip: Slip) -> bool:
    rung = climbed.rung(slip.step)
    if rung is None or slip.deadline_at is None or slip.limit_by is not None:
        return False
    return is_unchecked(rung.time_to_comply, slip.deadline_at, plan.calendar)
