"""Registers and filings name bodies and days, and can be asked for."""

from collections.abc import Iterator

from office.plan.checks.tools import nameable, unknown
from office.plan.faults import Fault, Said
from office.plan.papers import Paper
from office.plan.shape import PlanShape
from office.plan.when import BY_CALENDAR

OWED = "register"
"""The kind of what is owed when a paper is asked for."""


def papers_name_bodies(plan: PlanShape) -> Iterator[Fault]:
    for key, paper in _papers(plan):
        yield from unknown(f"{key}.who", paper.who, nameable(plan), "bodies")
        if not paper.who and paper.who_else is None:
            yield Fault(
                f"{key}.who",
                Said("没有写是谁的", "it says nobody whose it is"),
                Said("写上 who 或 who_else", "give it `who` or `who_else`"),
            )


def papers_can_be_asked_for(plan: PlanShape) -> Iterator[Fault]:
    by_calendar = any(owed.when in BY_CALENDAR for owed in plan.owes)
    if not by_calendar and not any(paper.who for _, paper in _papers(plan)):
        return
    owed = next((one for one in plan.owes if one.kind == OWED), None)
    if owed is None or owed.deadline is None:
        yield Fault(
            f"owes.{OWED}",
            Said(
                "没有写要求报送名录时的时限", "it does not say when papers are due once asked for"
            ),
            Said(
                f"在 owes 里写一项 kind: {OWED}，带 due_after 或 due_by",
                f"add `kind: {OWED}` to owes, with due_after or due_by",
            ),
        )


def _papers(plan: PlanShape) -> Iterator[tuple[str, Paper]]:
    yield from ((f"registers.{paper.id}", paper) for paper in plan.registers)
    yield from ((f"filings.{paper.id}", paper) for paper in plan.filings)
