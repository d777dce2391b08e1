"""Who plays in the exercise that is under way, as its orders say it and its signatures need it."""

from typing import Any

from office.desk import Desk
from office.matters.kinds import SCRIPTED, TAKES_PART
from office.refusal import Refusal
from storage.decisions import exercises
from storage.decisions.exercises import Exercise, ExerciseState, Participation
from storage.delivery import about
from storage.subjects import Subject


async def cast(desk: Desk, *, drill: bool) -> dict[str, Any]:
    """What an order says of who takes part; nothing where it is real, or a drill by itself."""
    played = await _played(desk, drill=drill)
    if played is None:
        return {}
    return {TAKES_PART: list(played.participants), SCRIPTED: scripted(played)}


def scripted(played: Exercise) -> list[str]:
    return [one for one, how in played.participants.items() if how == Participation.SCRIPTED]


async def own_forecast(desk: Desk, *, drill: bool) -> int | None:
    """The forecast that is made up for the exercise, which never counts."""
    played = await _played(desk, drill=drill)
    return played.forecast_id if played is not None else None


async def require_not_paused(desk: Desk, *, drill: bool) -> None:
    """Refuse to go on with an exercise that stands still."""
    played = await _played(desk, drill=drill)
    if played is not None and played.state == ExerciseState.PAUSED:
        raise Refusal("exercise_is_paused", title=played.title)


async def under_way(desk: Desk) -> Exercise | None:
    return await exercises.under_way(desk.session, desk.jurisdiction)


async def is_paused(desk: Desk) -> bool:
    """Whether the exercise that is under way stands still."""
    played = await under_way(desk)
    return played is not None and played.state == ExerciseState.PAUSED


async def stands_still(desk: Desk, subject: Subject | None) -> bool:
    """Whether this belongs to an exercise that is paused; its time comes back as that goes on."""
    if not await is_paused(desk):
        return False
    return bool(await about.is_drill(desk.session, subject))


async def _played(desk: Desk, *, drill: bool) -> Exercise | None:
    return await under_way(desk) if drill else None
