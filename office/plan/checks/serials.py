"""Serials: the formats that are needed, and that no two kinds share."""

from collections.abc import Iterator

from office.plan.checks.ladders import rungs
from office.plan.checks.tools import repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.ladders import SPOKEN_SLIPS
from office.plan.serials import OPTIONAL_SERIALS, USUAL_SERIALS, SerialKind
from office.plan.shape import PlanShape


def serials_are_complete(plan: PlanShape) -> Iterator[Fault]:
    # A slip that no ladder of the plan knows needs no number.
    slips = {rung.step for _, rung in rungs(plan) if rung.slip}
    wanted = {*SerialKind} - USUAL_SERIALS.keys() - OPTIONAL_SERIALS | slips
    for kind in sorted(wanted - plan.serials.keys()):
        yield Fault(
            f"serials.{kind}",
            Said("缺少这一类的文号格式", "the serial format of this kind is missing"),
            Said(f"补上 {kind} 一行", f"add a line for {kind}"),
        )
    yield from unknown("serials", plan.serials, {*SerialKind, *slips, *SPOKEN_SLIPS}, "serials")


def serials_differ(plan: PlanShape) -> Iterator[Fault]:
    for kind, template in plan.serials.items():
        if not template.startswith(plan.prefix):
            yield Fault(
                f"serials.{kind}",
                Said(f"文号没有以“{plan.prefix}”开头", f"it does not begin with '{plan.prefix}'"),
                Said("文号都以 prefix 开头", "begin every serial with the plan's prefix"),
            )
    for template in repeats(plan.serials.values()):
        yield Fault(
            "serials",
            Said(f"两类文号同用“{template}”", f"two kinds share the format '{template}'"),
            Said("每一类用各自的字号", "give each kind a format of its own"),
        )
