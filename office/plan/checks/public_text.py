"""What the public is told goes by levels of the plan, and is said again within a day."""

from collections.abc import Iterator
from datetime import timedelta

from office.plan.checks.tools import unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape

LEAST, MOST = timedelta(minutes=30), timedelta(days=1)


def public_text_can_be_told(plan: PlanShape) -> Iterator[Fault]:
    said = plan.public_text
    if said is None:
        return
    levels = [level.id for level in plan.levels]
    yield from unknown("public_text.at_level", said.at_level, levels, "levels")
    if said.repeat_every is not None and not LEAST <= said.repeat_every <= MOST:
        yield Fault(
            "public_text.repeat_every",
            Said("滚动播报的间隔不合理", "it is said again too often or too seldom"),
            Said("写 30m 至 1d", "write 30m to 1d"),
        )
    if said.silent is not None and said.repeat_every is None:
        yield Fault(
            "public_text.silent",
            Said("没有写滚动播报的间隔", "it does not say how often it is said again"),
            Said("写上 repeat_every，或删去 silent", "add repeat_every, or remove silent"),
        )
