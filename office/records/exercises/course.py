"""The course of an exercise: its acts with their times, who took part, its pauses, what was said.

All of it is told by the exercise's own rows; what was issued and owed in it stands in `rows.py`.
"""

from collections.abc import Sequence

from office.bodies import people
from office.desk import Desk
from storage.decisions import exercises as store
from storage.decisions import matters
from storage.decisions.exercises import (
    Exercise,
    ExerciseComment,
    ExercisePause,
    ExerciseStep,
    Participation,
)
from storage.immutable import immutable


@immutable
class PlayedLeader:
    position: str
    person: str


@immutable
class DrillCourse:
    exercise: Exercise
    steps: Sequence[ExerciseStep]
    pauses: Sequence[ExercisePause]
    comments: Sequence[ExerciseComment]
    played: Sequence[PlayedLeader]
    matters: frozenset[int]
    """The alert that is practised, and whatever else was opened as an exercise meanwhile."""

    def bodies(self, how: Participation) -> tuple[str, ...]:
        return tuple(one for one, takes in self.exercise.participants.items() if takes == how)


async def of(desk: Desk, exercise: Exercise) -> DrillCourse:
    session = desk.session
    return DrillCourse(
        exercise=exercise,
        steps=await store.steps(session, exercise.key),
        pauses=await store.pauses(session, exercise.key),
        comments=await store.comments(session, exercise.key),
        played=[await _played(desk, *one) for one in exercise.plays.items()],
        matters=await _matters(desk, exercise),
    )


async def _played(desk: Desk, position: str, user_id: int) -> PlayedLeader:
    return PlayedLeader(people.position_name(desk, position), await people.name_of(desk, user_id))


async def _matters(desk: Desk, exercise: Exercise) -> frozenset[int]:
    since, until = exercise.began_at, exercise.ended_at or desk.now
    own = [] if exercise.alert_id is None else [exercise.alert_id]
    if since is None:
        return frozenset(own)
    meanwhile = await matters.exercised_between(desk.session, desk.jurisdiction, since, until)
    return frozenset([*own, *meanwhile])
