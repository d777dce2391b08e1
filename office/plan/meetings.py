"""The daily meeting at which members report what they did that day."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.chains import SignedBy
from office.plan.durations import Duration, TimeOfDay
from office.plan.texts import PlanPart, Slug, Text


class DispatchMeeting(PlanPart):
    """At these levels the office convenes its members each day."""

    levels: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # When the clock proposes the meeting of the day to the office.
    propose_at: TimeOfDay
    propose_at_source: Text | None = None
    # The hour that is proposed, where no meeting before has said another.
    usual_at: TimeOfDay
    usual_at_source: Text | None = None
    # How long before a meeting whoever comes is reminded of it.
    remind_before: Duration = timedelta(minutes=30)
    remind_before_source: Text | None = None
    # Who signs the minutes of a meeting; where nobody does, the office sends them.
    minutes: SignedBy = ()
    minutes_source: Text | None = None
    source: Text | None = None


REMIND_BEFORE = timedelta(minutes=30)
"""The same where the plan knows no daily meeting (source: none)."""
