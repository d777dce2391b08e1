"""The events by which something is owed."""

from enum import StrEnum


class When(StrEnum):
    """The event that makes it owed."""

    ORDER = "order"
    """The order that asks for it."""
    DAILY = "daily"
    """Each day in force, from the second day on."""
    LIFT = "lift"
    """The end of what was in force."""
    WEEKLY = "weekly"
    """A day of each week. What is owed by the calendar needs no alert."""
    MONTHLY = "monthly"
    YEARLY = "yearly"


BY_CALENDAR = (When.WEEKLY, When.MONTHLY, When.YEARLY)
"""The more frequent stand first."""
