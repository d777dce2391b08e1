"""Who sends forecasts of the air beside the office."""

from typing import Annotated

from pydantic import Field

from office.plan.texts import PlanPart, Slug, Text


class ForecastRules(PlanPart):
    """Where a plan says nothing, those send them who confer, and who looks ahead: a default."""

    # Bodies, whose groups and liaisons send them, and posts, whose holders do so in private.
    senders: Annotated[tuple[Slug, ...], Field(min_length=1)]
    source: Text | None = None
