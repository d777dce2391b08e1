"""The papers that bodies keep ready: registers 名录 that stay current, and what is filed 备案."""

from datetime import date, time
from typing import Any, Literal

from office.plan.calendars import ONE_DAY
from office.plan.durations import TimeOfDay
from office.plan.owed import Owed
from office.plan.period_days import next_period
from office.plan.recurring import Recurring
from office.plan.texts import Slug, Text
from office.plan.when import When

DUE_CLOCK = time(18)
"""The hour of a day that the plan names. No plan fixes it."""


class Paper(Recurring):
    id: Slug
    name: Text
    name_en: Text | None = None
    # Whose it is: ids of bodies and names of groups or sections.
    who: tuple[Slug, ...] = ()
    # Those who are no bodies of the plan, such as enterprises; nobody asks them here.
    who_else: Text | None = None
    who_else_en: Text | None = None
    # With whom it is filed, or to whom it is reported.
    to: Text | None = None
    to_en: Text | None = None
    # Its day (`by`) is one of each year unless the plan says otherwise. Without a day it is asked
    # for by hand, when a response starts, or so long after its last update.
    when: Literal[When.WEEKLY, When.MONTHLY, When.YEARLY] | None = None
    due_at: TimeOfDay | None = None
    renew: Literal[When.WEEKLY, When.MONTHLY, When.YEARLY] | None = None
    asked_at_start: bool = False
    form: Literal["any", "file", "text"] = "any"
    note: Text | None = None
    note_en: Text | None = None
    source: Text | None = None

    @property
    def each(self) -> When:
        return When(self.when or When.YEARLY)

    @property
    def due_clock(self) -> time:
        return self.due_at or DUE_CLOCK

    def renewed_from(self, updated_on: date) -> date | None:
        """From when on it is asked for again after that update; None where nothing says so."""
        return same_day_later(When(self.renew), updated_on) if self.renew else None


class Register(Paper):
    """A list that its owner keeps current."""

    # 减排清单: its rows are enterprises, with what each stops or limits at each level, so that a
    # file of it is read and the numbers of reports stand beside those of the list.
    of_firms: bool = False


class Filing(Paper):
    """What is drawn up once and filed with somebody."""


class Routine(Paper):
    """What a body hands in by the calendar, as `owes` says it; nobody has to keep it current."""

    owed: Owed

    @classmethod
    def of(cls, owed: Owed) -> "Routine":
        recurring: dict[str, Any] = {
            name: getattr(owed, name) for name in (*Recurring.model_fields, "when", "due_at")
        }
        return cls(
            **recurring,
            id=owed.kind,
            name=owed.name or owed.kind,
            name_en=owed.name_en,
            who=() if owed.who == "all" else owed.who,
            source=owed.source,
            owed=owed,
        )


def same_day_later(when: When, day: date) -> date:
    """The same day of the next week, month or year, or the last one of a shorter month."""
    if when is When.WEEKLY:
        return next_period(when, day)
    first = next_period(when, day.replace(day=1))
    following = next_period(When.MONTHLY, first)
    return min(first.replace(day=1) + (day - day.replace(day=1)), following - ONE_DAY)
