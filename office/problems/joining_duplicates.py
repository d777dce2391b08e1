"""并入: a problem that was filed twice is put right once."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.problems import cards, joined_parts
from office.refusal import Refusal
from storage.problems import problems as store
from storage.problems.problems import OPEN_PROBLEMS, Problem, ProblemState


async def candidates(desk: Desk, who: Actor, problem_id: int) -> tuple[Problem, list[Problem]]:
    """The problem, and the open ones that it may be a duplicate of; those of its own unit first."""
    people.require_office(desk, who)
    row = await _open(desk, problem_id)
    # What bodies are charged with already goes on with what others are charged with.
    states = OPEN_PROBLEMS if row.state == ProblemState.FILED else (ProblemState.ASSIGNED,)
    others = await store.in_states(desk.session, desk.jurisdiction, states)
    found = [one for one in others if one.key != row.key and one.drill is row.drill]
    if not found:
        raise Refusal("problem_join_none")
    return row, sorted(found, key=lambda one: (_how_alike(one, row) == "said", -one.key))


async def join(desk: Desk, who: Actor, problem_id: int, to: int) -> tuple[Problem, Problem]:
    row, others = await candidates(desk, who, problem_id)
    was = ProblemState(row.state)
    same = next((one for one in others if one.key == to), None)
    if same is None:
        raise Refusal("problem_joined_itself")
    if not await store.move(desk.session, row.key, (was,), ProblemState.JOINED):
        raise Refusal("problem_decided", serial=row.serial)
    await desk.session.refresh(row)
    await people.remember(desk, who)
    row.joined_to, row.decided_by, row.decided_at = same.key, who.user_id, desk.now
    row.reason = desk.words.plain(f"problem_alike_{_how_alike(row, same)}")
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("problem_joined", f"problem:{row.key}", to=same.serial)
    await joined_parts.bring_over(desk, row, same)
    await cards.redraw(desk, row)
    await cards.redraw(desk, same)
    return row, same


async def _open(desk: Desk, problem_id: int) -> Problem:
    row = await store.problem(desk.session, problem_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.state not in OPEN_PROBLEMS:
        raise Refusal("problem_decided", serial=row.serial)
    return row


def _how_alike(one: Problem, other: Problem) -> str:
    """Why they are taken for one, as far as what was filed says it."""
    if other.unit and one.unit == other.unit:
        return "unit"
    return "place" if other.place and one.place == other.place else "said"
