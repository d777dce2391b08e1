"""How many problems are at which step, from being filed to being accepted."""

from datetime import datetime

from messages.views.command_board import ProblemTally
from office.desk import Desk
from storage.problems import problems, rectifications
from storage.problems.problems import Problem, ProblemState

APPLIED = "applied"
STEPS = (ProblemState.FILED, ProblemState.ASSIGNED, APPLIED, ProblemState.ACCEPTED)


async def by_step(desk: Desk, since: datetime, *, drill: bool) -> tuple[ProblemTally, ...]:
    """Count those that are open, and those that were filed since then and are accepted."""
    found = await problems.open_or_accepted(desk.session, desk.jurisdiction, since, drill=drill)
    if not found:
        return ()
    waiting = await rectifications.applied(desk.session, desk.jurisdiction)
    applied = {one.problem_id for one in waiting}
    steps = [_step(one, applied) for one in found]
    return tuple(ProblemTally(step, steps.count(step)) for step in STEPS)


def _step(one: Problem, applied: set[int]) -> str:
    return APPLIED if one.state == ProblemState.ASSIGNED and one.key in applied else one.state
