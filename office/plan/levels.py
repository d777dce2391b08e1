"""The levels of an alert, and the pollutants that it may be about."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from office.plan.grading import Criterion
from office.plan.texts import PlanPart, Slug, Text


class Act(StrEnum):
    """What a signature in an approval chain is called: 审核同意, 同意 or 批准."""

    REVIEW = "review"
    AGREE = "agree"
    APPROVE = "approve"


class Issuer(StrEnum):
    """In whose name an order is issued."""

    OFFICE = "office"
    COMMAND = "command"


class Level(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    names: tuple[Text, ...] = ()
    response: Text
    response_en: Text | None = None
    rank: Annotated[int, Field(ge=1, le=9)]
    colour: Text
    criterion: Text
    # The single conditions of the criterion, as grounds state them.
    conditions: tuple[Text, ...] = ()
    # The same in figures: it is reached where all of any one of these hold.
    criteria: tuple[Annotated[tuple[Criterion, ...], Field(min_length=1)], ...] = ()
    approval: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # The acts by position. Where a plan does not say, a signature is called 同意.
    acts: dict[Slug, Act] = Field(default_factory=dict)
    hazard: Text
    advice: Annotated[tuple[Text, ...], Field(min_length=1)]
    quiet_exempt: bool = False
    in_name_of: Issuer = Issuer.COMMAND
    source: Text | None = None

    def act_of(self, position: str) -> Act:
        return self.acts.get(position, Act.AGREE)


class Pollutant(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    names: tuple[Text, ...] = ()
