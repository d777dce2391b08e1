"""A day's report is asked for on its own evening of those who owe it daily, while people are up."""

from collections.abc import Iterator

from office.plan.checks.tools import unknown
from office.plan.faults import Fault, Said
from office.plan.owed import Owed, SameDay, When
from office.plan.owed_kinds import KINDS
from office.plan.shape import PlanShape
from storage.decisions.matters import MatterKind


def same_day_is_asked_for_by_day(plan: PlanShape) -> Iterator[Fault]:
    levels = [level.id for level in plan.levels]
    for owed in plan.owes:
        if owed.same_day is None or owed.kind not in KINDS:
            continue
        key = f"owes.{owed.kind}.same_day"
        yield from unknown(f"{key}.levels", owed.same_day.levels, levels, "levels")
        if not _is_of_an_alerts_days(owed):
            yield Fault(
                key,
                Said("只有预警期间每日报送的才能当日要求", "only what an alert wants daily has it"),
                Said("删去", "remove it"),
            )
        elif not _comes_by_day(plan, owed, owed.same_day):
            yield Fault(
                f"{key}.prompt_at",
                Said(
                    "当日要求的时刻不晚于早上的 prompt_at，或者落在夜间静默时段",
                    "it comes no later than the morning's prompt_at, or falls into the night",
                ),
                Said(
                    "写早上 prompt_at 之后、夜间静默时段以外的时刻",
                    "choose an hour after the morning's prompt_at and outside of the night",
                ),
            )


def _is_of_an_alerts_days(owed: Owed) -> bool:
    # What is asked for under a control dispatch has no level.
    return owed.when is When.DAILY and MatterKind.ALERT in KINDS[owed.kind].under


def _comes_by_day(plan: PlanShape, owed: Owed, same_day: SameDay) -> bool:
    night = plan.night or plan.quiet_hours
    in_time = owed.prompt_at is None or same_day.prompt_at > owed.prompt_at
    return in_time and not night.covers(same_day.prompt_at)
