"""What citizens may write to the office by the link under the posts of the public channel."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration
from office.plan.texts import PlanPart, Text


class Tips(PlanPart):
    # How many one person may send within 24 hours, and how long each may be added to.
    a_day: Annotated[int, Field(ge=1, le=20)] = 3
    added_to_for: Duration = timedelta(minutes=30)
    # The most characters of one, and the most photos.
    characters: Annotated[int, Field(ge=100, le=3000)] = 1000
    photos: Annotated[int, Field(ge=1, le=20)] = 9
    # How many may wait to be checked before no more are taken.
    waiting: Annotated[int, Field(ge=1)] = 200
    # How many are taken within an hour, from whomever; no document sets such a number.
    an_hour: Annotated[int, Field(ge=1)] = 30
    # How long words, photos and sender are kept after the office has decided, or after it came if
    # nobody checks it; what became a problem is kept as that problem. No document sets such a time.
    kept_for: Duration = timedelta(days=30)
    # How long before that the office is reminded of what nobody has checked.
    reminded_before: Duration = timedelta(days=5)
    source: Text = "none"
