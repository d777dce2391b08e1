"""What the office itself does by the calendar, such as reviewing its plan before September ends."""

from datetime import time, timedelta
from typing import Literal

from office.plan.durations import Duration, TimeOfDay
from office.plan.papers import DUE_CLOCK
from office.plan.recurring import Recurring
from office.plan.texts import Slug, Text
from office.plan.when import When

USUAL_REMINDER = timedelta(days=7)
"""How long before its day the office is reminded, where the plan does not say it."""


class OfficeWork(Recurring):
    id: Slug
    name: Text
    name_en: Text | None = None
    # Its day (`by`) is one of each year unless the plan says otherwise.
    when: Literal[When.WEEKLY, When.MONTHLY, When.YEARLY] | None = None
    due_at: TimeOfDay | None = None
    remind_before: Duration | None = None
    # With whom it is filed, or to whom it is reported.
    to: Text | None = None
    to_en: Text | None = None
    # Whether the office is told which standards of its documents hold no longer.
    names_superseded: bool = False
    # It is an exercise: one that has ended is its turn done.
    exercise: bool = False
    note: Text | None = None
    note_en: Text | None = None
    source: Text

    @property
    def each(self) -> When:
        return When(self.when or When.YEARLY)

    @property
    def due_clock(self) -> time:
        return self.due_at or DUE_CLOCK

    @property
    def reminder(self) -> timedelta:
        return self.remind_before or USUAL_REMINDER
