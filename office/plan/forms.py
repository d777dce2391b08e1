"""What an answer is made of: fields with their kinds and units, in forms that the plan names.

So far a form is printed for whoever has to answer. An answer is not taken apart into its fields.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field as Limits

from office.plan.texts import PlanPart, Slug, Text


class FieldKind(StrEnum):
    NUMBER = "number"
    COUNT = "count"
    """A whole number of things."""
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


MEASURED = (FieldKind.NUMBER, FieldKind.COUNT)


class FormField(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    kind: FieldKind
    unit: Text | None = None
    unit_en: Text | None = None
    required: bool = False
    choices: tuple[Text, ...] = ()
    choices_en: tuple[Text, ...] = ()


class Form(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    fields: Annotated[tuple[FormField, ...], Limits(min_length=1)]
    source: Text | None = None
