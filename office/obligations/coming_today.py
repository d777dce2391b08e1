"""What bodies will still be told today by the clock, if nothing comes from them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from office.desk import Desk
from office.ladder.foreseen import Foresight, Steps
from office.ladder.policies import owed_under, policy, policy_of
from office.matters import alerts, kinds
from office.obligations import askings, levels, prompts, said_again
from office.obligations.askings import ONE_DAY
from office.plan.ladders import NOTHING_YET
from office.plan.model import Ladder, Owed, Plan, When
from office.plan.owed_kinds import KINDS
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterState
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState

Climbing = tuple[str, int, str]
"""A body, and the matter and kind of what it owes: what one slip may list."""
_ADDED = "added"
"""It is told that something was added to a slip, beside what may have become of the slip then."""
ToCome = tuple[Climbing, int | str | None, datetime]
"""What is told at an instant, with the id of the obligation where each has slips of its own."""
ComesAt = tuple[str | None, datetime]
"""The instant, after the word for what is added to a slip."""
_ASKING_DAILY = {kind for row in KINDS.values() if row.when is When.DAILY for kind in row.under}


async def counted(desk: Desk, agencies: Collection[str]) -> Counter[str]:
    """How often each will be told something of what it owes already or will be asked for."""
    rows = await obligations.running(desk.session, desk.jurisdiction, agencies)
    ahead = [(row, await _ahead_of(desk, row)) for row in rows]
    found: set[ToCome] = set()
    courses: dict[Climbing, Steps] = {}
    for row, sees in ahead:
        if _has_a_slip(row, sees.policy.ladder):
            later = _steps(sees, row)
            courses.setdefault(_climbing(row), []).extend([(row.step, desk.now), *later])
            found |= {(_climbing(row), None, at) for _, at in later}
    for row, sees in ahead:
        if not _has_a_slip(row, sees.policy.ladder):
            alone = None if sees.policy.ladder.one_slip else row.key
            steps, climbing = _steps(sees, row), _climbing(row)
            told = _told(desk, sees, steps, courses.get(climbing))
            found |= {(climbing, added or alone, at) for added, at in told}
    found |= await _by_prompts(desk, agencies, courses)
    for alert, body in await said_again.coming(desk, agencies):
        found.add(((body, alert.key, alerts.PUBLIC_REPEAT), None, desk.now))
    return Counter(body for (body, _, _), _, _ in found)


async def _ahead_of(desk: Desk, row: Obligation) -> Foresight:
    matter = await desk.session.get_one(Matter, row.matter_id)
    exempt = await alerts.is_quiet_exempt(desk, matter)
    _, ends = askings.midnights(desk)
    return Foresight(await policy_of(desk, row), ends, exempt)


def _steps(sees: Foresight, row: Obligation) -> Steps:
    return sees.steps(row.step, row.due_at, row.step_due_at or row.due_at)


def _told(desk: Desk, sees: Foresight, steps: Steps, course: Steps | None) -> Iterator[ComesAt]:
    """When the body hears of these steps; beside an open slip of those by which it is added."""
    if course is None:
        yield from ((None, at) for _, at in steps)
        return
    ladder = sees.policy.ladder
    joins = [max(at, desk.now) for step, at in steps if ladder.rung(step) is not None]
    if joins:
        (_, added_at), *later = sees.joined(_open_at(ladder, course, joins[0]), joins[0])
        yield _ADDED, added_at
        yield from ((None, at) for _, at in later)


def _open_at(ladder: Ladder, course: Steps, when: datetime) -> str:
    """How far the slips of a body will have come by then."""
    known = {step for step, at in course if at <= when}
    reached = [rung.step for rung in ladder.rungs if rung.step in known]
    # A body that joined the alert later may climb by the ladder of a newer plan.
    return reached[-1] if reached else next(rung.step for rung in ladder.rungs if rung.slip)


def _has_a_slip(row: Obligation, ladder: Ladder) -> bool:
    rung = ladder.rung(row.step)
    return ladder.one_slip and rung is not None and rung.slip


def _climbing(row: Obligation) -> Climbing:
    return row.agency, row.matter_id, row.kind


async def _by_prompts(
    desk: Desk, agencies: Collection[str], courses: Mapping[Climbing, Steps]
) -> set[ToCome]:
    """What is asked for later today, with what follows where it does not come."""
    found: set[ToCome] = set()
    for matter in await matters.open_matters(desk.session, desk.jurisdiction, drill=False):
        if matter.kind not in _ASKING_DAILY or matter.state != MatterState.IN_FORCE:
            continue
        order = await prompts.order_in_force(desk, matter)
        plan = await desk.plan_of(order)
        told = {body.id for body in kinds.addressed(plan, order)} & {*agencies}
        exempt, (_, ends) = await alerts.is_quiet_exempt(desk, matter), askings.midnights(desk)
        for owed in await _asked_later(desk, plan, matter):
            asked = told - await _reported(desk, matter, owed)
            for body in filter(lambda one: plan.owes_it(owed, one), asked):
                climbing = body, matter.key, owed.kind
                sees = Foresight(policy(plan, owed.kind, body), ends, exempt)
                told_of = _of_prompt(desk, sees, owed, courses.get(climbing))
                found |= {(climbing, added, at) for added, at in told_of}
    return found


async def _asked_later(desk: Desk, plan: Plan, matter: Matter) -> list[Owed]:
    yesterday = _yesterday(desk)
    if matter.started_at is None or desk.local(matter.started_at).date() > yesterday:
        return []
    daily = owed_under(plan, matter.kind, When.DAILY)
    later = [one for one in daily if askings.prompted_at(desk, one, yesterday) > desk.now]
    return [one for one in later if await levels.asks_on(desk, matter, one, yesterday)]


async def _reported(desk: Desk, matter: Matter, owed: Owed) -> set[str]:
    """Return the bodies that are not asked for it, as they reported of the day already."""
    occasion = of_day(_yesterday(desk))
    rows = await obligations.of_occasion(desk.session, matter.key, owed.kind, occasion)
    return {row.agency for row in rows if row.state != ObligationState.OPEN}


def _yesterday(desk: Desk) -> date:
    return desk.local(desk.now).date() - ONE_DAY


def _of_prompt(desk: Desk, sees: Foresight, owed: Owed, course: Steps | None) -> Iterator[ComesAt]:
    today = desk.local(desk.now).date()
    asked_at, due_at = (askings.at(desk, today, clock) for clock in owed.by_the_clock)
    again_at = due_at - (owed.remind_before or timedelta())
    yield None, asked_at
    yield from _told(desk, sees, sees.steps(NOTHING_YET, due_at, again_at), course)
