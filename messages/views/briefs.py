"""Defines what the daily brief is given."""

from datetime import date, datetime

from messages.views.enterprises import DayFirms
from messages.views.pictures import BodyFigures, DrawnSum, ListedNumbers
from storage.immutable import immutable


@immutable
class BriefCount:
    """How many have answered one thing that was asked of them."""

    what: str
    is_receipt: bool
    total: int
    done: int
    late: int
    overdue: tuple[str, ...]
    """Whose deadline has passed without an answer; nobody, where the reader may not know."""
    held: tuple[str, ...] = ()
    """Whose clock stands, such as while nothing reaches them; likewise."""


@immutable
class BriefSlips:
    """How many slips of one step were issued today."""

    title: str
    count: int


@immutable
class BriefView:
    colour: str
    title: str
    serial: str
    response: str
    at: datetime
    started_at: datetime
    has_started: bool
    day: int
    """The day of the response, counted from 1."""
    ends_at: datetime | None
    """None where the end is open."""
    is_over: bool
    """The announced end has passed, and nobody has lifted the alert."""
    lifts_at: datetime | None
    """The hour for which its end has been announced."""
    next_level: str
    """The level of an order that has been issued and takes effect later."""
    next_at: datetime | None
    counts: tuple[BriefCount, ...]
    slips: tuple[BriefSlips, ...]
    of: date
    """The day of the sums, the one before the brief."""
    sums: tuple[DrawnSum, ...]
    curbs: tuple[BodyFigures, ...]
    """What was stopped or limited that day, as each body says."""
    listed: tuple[ListedNumbers, ...] = ()
    """What the reduction lists wanted stopped or limited that day."""
    lists_lacking: int = 0
    """So many lists, against which reports are held, were not entered."""
    firms: DayFirms | None = None
    """The same enterprise by enterprise; no body reads it of another."""
    decisions: tuple[str, ...] = ()
    """What waits for this reader to decide."""
    waiting: tuple[str, ...] = ()
    """What waits in the office; only the office reads it."""


@immutable
class QuietBriefView:
    """No response is under way."""

    at: datetime
    decisions: tuple[str, ...]
    waiting: tuple[str, ...]
