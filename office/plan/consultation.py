"""Who fills which box of a consultation's report, by when, and who signs the office's box."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.chains import SignedBy
from office.plan.durations import Duration
from office.plan.sources import NO_SOURCE
from office.plan.texts import PlanPart, Slug, Text


class ConsultationRules(PlanPart):
    """No plan has to say any of this: the office then chooses the bodies, and signs itself."""

    # The body that fills each box; where none is named, the office is asked as it opens one.
    meteorology: Slug | None = None
    monitoring: Slug | None = None
    experts: Slug | None = None
    # How long the bodies have where the office names no hour.
    within: Annotated[Duration, Field(ge=timedelta(minutes=30))] = timedelta(hours=2)
    within_source: Text | None = None
    # Who signs the office's box; where nobody does, whoever of the office writes it.
    signed_by: SignedBy = ()
    signed_by_source: Text | None = None
    source: Text = NO_SOURCE


USUAL_CONSULTATION = ConsultationRules()
"""The rules of plans that say nothing of it (source: none)."""
