"""通报: which problems a bulletin may name, and what follows for those that it names."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.bulletins import BulletinTerms, NamedProblem
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


async def chosen(desk: Desk, who: Actor, ids: list[int]) -> tuple[NamedProblem, ...]:
    """These problems as they stand now; one that was put right meanwhile is refused."""
    known = {one.problem_id: one for one in await nameable(desk, who)}
    if not set(ids) <= known.keys():
        raise Refusal("bulletin_problem_gone")
    return tuple(known[one] for one in ids)


async def issued(desk: Desk, order: Order) -> None:
    """The ladders that waited for a bulletin may go on."""
    for one in BulletinTerms.of(order).problems:
        for row in await rectifications.of_problem(desk.session, one.problem_id):
            if _is_open(row) and row.bulletin_at is None:
                row.bulletin_at = desk.now
                desk.session.add(row)
                await desk.session.flush()
                owed = await desk.session.get_one(Obligation, row.obligation_id)
                await gates.opened(desk, owed)
                await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


def _named(row: Problem, charged: list[Rectification]) -> NamedProblem:
    bodies = tuple(one.body for one in charged if _is_open(one))
    return NamedProblem(row.key, row.serial, row.unit or row.place, row.found, bodies)


def _is_open(row: Rectification) -> bool:
    return row.accepted_at is None and row.relieved_at is None
