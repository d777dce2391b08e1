"""Joint inspection 督导帮扶: who is convened from which level on, and what they look into."""

from typing import Annotated

from pydantic import Field

from office.plan.texts import PlanPart, Slug, Text


class InspectionLine(PlanPart):
    """A line of what is inspected, what is done beside it, or whom its members send."""

    text: Text
    text_en: Text | None = None
    source: Text | None = None


class Inspection(PlanPart):
    """The joint inspection that is convened at some levels."""

    levels: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # The team that organises it. Its members are told, and its head names the liaison.
    group: Slug
    # The post of whoever is the head's deputy.
    deputy: Slug | None = None
    # The teams that are formed for it; each owes its summaries from its convening on.
    teams: tuple[Slug, ...] = ()
    # Whom each member of a team sends, as its sentence goes on after the members' names.
    each_sends: InspectionLine | None = None
    # The post of the teams' liaison.
    liaison: Slug | None = None
    topics: Annotated[tuple[InspectionLine, ...], Field(min_length=1)]
    # What is done beside the topics, such as helping firms with their difficulties.
    lines: tuple[InspectionLine, ...] = ()
    # Offices outside are asked by this letter to inspect together (`joint`).
    joint: Slug | None = None
    source: Text | None = None
