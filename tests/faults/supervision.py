"""Adds problems, a bulletin and a meeting to an episode, for seeds from 30000 on, and an
inspection from 40000 on; from 50000 on the air, a consultation and what the public is told; from
60000 on an exercise beside all that.

Those before play what they played before there was such a thing: more events in the world would
move every death and every refusal.
"""

import random
from dataclasses import dataclass

from tests.faults.air import Air
from tests.faults.consulting import Consulting
from tests.faults.episode import Episode
from tests.faults.exercising import Exercising
from tests.faults.informing import Informing
from tests.faults.inspections import Inspections
from tests.faults.meetings import Meetings
from tests.faults.problems import Problems

SUPERVISED_FROM, INSPECTED_FROM, AIRED_FROM, EXERCISED_FROM = 30000, 40000, 50000, 60000


@dataclass(frozen=True, slots=True)
class Sky:
    """What is known of the air, what is conferred of it, and what the public is told."""

    air: Air
    consulting: Consulting
    informing: Informing


@dataclass(frozen=True, slots=True)
class Supervision:
    problems: Problems
    meetings: Meetings
    inspections: Inspections | None
    sky: Sky | None
    exercising: Exercising | None


def is_supervised(seed: int) -> bool:
    return seed >= SUPERVISED_FROM


def is_inspected(seed: int) -> bool:
    return seed >= INSPECTED_FROM


def is_aired(seed: int) -> bool:
    return seed >= AIRED_FROM


def is_exercised(seed: int) -> bool:
    return seed >= EXERCISED_FROM


async def plan_supervision(episode: Episode, seed: int) -> Supervision:
    # What people do here comes from a generator of its own, so that all else stays as it is drawn.
    chance = random.Random(f"supervision {seed}")
    problems, meetings = Problems(episode, chance), Meetings(episode, chance)
    problems.plan()
    meetings.plan()
    inspections = Inspections(episode, chance) if is_inspected(seed) else None
    if inspections is not None:
        await inspections.enrol()
        inspections.plan()
    sky = await _plan_sky(episode, seed) if is_aired(seed) else None
    exercising = _plan_exercise(episode, seed) if is_exercised(seed) else None
    return Supervision(problems, meetings, inspections, sky, exercising)


def _plan_exercise(episode: Episode, seed: int) -> Exercising:
    exercising = Exercising(episode, random.Random(f"exercise {seed}"))
    exercising.plan()
    return exercising


async def _plan_sky(episode: Episode, seed: int) -> Sky:
    chance = random.Random(f"sky {seed}")
    air, consulting = Air(episode, chance), Consulting(episode, chance)
    informing = Informing(episode, chance)
    await informing.enrol()
    for plays in (air, consulting, informing):
        plays.plan()
    return Sky(air, consulting, informing)
