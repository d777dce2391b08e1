"""Reads what plans said before they had ladders by name and `owes`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from office.plan.durations import Duration, TimeOfDay, between
from office.plan.ladders import USUAL_LADDERS
from office.plan.owed import Owed, When
from office.plan.texts import PlanPart, Text


class FormerReceipt(PlanPart):
    """What plans said of receipts before they had `owes`."""

    chase_after: Duration
    due_after: Duration


class FormerReporting(PlanPart):
    """What plans said of reports before they had `owes`."""

    prompt_at: TimeOfDay
    nudge_at: TimeOfDay
    due_at: TimeOfDay
    closing_due_after: Duration
    closing_nudge_before: Duration
    least_notice: Duration
    content: Annotated[tuple[Text, ...], Field(min_length=1)]


def with_ladders(facts: Any) -> Any:
    """Read a plan that was stored when there was only the ladder of the reports."""
    if not isinstance(facts, Mapping) or "ladders" in facts:
        return facts
    others = {key: value for key, value in facts.items() if key != "ladder"}
    rungs = [_former_rung(rung) for rung in facts.get("ladder", ())]
    return {**others, "ladders": {**USUAL_LADDERS, "report": rungs}}


POSTS = {"proposed_to", "confirmed_by", "sent_to"}


def _former_rung(rung: Any) -> Any:
    # Only the referral was decided by a post; on any other step these keys meant nothing.
    if not isinstance(rung, Mapping) or rung.get("step") == "referral":
        return rung
    return {key: value for key, value in rung.items() if key not in POSTS}


def with_owes(facts: Any) -> Any:
    """Read a plan that was stored when only receipts and two reports were known."""
    if not isinstance(facts, Mapping) or "owes" in facts or not facts.keys() >= FORMER:
        return facts
    receipt = FormerReceipt.model_validate(facts["receipt"])
    reporting = FormerReporting.model_validate(facts["reporting"])
    others = {key: value for key, value in facts.items() if key not in FORMER}
    return {**others, "owes": (_receipt(receipt), *_reports(reporting), TASK)}


FORMER = {"receipt", "reporting"}
TASK = Owed(kind="task", when=When.ORDER, remind_before=timedelta(hours=2), ladder="gentle")
"""What is owed for a task in plans that say nothing about tasks."""


def _receipt(former: FormerReceipt) -> Owed:
    # Nobody is asked again in the moment in which it was asked, so `0m` means no chase.
    chased_at_once = former.chase_after == timedelta()
    return Owed(
        kind="receipt",
        when=When.ORDER,
        due_after=former.due_after,
        remind_before=None if chased_at_once else former.due_after - former.chase_after,
        least_notice=former.due_after,
        ladder="receipt",
    )


def _reports(former: FormerReporting) -> tuple[Owed, Owed]:
    daily = Owed(
        kind="daily",
        when=When.DAILY,
        prompt_at=former.prompt_at,
        due_at=former.due_at,
        remind_before=between(former.nudge_at, former.due_at),
        least_notice=former.least_notice,
        content=former.content,
        ladder="report",
    )
    closing = Owed(
        kind="closing",
        when=When.LIFT,
        due_after=former.closing_due_after,
        remind_before=former.closing_nudge_before,
        least_notice=former.least_notice,
        content=former.content,
        ladder="report",
    )
    return daily, closing
