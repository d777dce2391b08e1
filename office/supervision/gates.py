"""Gates of a ladder: it rests at a closed one, and looks again once people have opened it.

People open it by a bulletin or a listing. It is open once that was served on the body.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from office.desk import Desk
from office.ladder import rules, slip_drafts
from office.ladder.policies import ladder_of
from office.ladder.problem_facts import ProblemFacts, facts
from office.ladder.standings import Policy
from office.obligations import lifecycle, lost_time
from office.plan.ladders import Gate
from storage.owed.obligations import Obligation

Look = Callable[[Desk, Obligation], Awaitable[None]]


async def opened(desk: Desk, owed: Obligation) -> None:
    """Something was sent that its ladder may have waited for, or a problem came from above.

    A gate is no time to comply: what is not due yet is not due by this.
    """
    await lifecycle.wake(desk, owed, max(desk.now, owed.due_at))


async def closed(desk: Desk, owed: Obligation) -> None:
    """What had opened it was taken back: a slip that waits for a signature is not issued by it."""
    waiting = await slip_drafts.waiting_step(desk, owed)
    rung = (await ladder_of(desk, owed)).rung(waiting) if waiting else None
    if rung is None or rung.needs is None or rung.needs in (await facts(desk, owed)).gates:
        return
    await slip_drafts.fall(desk, owed)


async def until(
    desk: Desk, owed: Obligation, policy: Policy, found: ProblemFacts
) -> Mapping[Gate, datetime]:
    """When the step behind each open gate is due at the earliest, after all that the body lost."""
    times = {}
    for gate, one in found.openings.items():
        if one.is_proven and not one.at_once and policy.ladder.behind(gate) is not None:
            served = await lost_time.with_losses(desk, owed, one.service)
            times[gate] = rules.gate_until(policy, gate, served, one.until)
    return times


async def is_closed(desk: Desk, owed: Obligation) -> bool:
    """Whether its ladder rests, and nothing would follow if it were looked at."""
    if owed.step_due_at is not None:
        return False
    ladder = await ladder_of(desk, owed)
    if not ladder.has_gates:
        return False
    found = await facts(desk, owed)
    following = ladder.open_after(owed.step, found.gates)
    if following is None or following.needs is None or following.needs in found.gates:
        return False
    # What may still reach the body is looked for.
    return not (ladder.gates_after(owed.step) & found.unproven.keys())
