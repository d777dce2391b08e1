"""By when counties that have an office of their own start what was issued above them."""

from datetime import timedelta

from office.plan.durations import Duration
from office.plan.sources import NO_SOURCE
from office.plan.texts import PlanPart, Text


class Cascade(PlanPart):
    """The times count from the order of this office. They are defaults until a plan says others."""

    # A county's office that has not started is asked once more.
    remind_after: Duration = timedelta(hours=1)
    # This office is told which counties have not started.
    report_after: Duration = timedelta(hours=2)
    source: Text = NO_SOURCE
