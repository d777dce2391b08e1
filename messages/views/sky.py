"""Defines what is told and drawn of the air ahead."""

from datetime import datetime
from decimal import Decimal

from storage.immutable import immutable


@immutable
class DrawnHour:
    """What is expected of one hour: a figure, or the two ends of a range."""

    low: Decimal
    high: Decimal


@immutable
class DrawnClass:
    """A class of air, in whose colour the hours are drawn that lie in it."""

    name: str
    upto: int
    colour: str


@immutable
class DrawnWindow:
    """A running mean that counts for a level, by the places of its hours."""

    first: int
    after: int
    mean: str
    """To one decimal, or why there is none."""


@immutable
class OutlookPicture:
    title: str
    """What is proposed, or what this is a forecast of."""
    note: str
    """From whom it is, and when it was made."""
    colour: str
    """The mark of the level; empty where it reaches none."""
    start: datetime
    hours: tuple[DrawnHour | None, ...]
    """None where nothing is known."""
    classes: tuple[DrawnClass, ...]
    lines: tuple[int, ...]
    """The figures above which levels begin."""
    windows: tuple[DrawnWindow, ...]
    remarks: tuple[str, ...]
    drill: bool
