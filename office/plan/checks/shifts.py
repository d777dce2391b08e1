"""Checks what a plan says of the office's shifts."""

from collections.abc import Iterator
from itertools import pairwise

from office.plan.checks.tools import unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape
from office.plan.shifts import USUAL_SHIFTS


def shifts_follow_one_another(plan: PlanShape) -> Iterator[Fault]:
    times = [one.start for one in plan.shifts.times]
    if any(later <= earlier for earlier, later in pairwise(times)):
        yield Fault(
            "shifts.times",
            Said("班次没有按时刻先后排列", "the shifts do not follow one another"),
            Said("从早到晚写，每班从下一班开始时结束", "write them from morning to night"),
        )


def alarms_go_to_known_positions(plan: PlanShape) -> Iterator[Fault]:
    # The usual ones may name a position that a plan of before does not have.
    if plan.shifts is not USUAL_SHIFTS:
        known = {position.id for position in plan.positions}
        yield from unknown("shifts.then", plan.shifts.then, known, "positions")
