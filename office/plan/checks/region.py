"""Checks what a plan says of the offices around its own: above it, below it and beside it."""

from collections.abc import Iterator

from office.plan.bodies import BodyWithOffice, Relation
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape


def offices_are_others(plan: PlanShape) -> Iterator[Fault]:
    seen = {plan.jurisdiction}
    for body in _with_office(plan):
        if body.jurisdiction in seen:
            yield Fault(
                f"{body.section}.{body.id}.jurisdiction",
                Said(
                    f"“{body.jurisdiction}”是本预案自己或已另有单位使用",
                    f"'{body.jurisdiction}' is this plan's own or another body's",
                ),
                Said(
                    "写该单位自己预案的 jurisdiction；没有就删去这一行",
                    "write the `jurisdiction` of that body's own plan, or remove the line",
                ),
            )
        seen.add(body.jurisdiction or "")


def there_is_one_office_above(plan: PlanShape) -> Iterator[Fault]:
    """Floor and lock are those of one office; two could contradict each other."""
    above = [it for it in plan.outside if it.relation is Relation.UPPER and it.jurisdiction]
    for body in above[1:]:
        yield Fault(
            f"outside.{body.id}.jurisdiction",
            Said(
                "有两个上级在本系统中有办公室",
                "two offices above have offices of their own here",
            ),
            Said(
                "只给直接的上级写 jurisdiction",
                "give only the office directly above a `jurisdiction`",
            ),
        )


def only_neighbours_issue_together(plan: PlanShape) -> Iterator[Fault]:
    for body in plan.outside:
        if body.joint and body.relation is not Relation.NEIGHBOUR:
            yield Fault(
                f"outside.{body.id}.joint",
                Said("只有相邻地区约定同时启动", "only a neighbour starts together with us"),
                Said(
                    "写 relation: neighbour，或删去 joint", "add relation: neighbour, or no joint"
                ),
            )


def upper_office_is_told_in_time(plan: PlanShape) -> Iterator[Fault]:
    times = plan.cascade
    if times is not None and times.remind_after >= times.report_after:
        yield Fault(
            "cascade.report_after",
            Said("告知办公室的时间不晚于催办", "the office is told no later than the county"),
            Said("改得比 remind_after 更长", "make it longer than remind_after"),
        )


def _with_office(plan: PlanShape) -> Iterator[BodyWithOffice]:
    return (body for body in (*plan.counties, *plan.outside) if body.jurisdiction)
