"""Figures that are too high to be likely, whatever was said before."""

from typing import Annotated

from pydantic import Field

from office.plan.texts import PlanPart, Slug, Text


class UnlikelyFigures(PlanPart):
    # By the id of a figure in a form: more than so many in the report of one day is asked about.
    above: dict[Slug, Annotated[int, Field(gt=0)]]
    source: Text | None = None
