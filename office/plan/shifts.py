"""The shifts of the office: when they change, and who is told where an alarm is not answered."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field

from office.plan.durations import Duration, TimeOfDay
from office.plan.sources import NO_SOURCE
from office.plan.texts import PlanPart, Slug, Text


class ShiftOfDay(NamedTuple):
    """One shift of one day, from its start to the start of the next."""

    number: int
    name: str
    starts_at: datetime
    ends_at: datetime


class ShiftTime(PlanPart):
    name: Text
    name_en: Text | None = None
    start: TimeOfDay


class ShiftRules(PlanPart):
    times: Annotated[tuple[ShiftTime, ...], Field(min_length=1)]
    # Who comes on is reminded so long before.
    remind_before: Duration = timedelta(minutes=30)
    # An alarm that the officer on duty does not answer goes to the shift's leader after so long,
    # and to the holders of `then` after so long again.
    officer_within: Duration = timedelta(minutes=15)
    leader_within: Duration = timedelta(minutes=15)
    then: tuple[Slug, ...] = ("director",)
    # Whether a recorded call counts as the receipt of the body that was called.
    calls_are_receipts: bool = False
    source: Text = NO_SOURCE

    def called(self, name: str) -> str:
        """A shift's name in the language that these rules are read in; a rota keeps the one of
        the day on which it was entered.
        """
        known = (one.name for one in self.times if name in (one.name, one.name_en))
        return next(known, name)

    def turns_of(self, day: date, zone: ZoneInfo) -> tuple[ShiftOfDay, ...]:
        starts = [datetime.combine(day, one.start, zone) for one in self.times]
        ends = [*starts[1:], datetime.combine(day + timedelta(days=1), self.times[0].start, zone)]
        return tuple(
            ShiftOfDay(number, one.name, start, end)
            for number, (one, start, end) in enumerate(zip(self.times, starts, ends, strict=True))
        )


USUAL_SHIFTS = ShiftRules(
    times=(
        ShiftTime(name="白班", name_en="Day shift", start=time(9)),
        ShiftTime(name="夜班", name_en="Night shift", start=time(21)),
    )
)
"""The shifts of plans that say nothing of any."""
