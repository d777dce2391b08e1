"""The levels of an alert, and the pollutants that it may be about."""

from typing import Annotated

from pydantic import Field

from office.plan.chains import Act, ChainStep, Issuer
from office.plan.grading import Criterion
from office.plan.texts import PlanPart, Slug, Text


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
    criterion_en: Text | None = None
    # The single conditions of the criterion, as grounds state them.
    conditions: tuple[Text, ...] = ()
    conditions_en: tuple[Text, ...] = ()
    # The same in figures: it is reached where all of any one of these hold.
    criteria: tuple[Annotated[tuple[Criterion, ...], Field(min_length=1)], ...] = ()
    approval: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # The acts by position. Where a plan does not say, a signature is called 同意.
    acts: dict[Slug, Act] = Field(default_factory=dict)
    hazard: Text
    hazard_en: Text | None = None
    hazard_source: Text | None = None
    advice: Annotated[tuple[Text, ...], Field(min_length=1)]
    advice_en: tuple[Text, ...] = ()
    # One for each line of the advice.
    advice_source: tuple[Text, ...] = ()
    quiet_exempt: bool = False
    in_name_of: Issuer = Issuer.COMMAND
    source: Text | None = None

    @property
    def chain(self) -> tuple[ChainStep, ...]:
        return tuple(
            ChainStep(by=(position,), act=self.acts.get(position, Act.AGREE))
            for position in self.approval
        )


class Pollutant(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    names: tuple[Text, ...] = ()
