"""Checks who fills the boxes of a consultation, and who signs the office's."""

from collections.abc import Iterator

from office.plan.bodies import BodyKind, Capability
from office.plan.checks.tools import holders, unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape

BOXES = ("meteorology", "monitoring", "experts")


def consultation_names_bodies_and_posts(plan: PlanShape) -> Iterator[Fault]:
    said = plan.consultation
    bodies = [body.id for body in plan.bodies if body.body_kind in (BodyKind.AGENCY, BodyKind.TEAM)]
    named = {box: body for box in BOXES if (body := getattr(said, box)) is not None}
    for box, body in named.items():
        yield from unknown(f"consultation.{box}", [body], bodies, "agencies or teams")
    for step in said.signed_by:
        yield from holders(plan, "consultation.signed_by", step.by, Capability.APPROVE)
    if len(set(named.values())) < len(named):
        yield Fault(
            "consultation",
            Said("同一单位填写两栏", "one body fills two boxes"),
            Said("每栏写一个不同的单位，或不写", "name another body for each box, or none"),
        )
