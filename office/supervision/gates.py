"""Gates of a ladder: it rests at a closed one, and looks again once people have opened it."""

from office.desk import Desk
from office.ladder.policies import ladder_of
from office.ladder.problem_facts import facts
from office.obligations import lifecycle
from storage.owed.obligations import Obligation


async def opened(desk: Desk, owed: Obligation) -> None:
    """Something holds of the problem now that its ladder may have waited for.

    A gate is no time to comply: what is not due yet is not due by this.
    """
    await lifecycle.wake(desk, owed, max(desk.now, owed.due_at))


async def is_closed(desk: Desk, owed: Obligation) -> bool:
    """Whether its ladder rests, and nothing would follow if it were looked at."""
    if owed.step_due_at is not None:
        return False
    ladder = await ladder_of(desk, owed)
    if not ladder.has_gates:
        return False
    holds = (await facts(desk, owed)).gates
    following = ladder.open_after(owed.step, holds)
    return following is not None and following.needs is not None and following.needs not in holds
