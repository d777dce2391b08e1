"""What is done before any colour, and what others are asked for, name bodies of the plan."""

from collections.abc import Iterator

from office.plan.checks.tools import nameable, unknown
from office.plan.faults import Fault
from office.plan.shape import PlanShape


def control_names_bodies(plan: PlanShape) -> Iterator[Fault]:
    if plan.control is None:
        return
    bodies = {body.id for body in plan.bodies}
    yield from unknown("control.copies", plan.control.copies, bodies, "bodies")
    for place, line in enumerate(plan.control.lines, start=1):
        if line.who != "all":
            yield from unknown(f"control.lines.{place}.who", line.who, nameable(plan), "bodies")


def joint_names_outsiders(plan: PlanShape) -> Iterator[Fault]:
    outside = {office.id for office in plan.outside}
    for one in plan.joint:
        through = (one.through,) if one.through else ()
        yield from unknown(f"joint.{one.id}.asked", one.asked, outside, "outside")
        yield from unknown(f"joint.{one.id}.through", through, outside, "outside")
