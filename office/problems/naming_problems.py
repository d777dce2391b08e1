"""通报: which problems a bulletin may name, and what follows for those that it names."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.bulletins import BulletinTerms, NamedProblem
from office.matters.orders import recipients_of
from office.obligations import boards
from office.plan.owed_kinds import kind_of
from office.refusal import Refusal
from office.supervision import gates
from storage.decisions.matters import Order
from storage.owed.obligations import Obligation
from storage.problems import problems as store
from storage.problems import rectifications
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification


async def nameable(desk: Desk, who: Actor) -> list[NamedProblem]:
    """What is assigned and not put right, the oldest first; exercises are named by none."""
    people.require_office(desk, who)
    rows = await store.in_states(desk.session, desk.jurisdiction, (ProblemState.ASSIGNED,))
    real = [row for row in rows if not row.drill]
    charged = await rectifications.of_problems(desk.session, [row.key for row in real])
    named = [_named(row, charged[row.key]) for row in real]
    return [one for one in named if one.bodies]


async def issued(desk: Desk, order: Order) -> None:
    """The ladders of whoever reads it, and waited for a bulletin, may go on."""
    told = recipients_of(order)
    for one in BulletinTerms.of(order).problems:
        await _require_as_named(desk, one)
        for row in await rectifications.of_problem(desk.session, one.problem_id):
            if _is_open(row) and row.bulletin_at is None and row.body in told:
                row.bulletin_at = desk.now
                desk.session.add(row)
                await desk.session.flush()
                owed = await desk.session.get_one(Obligation, row.obligation_id)
                await gates.opened(desk, owed)
                await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


async def _require_as_named(desk: Desk, one: NamedProblem) -> None:
    """What was put right since the draft is not named; its drafter chooses anew."""
    rows = await rectifications.of_problem(desk.session, one.problem_id)
    if not set(one.bodies) <= {row.body for row in rows if _is_open(row)}:
        raise Refusal("bulletin_problem_gone")


def _named(row: Problem, charged: list[Rectification]) -> NamedProblem:
    bodies = tuple(one.body for one in charged if _is_open(one))
    return NamedProblem(row.key, row.serial, row.unit or row.place, row.found, bodies)


def _is_open(row: Rectification) -> bool:
    return row.accepted_at is None and row.relieved_at is None
