"""Defines what the pictures are drawn from."""

from datetime import date, datetime
from decimal import Decimal

from storage.immutable import immutable


@immutable
class DrawnShare:
    """How many of those who owe one thing have answered it."""

    what: str
    done: int
    total: int


@immutable
class DrawnDay:
    """The reports of one day."""

    day: date
    in_time: int
    late: int
    missing: int


@immutable
class DrawnSum:
    """One sum of a day beside that of the day before, where there is one."""

    what: str
    unit: str
    value: int | Decimal
    before: int | Decimal | None
    due: int | None = None
    """What the reduction list wants of it; None where no list says so."""
    to_check: int = 0
    """How many bodies' figures in it are still to be checked, as whoever may know reads it."""


@immutable
class ListedNumbers:
    """How many firms one reduction list wants stopped and limited at the level of a day."""

    title: str
    owner: str
    since: datetime
    level: str
    stop: int | None
    """None where the list has no column for the level."""
    limit: int | None
    unclear: int
    unread: int


@immutable
class BodyFigures:
    """What one body reported of a day."""

    body: str
    figures: tuple[DrawnSum, ...]


@immutable
class BriefPicture:
    colour: str
    """The mark of the level, as the plan has it."""
    title: str
    day: int
    """The day of the response, counted from 1; 0 before it starts."""
    at: datetime
    shares: tuple[DrawnShare, ...]
    days: tuple[DrawnDay, ...]
    """The days that reports are owed of, the newest last."""
    of: date
    """The day of the sums."""
    sums: tuple[DrawnSum, ...]
    drill: bool
    curbs: tuple[BodyFigures, ...] = ()
    """What was stopped or limited; pictures that were frozen before know nothing of it."""


@immutable
class ChartSeries:
    name: str
    tone: str
    """The mark of a level, or one of the other tones of `messages/pictures/stacked.py`."""
    values: tuple[int, ...]
    """One for each column."""


@immutable
class StackedChart:
    """Columns side by side, in each of which the series stand on one another."""

    title: str
    labels: tuple[str, ...]
    """What stands below each column."""
    series: tuple[ChartSeries, ...]


@immutable
class ComparedPhoto:
    """One photo of a problem, as it is set beside another."""

    number: int
    """Its place among all files of its side, from 1 on."""
    at: datetime
    path: str | None
    """Where it lies; None where it is not at hand."""
    why: str = ""
    """Why it is not at hand: the end of a phrase's key."""


@immutable
class ComparedSide:
    """整改前 or 整改后: the photos of this page, and how many there are in all."""

    total: int
    photos: tuple[ComparedPhoto, ...]


@immutable
class EvidencePicture:
    """What shows a problem as it was found, beside what shows that it was put right."""

    number: str
    body: str
    where: str
    before: ComparedSide
    after: ComparedSide
    page: int
    pages: int
    drill: bool
