"""What an answer is made of: fields with their kinds and units, in forms that the plan names.

A form is printed for whoever has to answer, and `office.reading.replies` reads answers into it.
"""

from enum import StrEnum
from typing import Annotated, Literal

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
    # Other names by which people call it: 排查企业 for 检查企业.
    words: tuple[Text, ...] = ()
    # It is added up over bodies and days.
    sum: bool = False
    # It is what is open at the time, such as 在办: the last one holds, and days are not added up.
    stock: bool = False
    # 停限产: several bodies count the firms of one list, so that the brief says what each of them
    # reported, and it is never added up over bodies. So is what the grid company says beside it.
    curb: bool = False
    # 应停 or 应限: what the reduction list says that there should be of it at the level in force.
    listed: Literal["stop", "limit"] | None = None
    # 用电量: set beside what is stopped or limited. What differs is only named, to be checked.
    power: bool = False
    # The field of the form that it is a part of: 已整改 is at most 发现问题. More is asked about.
    at_most: Slug | None = None
    choices: tuple[Text, ...] = ()
    choices_en: tuple[Text, ...] = ()
    # Where it is asked for, if not where its form is.
    source: Text | None = None


class Form(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    fields: Annotated[tuple[FormField, ...], Limits(min_length=1)]
    source: Text | None = None
