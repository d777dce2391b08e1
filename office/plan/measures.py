"""What bodies do at a level."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from office.plan.texts import PlanPart, Slug, Text


class MeasureKind(StrEnum):
    HEALTH = "health"
    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    ORGANISATION = "organisation"
    """What bodies do so that the other measures come to something: confer, publish, inspect."""


class Audience(StrEnum):
    """To whom the words of a measure speak."""

    BODY = "body"
    PUBLIC = "public"
    """They are advice to the public, which the body passes on."""


class Measure(PlanPart):
    id: Slug
    level: Slug
    kind: MeasureKind
    topic: Text
    topic_en: Text | None = None
    text: Text
    text_en: Text | None = None
    audience: Audience = Audience.BODY
    source: Text
    # These are agency ids and group names; `Plan.concerns` resolves both.
    agencies: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"]
    # Those who help the others with it, named in the same way.
    assist: tuple[Slug, ...] = ()
    # The weaker measures of lower levels in whose place it comes.
    replaces: tuple[Slug, ...] = ()


class Premise(PlanPart):
    """What holds for all measures of a kind, printed once above them."""

    text: Text
    text_en: Text | None = None
    source: Text
