"""What bodies will still be told today by the clock, if nothing comes from them."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta

from office.desk import Desk
from office.ladder import foreseen
from office.ladder.policies import owed_under, policy, policy_of
from office.ladder.standings import Policy
from office.matters import kinds
from office.obligations import askings, prompts
from office.obligations.askings import ONE_DAY
from office.plan.ladders import NOTHING_YET
from office.plan.model import Ladder, Owed, Plan, When
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterKind, MatterState
from storage.owed import obligations
from storage.owed.obligations import Obligation

Climbing = tuple[str, int, str]
"""A body, and the matter and kind of what it owes: what one slip may list."""
ToCome = tuple[Climbing, int | None, datetime]
"""What is told at an instant, with the id of the obligation where each has slips of its own."""


async def counted(desk: Desk, agencies: Collection[str]) -> Counter[str]:
    """How often each will be told something of what it owes already or will be asked for."""
    rows = await obligations.running(desk.session, desk.jurisdiction, agencies)
    climbed = [(row, await policy_of(desk, row)) for row in rows]
    by_slip = {_climbing(row) for row, climbs in climbed if _has_a_slip(row, climbs.ladder)}
    found: set[ToCome] = set()
    for row, climbs in climbed:
        alone = None if climbs.ladder.one_slip else row.key
        steps = _steps(desk, climbs, row.step, row.due_at, row.step_due_at or row.due_at)
        found |= {
            (_climbing(row), alone, at)
            for step, at in steps
            if climbs.ladder.rung(step) is not None or _climbing(row) not in by_slip
        }
    found |= await _by_prompts(desk, agencies, by_slip)
    return Counter(body for (body, _, _), _, _ in found)


def _steps(
    desk: Desk, climbs: Policy, step: str, due_at: datetime, step_due_at: datetime
) -> Iterator[tuple[str, datetime]]:
    tomorrow = askings.at(desk, desk.local(desk.now).date() + ONE_DAY, time())
    return foreseen.steps_until(climbs, step, due_at, step_due_at, tomorrow)


def _has_a_slip(row: Obligation, ladder: Ladder) -> bool:
    rung = ladder.rung(row.step)
    return ladder.one_slip and rung is not None and rung.slip


def _climbing(row: Obligation) -> Climbing:
    return row.agency, row.matter_id, row.kind


async def _by_prompts(
    desk: Desk, agencies: Collection[str], by_slip: Collection[Climbing]
) -> set[ToCome]:
    """What is asked for later today under an alert, with what follows where it does not come."""
    found: set[ToCome] = set()
    for alert in await matters.open_matters(
        desk.session, desk.jurisdiction, MatterKind.ALERT, drill=False
    ):
        if alert.state != MatterState.IN_FORCE:
            continue
        order = await prompts.order_in_force(desk, alert)
        plan = await desk.plan_of(order)
        told = {body.id for body in kinds.addressed(plan, order)} & {*agencies}
        for owed in _asked_later(desk, plan, alert):
            for body in filter(lambda one: plan.owes_it(owed, one), told):
                climbing = body, alert.key, owed.kind
                found |= _of_prompt(desk, plan, owed, climbing, reminded=climbing not in by_slip)
    return found


def _asked_later(desk: Desk, plan: Plan, alert: Matter) -> list[Owed]:
    yesterday = desk.local(desk.now).date() - ONE_DAY
    if alert.started_at is None or desk.local(alert.started_at).date() > yesterday:
        return []
    daily = owed_under(plan, alert.kind, When.DAILY)
    return [one for one in daily if askings.prompted_at(desk, one, yesterday) > desk.now]


def _of_prompt(
    desk: Desk, plan: Plan, owed: Owed, climbing: Climbing, *, reminded: bool
) -> set[ToCome]:
    body, _, kind = climbing
    today = desk.local(desk.now).date()
    asked_at, due_at = (askings.at(desk, today, clock) for clock in owed.by_the_clock)
    climbs = policy(plan, kind, body)
    steps = _steps(desk, climbs, NOTHING_YET, due_at, due_at - (owed.remind_before or timedelta()))
    followed = [at for step, at in steps if reminded or climbs.ladder.rung(step) is not None]
    return {(climbing, None, at) for at in (asked_at, *followed)}
