"""What the plan of a matter says of one thing that is owed under it."""

from office.desk import Desk
from office.ladder.rules import Policy
from office.matters.naming import plan_of
from office.plan.model import AnyPlan, Ladder, Owed, Plan, When
from office.plan.owed_kinds import KINDS
from storage.obligations import Obligation


def owed_under(plan: AnyPlan, matter_kind: str, when: When) -> tuple[Owed, ...]:
    return tuple(one for one in plan.owed_when(when) if matter_kind in KINDS[one.kind].under)


async def ladder_of(desk: Desk, obligation: Obligation) -> Ladder:
    # The plan of its own matter applies, whichever plan is in force by now.
    return ladder(await plan_of(desk, obligation), obligation.kind)


async def policy_of(desk: Desk, obligation: Obligation) -> Policy:
    return policy(await plan_of(desk, obligation), obligation.kind)


def ladder(plan: Plan, kind: str) -> Ladder:
    return plan.ladder(plan.owed(kind).ladder)


def policy(plan: Plan, kind: str) -> Policy:
    owed, row = plan.owed(kind), KINDS[kind]
    return Policy(
        ladder=plan.ladder(owed.ladder),
        asks_again=row.asks_again,
        remind_before=owed.remind_before,
        least_notice=owed.least_notice,
        outlives_matter=row.outlives_matter,
        quiet_hours=plan.quiet_hours,
        calendar=plan.calendar,
        due_by=owed.due_by,
    )
