"""How members are appraised: what counts and for how much, until when they object, who signs.

The points are an office's own decision, so that a plan without this block has no scoreboard.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from office.plan.bodies import BodyKind
from office.plan.chains import SignedBy
from office.plan.deadlines import ByClock
from office.plan.texts import PlanPart, Slug, Text

WHOLE_MARK = 100
"""The mark of what was done in time and in full, in parts of 100."""


class AppraisalOutcome(StrEnum):
    """What became of one thing that counts. A slip is named by its step instead: yellow, red."""

    DONE = "done"
    LATE = "late"
    NEVER = "never"
    PARTLY = "partly"
    """A report came that leaves fields out; its mark is the share of the fields that it fills."""
    RETURNED = "returned"
    POOR = "poor"
    """认定整改不力: the director found it poorly put right."""
    EXCUSED = "excused"
    """On leave from a meeting, with nobody to come instead."""


class AppraisalPart(PlanPart):
    """A heading under which lines stand, such as 预警."""

    id: Slug
    name: Text
    name_en: Text | None = None
    source: Text | None = None


class AppraisalLine(PlanPart):
    """One line of the scoreboard: what it counts, and how many points it is worth."""

    id: Slug
    name: Text
    name_en: Text | None = None
    part: Slug | None = None
    # A row of the program's indicators.
    indicator: Slug
    # The kinds of what is owed that it counts. Without any it counts those that no other line
    # of its indicator names.
    of: tuple[Slug, ...] = ()
    points: Annotated[int, Field(ge=1, le=100)]
    # What is left of the whole mark, by outcome or by step of a ladder. What is not named here
    # leaves nothing.
    marks: dict[Slug, Annotated[int, Field(ge=0, lt=WHOLE_MARK)]] = Field(default_factory=dict)
    source: Text | None = None

    def mark(self, outcome: str) -> int:
        return WHOLE_MARK if outcome == AppraisalOutcome.DONE else self.marks.get(outcome, 0)


class Naming(StrEnum):
    """What a bulletin names bodies for."""

    PRAISE = "praise"
    CRITICISM = "criticism"


class NamingRule(PlanPart):
    """Who signs such a bulletin; where nobody does, the office issues it."""

    sign: SignedBy = ()
    sign_source: Text | None = None
    source: Text | None = None


class Appraisal(PlanPart):
    # The kinds of body that are appraised.
    concerns: Annotated[tuple[BodyKind, ...], Field(min_length=1)] = (BodyKind.AGENCY,)
    parts: tuple[AppraisalPart, ...] = ()
    lines: Annotated[tuple[AppraisalLine, ...], Field(min_length=1)]
    # Until then each body confirms what is said of it, or objects.
    object_by: ByClock
    object_by_source: Text | None = None
    sign: Annotated[SignedBy, Field(min_length=1)]
    sign_source: Text | None = None
    # What bodies may be named for in a bulletin once the appraisal is signed; for nothing else.
    bulletins: dict[Naming, NamingRule] = Field(default_factory=dict)
    source: Text | None = None
