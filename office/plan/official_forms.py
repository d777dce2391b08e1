"""The tables that the office itself fills in and reports upward, row by row as plans have them."""

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from office.plan.durations import TimeOfDay
from office.plan.texts import PlanPart, Slug, Text


class FormTime(StrEnum):
    """When a form is due. One that is due at no time is filled in when somebody wants it."""

    START = "start"
    DAILY = "daily"
    """On each day after the one on which the response started, until it ends."""
    LIFT = "lift"
    NONE = "none"


class FormRow(PlanPart):
    # Which of the fields that the program knows it asks for.
    field: Slug
    # How the form words it.
    name: Text
    name_en: Text | None = None


class OfficialForm(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    # Where the plan has it, as it is printed above the title: 附件7, 表3-1.
    place: Text | None = None
    place_en: Text | None = None
    when: FormTime = FormTime.NONE
    # A daily form is offered at this time of day.
    due_at: TimeOfDay = time(10)
    rows: Annotated[tuple[FormRow, ...], Field(min_length=1)]
    # What stands before the name of the command below the table.
    command_label: Text | None = None
    command_label_en: Text | None = None
    # The posts of which one fills it in, examines it and signs it. Where a form has no such line
    # nobody is named; whoever works in the office may fill in one that names nobody.
    filled_in_by: tuple[Slug, ...] = ()
    examined_by: tuple[Slug, ...] = ()
    signed_by: tuple[Slug, ...] = ()
    # The number of the office's telephone, which the form asks for.
    telephone: bool = False
    note: Text | None = None
    note_en: Text | None = None
    # To whom it goes: bodies with a chat get it there, anybody else from the office.
    to: tuple[Slug, ...] = ()
    to_else: Text | None = None
    to_else_en: Text | None = None
    source: Text | None = None
