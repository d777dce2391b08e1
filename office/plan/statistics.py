"""How the responses of a period are counted: from when on, and what counts as one.

Without it a calendar year is counted, and a response is one whatever became of its level.
"""

from office.plan.texts import PlanPart, Slug, Text


class Statistics(PlanPart):
    # The season that is counted; without one it is the calendar year.
    season: Slug | None = None
    # Each level of a response counts by itself: an upgrade ends one and begins another.
    each_level: bool = False
    # Two responses closer together than `grading.merge_within` count as one.
    merged: bool = True
    source: Text | None = None


USUAL_STATISTICS = Statistics()
