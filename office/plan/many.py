"""When many miss the same occasion at once: the office is asked before any slip goes."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration
from office.plan.texts import PlanPart, Text


class Many(PlanPart):
    """Without it slips go as the ladders say, however many are late."""

    # More than this share of those who owe it, and at least so many of them.
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    least: Annotated[int, Field(ge=2)] = 3
    # How long the office has, outside the quiet hours; unanswered, the ladders go on.
    wait: Duration = timedelta(hours=2)
    source: Text | None = None

    def are(self, missed: int, owing: int) -> bool:
        return missed >= self.least and missed > self.share * owing
