"""What members are appraised by is known, counts once, and is signed by posts of the plan."""

from collections.abc import Iterator

from office.plan.appraisal import AppraisalLine, AppraisalOutcome
from office.plan.bodies import Capability
from office.plan.checks.ladders import rungs
from office.plan.checks.tools import holders, nobody_signs_twice, repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.indicators import INDICATORS
from office.plan.shape import PlanShape


def appraisal_lines_are_known(plan: PlanShape) -> Iterator[Fault]:
    if plan.appraisal is None:
        return
    parts = {part.id for part in plan.appraisal.parts}
    owed = {one.kind for one in plan.owes}
    slips = {rung.step for _, rung in rungs(plan) if rung.slip}
    for line in plan.appraisal.lines:
        key = f"appraisal.lines.{line.id}"
        yield from unknown(f"{key}.indicator", [line.indicator], INDICATORS, "indicators")
        yield from unknown(f"{key}.part", [line.part] if line.part else [], parts, "parts")
        yield from unknown(f"{key}.of", line.of, owed, "owes")
        yield from unknown(f"{key}.marks", line.marks, {*AppraisalOutcome} | slips, "outcomes")


def appraisal_counts_once(plan: PlanShape) -> Iterator[Fault]:
    """Two lines of one indicator never count the same kind, and one of them takes the rest."""
    lines = plan.appraisal.lines if plan.appraisal else ()
    for indicator in dict.fromkeys(line.indicator for line in lines):
        own = [line for line in lines if line.indicator == indicator]
        for repeated in repeats(_counted(own)):
            yield Fault(
                f"appraisal.lines.{own[-1].id}",
                Said(
                    f"“{repeated or '其余各类'}”在同一指标下计分两次",
                    f"'{repeated or 'all other kinds'}' would count twice by one indicator",
                ),
                Said("每一类只写在一行里", "name each kind in one line alone"),
            )


def _counted(lines: list[AppraisalLine]) -> list[str]:
    return [kind for line in lines for kind in (line.of or ("",))]


def appraisal_is_signed(plan: PlanShape) -> Iterator[Fault]:
    if plan.appraisal is None:
        return
    signed = {"appraisal.sign": plan.appraisal.sign}
    for what, rule in plan.appraisal.bulletins.items():
        signed[f"appraisal.bulletins.{what}.sign"] = rule.sign
    for key, steps in signed.items():
        for step in steps:
            yield from holders(plan, key, step.by, Capability.APPROVE)
        yield from nobody_signs_twice(key, [step.by[0] for step in steps if len(step.by) == 1])
