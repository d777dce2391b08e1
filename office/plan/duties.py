"""What a plan charges somebody with, and when that holds."""

from enum import StrEnum

from office.plan.texts import PlanPart, Text


class Trigger(StrEnum):
    """When a duty holds; printed before it, so that neither is read without the other."""

    ALWAYS = "always"
    ORDER = "order"
    """Once the command has told the body to."""
    POLLUTION = "pollution"
    WARNING = "warning"
    RESPONSE = "response"
    LEVEL = "level"
    """As the level of the alert calls for."""


class Duty(PlanPart):
    text: Text
    text_en: Text | None = None
    source: Text
    when: Trigger = Trigger.ALWAYS
