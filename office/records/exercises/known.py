"""The exercises of which there is something to report."""

from office.desk import Desk
from office.refusal import Refusal
from storage.decisions import exercises
from storage.decisions.exercises import Exercise, ExerciseState

MOST_OFFERED = 2
HAS_A_RECORD = (ExerciseState.RUNNING, ExerciseState.PAUSED, ExerciseState.ENDED)


async def known(desk: Desk, exercise_id: int) -> Exercise:
    """An exercise of this office that has begun."""
    found = await exercises.exercise(desk.session, exercise_id)
    own = found is not None and found.jurisdiction == desk.jurisdiction
    if found is None or not own or found.state not in HAS_A_RECORD:
        raise Refusal("drill_report_no_exercise")
    return found


async def newest(desk: Desk) -> Exercise:
    found = await exercises.exercises(desk.session, desk.jurisdiction, *HAS_A_RECORD, limit=1)
    if not found:
        raise Refusal("drill_report_no_exercise")
    return found[0]


async def offered(desk: Desk) -> list[Exercise]:
    """The newest ones that have ended, for whoever looks for a report."""
    ended = ExerciseState.ENDED
    return await exercises.exercises(desk.session, desk.jurisdiction, ended, limit=MOST_OFFERED)
