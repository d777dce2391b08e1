"""How each body takes part in an exercise, and in which manner a scripted one answers."""

from hashlib import sha256
from typing import NamedTuple

from office.plan.drills import DrillScript
from storage.decisions.exercises import Exercise, Participation, ScriptedManner

DRAWN = "drawn"
"""The manners are drawn, instead of chosen body by body."""


class TakingPart(NamedTuple):
    how: Participation | None = None
    """None where it takes no part."""
    manner: ScriptedManner | None = None
    """None where it answers rightly and in time, or itself."""


PARTS = (
    TakingPart(Participation.REAL),
    TakingPart(Participation.SCRIPTED),
    *(TakingPart(Participation.SCRIPTED, one) for one in ScriptedManner),
    TakingPart(),
)
"""In the order in which one follows another as its name is pressed."""


def part_of(row: Exercise, body: str) -> TakingPart:
    how = row.participants.get(body)
    return TakingPart(Participation(how) if how is not None else None, manner_of(row, body))


def manner_of(row: Exercise, body: str) -> ScriptedManner | None:
    """None for whoever answers rightly and in time, and for whoever answers itself."""
    is_scripted = row.participants.get(body) == Participation.SCRIPTED
    manner = row.manners.get(body) if is_scripted else None
    return ScriptedManner(manner) if manner is not None else None


def after(part: TakingPart) -> TakingPart:
    return PARTS[(PARTS.index(part) + 1) % len(PARTS)]


def with_manner(row: Exercise, manner: ScriptedManner) -> tuple[str, ...]:
    return tuple(
        one
        for one, how in row.participants.items()
        if how == Participation.SCRIPTED and manner_of(row, one) == manner
    )


def named_by(script: DrillScript) -> dict[str, str]:
    """The manners that the script itself gives to bodies."""
    return {body: str(manner) for body, manner in script.manners.items()}


def drawn(row: Exercise, script: DrillScript) -> dict[str, str]:
    """Draw so many of the scripted bodies as the script says, the same for one exercise each time.

    Of each manner that is drawn at all there is at least one, as long as there are bodies.
    """
    left = sorted(scripted(row), key=lambda one: sha256(f"{row.key} {one}".encode()).digest())
    many = len(left)
    found: dict[str, str] = {}
    for manner, percent in script.drawn.items():
        count = max(1, round(many * percent / 100)) if percent else 0
        found |= dict.fromkeys(left[:count], str(manner))
        del left[:count]
    return found


def scripted(row: Exercise) -> list[str]:
    return [one for one, how in row.participants.items() if how == Participation.SCRIPTED]
