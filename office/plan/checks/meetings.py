"""The daily dispatch meeting is proposed and held at known levels, while people are up."""

from collections.abc import Iterator

from office.plan.bodies import Capability
from office.plan.checks.tools import holders, unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape


def dispatch_meeting_is_held_by_day(plan: PlanShape) -> Iterator[Fault]:
    said = plan.dispatch_meeting
    if said is None:
        return
    levels = [level.id for level in plan.levels]
    yield from unknown("dispatch_meeting.levels", said.levels, levels, "levels")
    for step in said.minutes:
        yield from holders(plan, "dispatch_meeting.minutes", step.by, Capability.APPROVE)
    night = plan.night or plan.quiet_hours
    if night.covers(said.propose_at) or said.propose_at >= said.usual_at:
        yield Fault(
            "dispatch_meeting.propose_at",
            Said(
                "提出会议的时刻落在夜间静默时段，或者不早于会议通常的时刻",
                "it falls into the night, or comes no earlier than the usual hour of the meeting",
            ),
            Said("写白天、早于 usual_at 的时刻", "choose an hour of the day before usual_at"),
        )
