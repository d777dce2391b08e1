"""What must go up at once: who signs it, who reads it beside the office above."""

from datetime import timedelta

from office.plan.durations import Duration
from office.plan.sources import NO_SOURCE
from office.plan.texts import PlanPart, Slug, Text


class UrgentRules(PlanPart):
    """No plan has to say any of this. The leader of the shift signs, where one is on."""

    # Who signs where no shift has a leader who could; nobody named means the director.
    signed_by: tuple[Slug, ...] = ()
    # It is phoned for after so long, and asked for once more after half of it.
    sign_within: Duration = timedelta(minutes=15)
    # Posts whose holders read it in private, as it goes up.
    leaders: tuple[Slug, ...] = ()
    # The body that it goes to; none named means the office above.
    to: Slug | None = None
    source: Text = NO_SOURCE


USUAL_URGENT = UrgentRules()
"""The rules of plans that say nothing of it (source: none)."""
