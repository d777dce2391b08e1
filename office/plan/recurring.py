"""What is asked for by the calendar: once a week, a month or a year, in a season or before one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from office.plan.calendars import ONE_DAY, Calendar
from office.plan.durations import Duration
from office.plan.period_days import PeriodDay, begins, in_period, next_period
from office.plan.seasons import SeasonDays, Seasons
from office.plan.texts import PlanPart, Slug
from office.plan.when import When

DayOff = Literal["stay", "earlier", "later"]
_NEAR = (-2, -1, 0, 1, 2)
"""The periods around a day in which something may be asked for on it: a deadline may lie in the
period after the one of its asking, and long holidays may move it out of that one."""


class Recurring(PlanPart):
    """The days on which it is asked for and due; without any it is asked for by hand."""

    ask_from: PeriodDay | None = None
    by: PeriodDay | None = None
    # It is asked for only where its deadline lies in this season, or out of this one.
    season: Slug | None = None
    off_season: Slug | None = None
    # It is due on the day before this season begins, and asked for so long before that.
    before: Slug | None = None
    ask_ahead: Duration | None = None
    # Where a deadline that is a day off goes; nowhere where the plan does not say.
    on_day_off: DayOff | None = None

    @property
    def is_by_calendar(self) -> bool:
        return self.by is not None or self.before is not None

    @property
    def moves_off_holidays(self) -> bool:
        return self.on_day_off not in (None, "stay")


class Recurrence(NamedTuple):
    """One time that it is asked for."""

    asked_on: date
    due_on: date
    first: date
    last: date
    """The period that it is of."""

    def is_open_on(self, day: date) -> bool:
        return self.asked_on <= day <= self.due_on


def recurrences_on(
    said: Recurring, when: When, day: date, calendar: Calendar, seasons: Seasons
) -> list[Recurrence]:
    """The turns that are asked for on this day: their asking has come, their deadline has not."""
    planned = _before_season(said, day, seasons) if said.before else _by_days(said, when, day)
    moved = (_off_holidays(turn, said, calendar) for turn in planned)
    return [one for one in moved if one.is_open_on(day) and _in_season(said, one, seasons)]


def due_days(said: Recurring, when: When, day: date, seasons: Seasons) -> list[date]:
    """The deadlines around a day as the plan names them, before any is moved off a holiday."""
    planned = _before_season(said, day, seasons) if said.before else _by_days(said, when, day)
    return sorted({one.due_on for one in planned})


def _by_days(said: Recurring, when: When, day: date) -> Iterator[Recurrence]:
    if said.by is None or said.ask_from is None:
        return
    here = begins(when, day)
    for by in _NEAR:
        first = next_period(when, here, by=by)
        due_on = due_in(said.ask_from, said.by, when, first)
        last = next_period(when, first) - ONE_DAY
        yield Recurrence(in_period(said.ask_from, first), due_on, first, last)


def due_in(ask_from: PeriodDay, by: PeriodDay, when: When, first: date) -> date:
    """A day that comes before the one of its asking is one of the period after that."""
    due_on = in_period(by, first)
    if due_on < in_period(ask_from, first):
        return in_period(by, next_period(when, first))
    return due_on


def _before_season(said: Recurring, day: date, seasons: Seasons) -> Iterator[Recurrence]:
    for span in seasons.near(said.before or "", day):
        yield _due_before(span, said.ask_ahead or timedelta())


def _due_before(span: SeasonDays, ahead: timedelta) -> Recurrence:
    due_on = span.first - ONE_DAY
    return Recurrence(due_on - ahead, due_on, due_on.replace(month=1, day=1), due_on)


def _off_holidays(turn: Recurrence, said: Recurring, calendar: Calendar) -> Recurrence:
    if not said.moves_off_holidays or calendar.works_on(turn.due_on):
        return turn
    if said.on_day_off == "later":
        return turn._replace(due_on=calendar.working_day_after(turn.due_on, 1))
    due_on = calendar.working_day_before(turn.due_on)
    return turn._replace(due_on=due_on, asked_on=min(turn.asked_on, due_on))


def _in_season(said: Recurring, turn: Recurrence, seasons: Seasons) -> bool:
    """Where nobody knows whether the season is on, nothing is asked for."""
    inside = said.season is None or seasons.covers(said.season, turn.due_on) is True
    return inside and (
        said.off_season is None or seasons.covers(said.off_season, turn.due_on) is False
    )
