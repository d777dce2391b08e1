"""What a plan takes from another one: as its file says it, and as it is stored with the plan."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from office.plan.texts import PlanPart, Slug, Text

PartKey = Text
"""What is taken goes by the key of its part, such as `measures.y-m-01`, `owes.daily` or `dust`."""


class Extends(PlanPart):
    """What a file says under `extends`. The name of the other plan alone is short for it."""

    plan: Slug
    # Who does here what bodies, groups and sections of the other plan do there; an empty list is
    # nobody. Whoever is not named stands for the body here that has the same id.
    bodies: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    # What is not taken, and what asks for less than the other plan, each with its source.
    leaves_out: dict[PartKey, Text] = Field(default_factory=dict)
    weaker: dict[PartKey, Text] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, facts: Any) -> Any:
        return {"plan": facts} if isinstance(facts, str) else facts


class Base(PlanPart):
    """The plan that this one was made from, and what became of its parts.

    The parts themselves stand in this plan, so that it stays as it is when the other one changes.
    """

    plan: Slug
    name: Text
    name_en: Text | None = None
    # The checksum is that of the base as it was taken, so that a later one can be told from it.
    checksum: Text
    added: tuple[PartKey, ...] = ()
    changed: tuple[PartKey, ...] = ()
    weaker: Mapping[PartKey, Text] = Field(default_factory=dict)
    left_out: Mapping[PartKey, Text] = Field(default_factory=dict)
