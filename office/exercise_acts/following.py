"""After each decision: what it has brought about in the exercise that is under way."""

from typing import Any

from office.desk import Desk
from office.exercise_acts import answering, playing_acts
from storage.decisions import exercises
from storage.decisions.exercises import ExerciseState
from storage.decisions.matters import Matter, Order
from storage.owed.obligations import Obligation, ObligationState
from storage.problems.problems import Problem
from storage.sky.consultations import Consultation
from storage.transaction import memory

FOLLOWED: tuple[type[Any], ...] = (Matter, Order, Obligation, Problem, Consultation)


async def follow(desk: Desk) -> None:
    """Let its card and its acts be true; a decision without a row of a drill asks nothing."""
    session = desk.session
    await session.flush()
    if memory.kinds_written(session).isdisjoint(FOLLOWED):
        return
    written = [row for row in memory.written(session) if _is_of_a_drill(row)]
    if not written:
        return
    played = await exercises.under_way(session, desk.jurisdiction)
    if played is None or played.state != ExerciseState.RUNNING or played.began_at is None:
        return
    await playing_acts.follow(desk, played)
    owed = [one for one in written if isinstance(one, Obligation)]
    asked = [one for one in owed if one.state == ObligationState.OPEN]
    if any(answering.is_scripted(played, one) for one in asked):
        await answering.expect(desk, played)


def _is_of_a_drill(row: object) -> bool:
    return isinstance(row, FOLLOWED) and bool(row.drill)
