"""What no level is declared for is told by pollutants that the plan knows."""

from collections.abc import Iterator

from office.plan.checks.tools import repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.grading import USUAL_EXCLUDED
from office.plan.shape import PlanShape

KEY = "grading.no_response_causes"


def excluded_air_can_be_told(plan: PlanShape) -> Iterator[Fault]:
    named = plan.grading.no_response_causes if plan.grading else ()
    if named == USUAL_EXCLUDED:
        return
    known = {one.id for one in plan.pollutants}
    for one in named:
        yield from unknown(f"{KEY}.{one.id}.primary", one.primary, known, "pollutants")
        if not (one.names or one.primary):
            yield Fault(
                f"{KEY}.{one.id}",
                Said("没有写明怎样认出", "nothing tells it from other air"),
                Said("写上 names 或 primary", "name its words (`names`) or pollutants (`primary`)"),
            )
    for repeated in repeats(one.id for one in named):
        yield Fault(
            f"{KEY}.{repeated}",
            Said("写了两次", "it stands there twice"),
            Said("只留一处", "keep one of them"),
        )
