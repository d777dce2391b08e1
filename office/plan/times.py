"""Times and figures by which the office works."""

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from office.plan.durations import Duration, TimeOfDay
from office.plan.texts import PlanPart, Slug, Text


class NoticeTimes(PlanPart):
    issue_ahead: Duration
    # Where the end of an alert is open, the office is asked after so long, and again after the
    # same time, whether an end can be named. No source fixes it.
    open_end_asked: Annotated[Duration, Field(gt=timedelta())] = timedelta(days=2)
    source: Text | None = None


class Signing(PlanPart):
    """No plan has to say any of this: each field has a default, also for older plans."""

    remind_after: Duration = timedelta(minutes=15)
    phone_after: Duration = timedelta(minutes=30)
    two_people_always: bool = False
    """Whether somebody else than the drafter must sign even if a level takes only one signature."""
    source: Text | None = None


class QuietHours(PlanPart):
    start: TimeOfDay
    end: TimeOfDay
    source: Text | None = None

    def covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Brief(PlanPart):
    """Each day that an alert is in force its readers are told how things stand."""

    at: TimeOfDay
    # Bodies, by ids, groups and sections, out of those that the alert went to.
    to: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"] = "all"
    # Posts whose holders read it in private, with who is missing and what waits for them.
    leaders: tuple[Slug, ...] = ()
    source: Text | None = None


class Downtime(PlanPart):
    counts_from: Duration
    announce_from: Duration
    source: Text | None = None


class Enrolment(PlanPart):
    code_valid_for: Duration
    guesses: Annotated[int, Field(ge=1)]
    guess_window: Duration
    source: Text | None = None
