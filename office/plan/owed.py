"""What bodies owe: who, when, by when, and which ladder follows."""

from collections.abc import Collection
from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from office.plan.deadlines import ByClock, Deadline
from office.plan.durations import Duration, TimeOfDay, between
from office.plan.recurring import Recurring
from office.plan.texts import PlanPart, Slug, Text
from office.plan.when import When

__all__ = ["Owed", "SameDay", "When"]


class SameDay(PlanPart):
    """At these levels a day's own report is asked for on its evening already, in writing."""

    levels: Annotated[tuple[Slug, ...], Field(min_length=1)]
    prompt_at: TimeOfDay


class Owed(Recurring):
    """One kind of thing that bodies owe: who owes it, when, by when, and what follows."""

    kind: Slug
    # What it is called, where it is owed by the calendar.
    name: Text | None = None
    name_en: Text | None = None
    # These are agency ids and group names.
    # An empty list says that it is the office's own, and that nobody is asked for it.
    who: tuple[Slug, ...] | Literal["all"] = "all"
    when: When
    # The levels at which it is owed; none means all. Of a day it is owed where one of them was in
    # effect on that day.
    levels: tuple[Slug, ...] = ()
    # Of a day on which an alert was in force it is not owed, as what the alert asks for is enough.
    unless_alert: bool = False
    # For what is owed daily: the time at which all are asked about the day before.
    prompt_at: TimeOfDay | None = None
    # None means that a day is asked about in the morning after it alone.
    same_day: SameDay | None = None
    # It is due at this time on the day on which it is asked for, or so long after that, or at an
    # hour of a following day. None is given where the order itself names the deadline. What is owed
    # by the calendar is due at this time on its day.
    due_at: TimeOfDay | None = None
    due_after: Duration | None = None
    due_by: ByClock | None = None
    # None means that nobody is asked again before the deadline.
    remind_before: Duration | None = None
    # The time that every body has from the moment it was asked.
    least_notice: Duration = timedelta()
    # What an answer should say.
    content: tuple[Text, ...] = ()
    content_en: tuple[Text, ...] = ()
    # The days, today among them, that a forecast reaches by which it is answered.
    days_ahead: Annotated[int, Field(ge=1, le=15)] | None = None
    # The form that it is answered by, and those of bodies that have another one, by its id.
    form: Slug | None = None
    form_for: dict[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    ladder: Slug
    # Bodies, by ids and group names, that climb another ladder than all others.
    ladder_for: dict[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    source: Text | None = None

    def is_owed_at(self, levels: Collection[str | None]) -> bool:
        return not self.levels or any(level in self.levels for level in levels)

    @property
    def is_the_offices(self) -> bool:
        return not self.who

    @property
    def by_the_clock(self) -> tuple[time, time]:
        if self.prompt_at is None or self.due_at is None:
            raise ValueError(f"{self.kind} is not owed daily")
        return self.prompt_at, self.due_at

    @property
    def ladders(self) -> tuple[str, ...]:
        return (self.ladder, *self.ladder_for)

    @property
    def deadline(self) -> Deadline | None:
        """It is reckoned from when it is asked for; None where that is said in another way."""
        return self.due_after if self.due_by is None else self.due_by

    @property
    def time_allowed(self) -> timedelta | None:
        """The time from the prompt to the deadline; None where that differs or the order says."""
        if self.prompt_at is not None and self.due_at is not None:
            return between(self.prompt_at, self.due_at)
        return self.due_after
