"""How a problem stands as a whole, by what became of its parts in turn: one rule, one table."""

from dataclasses import replace

import pytest

from office.bodies.people import actor
from office.desk import Desk
from office.plan.model import Plan
from office.problems import accepting, disputing
from storage.decisions import matters
from storage.owed.obligations import Obligation
from storage.problems import rectifications
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from tests.office.conftest import Office
from tests.office.ladder_days import LIAISON, STAFF, LadderDay
from tests.office.problem_days import answers, charged, problem_plan, rectification
from tests.office.problems.test_taking_back import assigns, takes_back

A, B, C = "zhujian", "gongan", "huanjing"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def _problem(desk: Desk) -> Problem:
    return await desk.session.get_one(Problem, 1)


async def _part(desk: Desk, body: str) -> Rectification:
    rows = await rectifications.of_problem(desk.session, 1)
    return next(row for row in reversed(rows) if row.body == body)


async def _accepts(day: LadderDay, body: str) -> None:
    async with day.office.desk() as desk:
        part = await _part(desk, body)
    await answers(replace(day, owed_id=part.obligation_id), 900 + part.key, body=body)
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await accepting.apply(desk, who, body, part.obligation_id)
        await accepting.accept(desk, STAFF, part.key)


async def _gives(day: LadderDay, body: str, to: str) -> None:
    async with day.office.desk() as desk:
        who, part = await actor(desk, LIAISON.user_id, LIAISON.name), await _part(desk, body)
        owed = await desk.session.get_one(Obligation, part.obligation_id)
        await disputing.dispute(desk, who, body, owed.order_id, "该企业由其他单位监管")
        await assigns(desk, await _problem(desk), to, instead_of=part.key)


async def _takes_back(day: LadderDay, body: str) -> None:
    async with day.office.desk() as desk:
        part = await _part(desk, body)
        owed = await desk.session.get_one(Obligation, part.obligation_id)
        await takes_back(desk, owed.matter_id)


async def _does(day: LadderDay, act: str) -> None:
    verb, *bodies = act.split()
    if verb == "accepts":
        await _accepts(day, bodies[0])
    elif verb == "gives":
        await _gives(day, bodies[0], bodies[1])
    else:
        await _takes_back(day, bodies[0])


FILED, ASSIGNED, ACCEPTED = ProblemState.FILED, ProblemState.ASSIGNED, ProblemState.ACCEPTED
CASES = (
    # A and B are charged by one order, and C, where it gets B's part, by another.
    ((), ASSIGNED, ("in_force",)),
    ((f"accepts {A}",), ASSIGNED, ("in_force",)),
    ((f"accepts {A}", f"accepts {B}"), ACCEPTED, ("closed",)),
    ((f"takes_back {A}",), FILED, ("cancelled",)),
    ((f"accepts {A}", f"takes_back {A}"), FILED, ("cancelled",)),
    ((f"gives {B} {C}",), ASSIGNED, ("in_force", "in_force")),
    ((f"gives {B} {C}", f"accepts {A}"), ASSIGNED, ("closed", "in_force")),
    ((f"accepts {A}", f"gives {B} {C}"), ASSIGNED, ("closed", "in_force")),
    ((f"accepts {A}", f"gives {B} {C}", f"accepts {C}"), ACCEPTED, ("closed", "closed")),
    ((f"accepts {A}", f"gives {B} {C}", f"takes_back {C}"), FILED, ("closed", "cancelled")),
    ((f"gives {B} {C}", f"takes_back {C}"), ASSIGNED, ("in_force", "cancelled")),
    ((f"gives {B} {C}", f"takes_back {C}", f"accepts {A}"), ACCEPTED, ("closed", "cancelled")),
    ((f"gives {B} {C}", f"takes_back {A}"), ASSIGNED, ("cancelled", "in_force")),
    ((f"gives {B} {C}", f"takes_back {A}", f"accepts {C}"), ACCEPTED, ("cancelled", "closed")),
    ((f"gives {B} {C}", f"takes_back {A}", f"takes_back {C}"), FILED, ("cancelled",) * 2),
)


@pytest.mark.parametrize(("acts", "state", "of_matters"), CASES, ids=lambda one: str(one)[:60])
async def test_how_it_stands_as_a_whole(
    office: Office, acts: tuple[str, ...], state: ProblemState, of_matters: tuple[str, ...]
) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        await takes_back(desk, (await day.owed(desk)).matter_id)
        await assigns(desk, await _problem(desk), A, B)
    for act in acts:
        await _does(day, act)
    async with office.desk() as desk:
        first = await rectification(desk, day)
        rows = [
            row for row in await rectifications.of_problem(desk.session, 1) if row.key != first.key
        ]
        owed = [await desk.session.get_one(Obligation, row.obligation_id) for row in rows]
        found = [
            await matters.matter(desk.session, one)
            for one in dict.fromkeys(it.matter_id for it in owed)
        ]
        assert tuple(one.state for one in found if one is not None) == of_matters
        problem = await _problem(desk)
        assert problem.state == state
        open_ones = [one.key for one in found if one is not None and one.state == "in_force"]
        assert problem.matter_id in open_ones or state != ASSIGNED
        # Where the office decides anew, it is asked to; nobody is left with something to do.
        assert (problem.matter_id is None) is (state == FILED)
