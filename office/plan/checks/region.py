"""Checks what a plan says of the offices around its own: above it, below it and beside it."""

from collections.abc import Iterator

from office.plan.bodies import BodyWithOffice, OutsideOffice, Relation
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


def cap_senders_are_offices_beside_us(plan: PlanShape) -> Iterator[Fault]:
    """Whoever sends it is the office above or a neighbour, and nobody else has that name."""
    seen = {plan.cap.sender}
    above = _office_above(plan)
    for body in plan.outside:
        if body.cap_sender is None:
            continue
        key = f"outside.{body.id}.cap_sender"
        if body is not above and body.relation is not Relation.NEIGHBOUR:
            yield Fault(
                key,
                Said(
                    "只接收上级和相邻地区的CAP消息", "only the office above and neighbours send CAP"
                ),
                Said("删去这一行", "remove the line"),
            )
        if body.cap_sender in seen:
            yield Fault(
                key,
                Said(
                    f"“{body.cap_sender}”是本预案自己或已另有单位使用",
                    f"'{body.cap_sender}' is this plan's own or another body's",
                ),
                Said("写该单位CAP消息中的 sender", "write the `sender` of that body's messages"),
            )
        seen.add(body.cap_sender)


def cap_polygon_is_closed(plan: PlanShape) -> Iterator[Fault]:
    points = (plan.cap.polygon or "").split()
    if points and points[0] != points[-1]:
        yield Fault(
            "cap.polygon",
            Said("边界没有闭合", "the boundary is not closed"),
            Said("最后一点与第一点相同", "end with the first point"),
        )


def _office_above(plan: PlanShape) -> OutsideOffice | None:
    """The one whose orders bind us; of several it is the one that works here."""
    above = [it for it in plan.outside if it.relation is Relation.UPPER]
    return next((it for it in above if it.jurisdiction), next(iter(above), None))


def _with_office(plan: PlanShape) -> Iterator[BodyWithOffice]:
    return (body for body in (*plan.counties, *plan.outside) if body.jurisdiction)
