"""What bodies do at a level."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from office.plan.texts import PlanPart, Slug, Text


class MeasureKind(StrEnum):
    HEALTH = "health"
    ADVISORY = "advisory"
    MANDATORY = "mandatory"


class Measure(PlanPart):
    id: Slug
    level: Slug
    kind: MeasureKind
    topic: Text
    text: Text
    source: Text
    # These are agency ids and group names; `Plan.concerns` resolves both.
    agencies: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"]
