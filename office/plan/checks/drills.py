"""The scripts of exercises: their acts come in order, and without some there is no exercise."""

from collections.abc import Iterator
from itertools import pairwise

from office.plan.checks.tools import unknown
from office.plan.drills import DrillScript
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape
from storage.decisions.exercises import CHANGES_OF_LEVEL, ActKind

NEEDED = (ActKind.APPROVAL, ActKind.ISSUE, ActKind.LIFT)


def scripts_can_be_played(plan: PlanShape) -> Iterator[Fault]:
    levels = [level.id for level in plan.levels]
    bodies = [body.id for body in plan.bodies]
    for script in plan.drills:
        key = f"drills.{script.id}"
        yield from _in_order(key, script)
        yield from _whole(key, script)
        yield from unknown(f"{key}.air", list(script.air), levels, "levels")
        yield from unknown(f"{key}.manners", list(script.manners), bodies, "agencies")


def _in_order(key: str, script: DrillScript) -> Iterator[Fault]:
    order = list(ActKind)
    yield from _changes_in_force(key, script)
    fixed = [one for one in script.acts if one.act not in CHANGES_OF_LEVEL]
    for one, after in pairwise(fixed):
        if order.index(one.act) >= order.index(after.act):
            yield Fault(
                f"{key}.acts",
                Said(f"{after.act} 不能排在 {one.act} 之后", f"{after.act} comes after {one.act}"),
                Said(
                    f"按这个顺序写，每个环节一次：{'、'.join(order)}",
                    f"write each act once, in this order: {', '.join(order)}",
                ),
            )
    for one, after in pairwise(script.acts):
        if after.after < one.after or after.compressed < one.compressed:
            yield Fault(
                f"{key}.acts",
                Said(f"{after.act} 比 {one.act} 还早", f"{after.act} is earlier than {one.act}"),
                Said("后一环节的时刻不早于前一环节", "let no act be earlier than the one before"),
            )


def _changes_in_force(key: str, script: DrillScript) -> Iterator[Fault]:
    acts = [one.act for one in script.acts]
    for number, act in enumerate(acts):
        in_force = ActKind.ISSUE in acts[:number] and ActKind.LIFT in acts[number:]
        if act in CHANGES_OF_LEVEL and not in_force:
            yield Fault(
                f"{key}.acts",
                Said(f"{act} 不在 issue 和 lift 之间", f"{act} is not between issue and lift"),
                Said("级别在发布之后、解除之前调整", "let the level change between the two"),
            )


def _whole(key: str, script: DrillScript) -> Iterator[Fault]:
    missing = [act for act in NEEDED if act not in [one.act for one in script.acts]]
    if missing:
        yield Fault(
            f"{key}.acts",
            Said(f"缺少环节：{'、'.join(missing)}", f"acts are missing: {', '.join(missing)}"),
            Said("补上这些环节", "add them"),
        )
