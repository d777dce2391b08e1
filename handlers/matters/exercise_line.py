"""What an exercise is to be, typed on one line: /drill 橙色 12月3日9时 3天 压缩."""

import re

from handlers.matters.due_times import readings
from office.desk import Desk
from office.exercises import scripts
from office.exercises.preparing import WantedExercise
from office.reading.typed import compact, seen
from office.refusal import Refusal
from storage.decisions.exercises import ExerciseSpeed

SPEEDS = {
    **dict.fromkeys(("压缩", "快", "compressed", "fast"), ExerciseSpeed.COMPRESSED),
    **dict.fromkeys(("实际时长", "实时", "real"), ExerciseSpeed.REAL),
}
_DAYS = re.compile(r"([1-9])(?:天|d|days?)")


def read(desk: Desk, text: str) -> WantedExercise:
    """Levels, days and speeds stand anywhere; whatever is left is the hour of the beginning."""
    level, days, speed = None, None, None
    rest: list[str] = []
    for word in seen(text).split():
        said = compact(word)
        found = desk.plan.find_level(word)
        counted = _DAYS.fullmatch(said)
        if found is not None:
            level = found.id
        elif said in SPEEDS:
            speed = SPEEDS[said]
        elif counted is not None:
            days = int(counted[1])
        else:
            rest.append(word)
    if days is not None and days not in scripts.DAYS:
        raise Refusal("exercise_days_unclear", least=scripts.DAYS[0], most=scripts.DAYS[-1])
    at = readings(desk, " ".join(rest)) if rest else ()
    if rest and len(at) != 1:
        raise Refusal("exercise_hour_unclear")
    return WantedExercise(level, at[0] if at else None, days, speed)
