"""Checks what a plan says of that which goes up at once."""

from collections.abc import Iterator

from office.plan.checks.tools import unknown
from office.plan.faults import Fault
from office.plan.shape import PlanShape


def urgent_names_posts_and_a_body(plan: PlanShape) -> Iterator[Fault]:
    said = plan.urgent
    posts = {position.id for position in plan.positions}
    yield from unknown("urgent.signed_by", said.signed_by, posts, "positions")
    yield from unknown("urgent.leaders", said.leaders, posts, "positions")
    if said.to is not None:
        yield from unknown("urgent.to", [said.to], (body.id for body in plan.bodies), "bodies")
