"""Defines what is told and drawn of how well forecasts foretold the air."""

from datetime import date, time
from decimal import Decimal

from messages.views.sky import DrawnClass, DrawnHour
from storage.immutable import immutable


@immutable
class LeadLine:
    """All that was said so many days ahead."""

    lead: int
    judged: int
    class_hits: int
    primary_hits: int
    primary_judged: int
    error: str
    """The mean error, with its sign; empty where nothing could be judged."""
    absolute: str
    held: int
    ranged: int
    hit: int
    higher: int
    lower: int
    missed: int
    false_alarm: int
    undetermined: int
    unmeasured: int


@immutable
class EvaluationView:
    name: str
    """What the period is called."""
    first: date
    last: date
    until: time
    days: int
    measured: int
    forecast_days: int
    graded: bool
    lines: tuple[LeadLine, ...]


@immutable
class EvaluatedDay:
    """A day as it came, beside what was said of it a day ahead."""

    measured: Decimal | None
    forecast: DrawnHour | None


@immutable
class EvaluationPicture:
    title: str
    note: str
    first: date
    days: tuple[EvaluatedDay, ...]
    classes: tuple[DrawnClass, ...]
    lines: tuple[int, ...]
    """The figures above which levels begin."""
