"""Defines what is told and drawn of the air ahead."""

from datetime import date, datetime
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
    """The mean to one decimal, or a sign that there is none."""


@immutable
class OutlookPicture:
    title: str
    """What is proposed, or what this is a forecast of."""
    note: str
    """It says who sent the forecast, and when."""
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


@immutable
class AirDay:
    """What is said of one day."""

    day: date
    low: int
    high: int
    mean: Decimal | None
    """The mean of the hours; None where too few are known, or only the day was named."""
    missing: int
    """Hours of it within the series of which nothing is known."""
    classes: tuple[str, ...]
    """The names of the classes of its lowest and highest figure; one where they are the same."""
    primary: tuple[str, ...]


@immutable
class GradeLine:
    """What one reading of a forecast comes to."""

    reading: str
    """`low`, `middle` or `high`, or `alike` where these agree; `amounts` where the means of
    concentrations are graded.
    """
    level: str
    """The name of the level; empty where none is reached."""
    starts_at: datetime | None
    ends_at: datetime | None
    at_worst: str
    """The level that gaps could make of it, where that is higher."""


@immutable
class ProofLine:
    """A condition of the level that is reached, with its windows."""

    above: int
    hours: int
    starts_at: datetime
    ends_at: datetime
    mean_hours: int
    """Over how many hours each of its means runs."""
    means: tuple[str, ...]


@immutable
class AirEcho:
    """What was read of what somebody sent, before it counts."""

    is_observed: bool
    sender: str
    file: str
    starts_at: datetime
    ends_at: datetime
    by_day: bool
    days: tuple[AirDay, ...]
    missing: int
    grades: tuple[GradeLine, ...]
    """A forecast is graded as it is expected, and at both ends where it is a range."""
    proofs: tuple[ProofLine, ...]
    remarks: tuple[str, ...]
    replaces: datetime | None
    """Since when the forecast counts that it would replace."""


@immutable
class UpperLock:
    """What the office above has in force, below which we may not go."""

    upper: str
    number: str
    level: str


@immutable
class ReadingLine:
    """What one reading of a forecast, or the other mean, comes to; no level is an empty name."""

    reading: str
    level: str


@immutable
class PlannedResponse:
    """What the plan would do at the level that is proposed."""

    response: str
    chain: tuple[str, ...]
    """The posts that sign, each with its act."""
    told: int
    measures: int
    issue_before: datetime | None
    """The instant that keeps the plan's notice ahead; None where it does not apply."""
    notice: int
    """That notice, in hours."""
    is_short: bool
    has_begun: bool
    """Whether the foul air is there already."""


@immutable
class AirProposalView:
    """What the air would have the office do, and what became of it."""

    errand: str
    level: str
    """The name of the level; of what brings no level, the one that its figures reach."""
    mark: str
    former: str
    starts_at: datetime
    ends_at: datetime
    primary: tuple[str, ...]
    cause: str
    guessed: bool
    """Whether nobody named the cause, and only the primary pollutant points to it."""
    proofs: tuple[ProofLine, ...]
    highest: str
    """The highest mean of the better air, or of what a dispatch is proposed for."""
    mean_hours: int
    better_for: int
    """For how many hours the plan asks for better air before an alert is lifted."""
    below: int
    above: int
    cancels: bool
    """Whether the alert has not begun, so that it is cancelled and not lifted."""
    readings: tuple[ReadingLine, ...]
    at_worst: str
    missing: int
    by_day: bool
    measured: int
    """How many of its hours were measured."""
    undetermined: bool
    """Whether a later forecast says too little to uphold it or to end it."""
    sender: str
    forecast_at: datetime | None
    planned: PlannedResponse | None
    lock: UpperLock | None
    lifts_at: datetime | None
    """The hour for which the lift of the alert that stands was announced."""
    control: bool
    """Whether the air is also foul enough for a control dispatch."""
    state: str
    why: str
    serial: str
    settled_at: datetime | None
    grounds: str
    """Why it is not to be followed, from when somebody asked for a signature on that."""
