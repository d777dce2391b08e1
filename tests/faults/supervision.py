"""Adds problems, a bulletin and a meeting to an episode, for seeds from 30000 on, and an
inspection from 40000 on.

Those before play what they played before there was such a thing: more events in the world would
move every death and every refusal.
"""

import random
from dataclasses import dataclass

from tests.faults.episode import Episode
from tests.faults.inspections import Inspections
from tests.faults.meetings import Meetings
from tests.faults.problems import Problems

SUPERVISED_FROM, INSPECTED_FROM = 30000, 40000


@dataclass(frozen=True, slots=True)
class Supervision:
    problems: Problems
    meetings: Meetings
    inspections: Inspections | None


def is_supervised(seed: int) -> bool:
    return seed >= SUPERVISED_FROM


def is_inspected(seed: int) -> bool:
    return seed >= INSPECTED_FROM


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
    return Supervision(problems, meetings, inspections)
