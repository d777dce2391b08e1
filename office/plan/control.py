"""What is done before any colour: the control dispatch 强化管控, and what others are asked for."""

from typing import Annotated, Literal

from pydantic import Field

from office.plan.texts import PlanPart, Slug, Text


class ControlLine(PlanPart):
    """What some bodies do under a control dispatch, beside what its order says."""

    text: Text
    text_en: Text | None = None
    # These are agency ids and group names.
    who: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"] = "all"
    source: Text | None = None


class Control(PlanPart):
    """The dispatch of stronger controls on the order of those who stand above the office."""

    # Whose order it takes; the dialogue asks for that order.
    ordered_by: Text
    ordered_by_en: Text | None = None
    # When it is due, as the drafter reads it.
    criterion: Text
    criterion_en: Text | None = None
    # The same in figures: the mean of the AQI above which it is due. None where only words say it.
    above: Annotated[int, Field(ge=0, le=500)] | None = None
    # The usual words for what is expected.
    situation: Text
    situation_en: Text | None = None
    lines: tuple[ControlLine, ...] = ()
    # Bodies that read it and owe nothing.
    copies: tuple[Slug, ...] = ()
    source: Text | None = None


class Joint(PlanPart):
    """Something that bodies outside the command may be asked to do as well."""

    id: Slug
    name: Text
    name_en: Text | None = None
    # The usual words of the letter.
    text: Text
    text_en: Text | None = None
    # Who may be asked: ids of bodies outside.
    asked: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # The body that passes the letter on; None where the office writes to those whom it asks.
    through: Slug | None = None
    source: Text | None = None
