"""The parts of a problem, one a body, and how the problem stands as a whole by them.

The rule is one, whatever came first: an order about it lasts as long as a body that it charged has
to put something right; and where nobody has to any more, the last act says what the problem is,
accepted or for the office to decide anew.
"""

from office.desk import Desk
from office.obligations import boards
from office.obligations.settling import OWED_NO_MORE, Beside, Happening, OwedChange, is_accepted
from office.plan.owed_kinds import kind_of
from office.problems import cards
from storage.decisions import matters
from storage.decisions.matters import OPEN_MATTERS, MatterState
from storage.owed.obligations import Obligation
from storage.problems import rectifications as store
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification


async def _let_go(desk: Desk, owed: Obligation, happening: Happening) -> None:
    row = await store.of_obligation(desk.session, owed.key)
    if row is None or row.accepted_at is not None or row.relieved_at is not None:
        return
    row.relieved_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(f"problem_{happening.change}", f"problem:{row.problem_id}", body=row.body)
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


PARTS = Beside("part", dict.fromkeys(OWED_NO_MORE, _let_go), stands_by=is_accepted)


async def _follow(desk: Desk, owed: Obligation, happening: Happening) -> None:
    part = await store.of_obligation(desk.session, owed.key)
    if part is None:
        return
    problem = await desk.session.get_one(Problem, part.problem_id)
    rows = await store.of_problem(desk.session, problem.key)
    open_in = [await _matter_of(desk, row) for row in rows if is_charged(row)]
    for matter_id in dict.fromkeys([await _matter_of(desk, row) for row in rows]):
        # A part that came with a duplicate stands under the order by which its body was charged.
        if not any(map(is_charged, await store.of_matter(desk.session, matter_id))):
            await _close(desk, matter_id)
    if problem.state == ProblemState.ASSIGNED:
        await _stand(desk, problem, open_in, happening.change)


def is_charged(row: Rectification) -> bool:
    """Whether its body still has to put it right."""
    return row.accepted_at is None and row.relieved_at is None


async def _matter_of(desk: Desk, row: Rectification) -> int:
    return (await desk.session.get_one(Obligation, row.obligation_id)).matter_id


async def _close(desk: Desk, matter_id: int) -> None:
    matter = await matters.matter(desk.session, matter_id)
    if matter is not None and matter.state in OPEN_MATTERS:
        matter.state, matter.ended_at = MatterState.CLOSED, desk.now
        desk.session.add(matter)
        await desk.session.flush()


async def _stand(desk: Desk, problem: Problem, open_in: list[int], change: OwedChange) -> None:
    if open_in:
        problem.matter_id = problem.matter_id if problem.matter_id in open_in else open_in[0]
    elif change is OwedChange.ACCEPTED:
        problem.state = ProblemState.ACCEPTED
        await desk.record("problem_closed", f"problem:{problem.key}", serial=problem.serial)
    else:
        problem.state, problem.matter_id = ProblemState.FILED, None
        problem.decided_by = problem.decided_at = None
    desk.session.add(problem)
    await desk.session.flush()
    await cards.redraw(desk, problem)


WHOLE = Beside(
    "problem", dict.fromkeys((OwedChange.ACCEPTED, *OWED_NO_MORE), _follow), stands_by=is_accepted
)
