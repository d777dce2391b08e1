"""The daily brief comes while people are awake, to bodies of the plan and to leaders."""

from collections.abc import Iterator

from office.plan.bodies import Capability
from office.plan.checks.tools import holders, nameable, unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape


def brief_comes_by_day(plan: PlanShape) -> Iterator[Fault]:
    night = plan.night or plan.quiet_hours
    if plan.brief is not None and night.covers(plan.brief.at):
        yield Fault(
            "brief.at",
            Said("每日情况落在夜间静默时段", "the daily brief falls into the night"),
            Said("写静默时段以外的时刻", "choose an hour outside of it"),
        )


def brief_has_readers(plan: PlanShape) -> Iterator[Fault]:
    if plan.brief is not None and plan.brief.to != "all":
        yield from unknown("brief.to", plan.brief.to, nameable(plan), "bodies")


def brief_has_leaders(plan: PlanShape) -> Iterator[Fault]:
    if plan.brief is not None:
        yield from holders(plan, "brief.leaders", plan.brief.leaders, Capability.COPY)
