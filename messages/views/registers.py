"""Defines what the texts of registers and filings are given."""

from datetime import date, datetime

from messages.views.measures import Citation
from messages.views.office_work import WorkLine
from storage.immutable import immutable


@immutable
class RegisterOrderView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    is_filing: bool
    bodies: tuple[str, ...]
    to: str
    """With whom it is filed, or to whom it is reported; empty where the plan says nothing."""
    form: str
    """The form of an answer: `file`, `text` or `any`."""
    note: str
    due_at: datetime
    has_a_day: bool
    """The plan says by which day it is due."""
    cause: str
    """Why it is asked for: `office`, `start`, `date` or `owner`."""
    is_routine: bool = False
    """It is owed by the calendar, so that nobody keeps it current."""
    content: tuple[str, ...] = ()
    unchecked: bool = False
    """Holidays that nobody knows yet may move its day."""


@immutable
class RegisterEndingView:
    office: str
    serial: str
    title: str


@immutable
class RegisterQuestionView:
    """A step of the dialogue that asks for a paper."""

    step: str
    title: str
    bodies: tuple[str, ...]
    due_at: datetime | None
    is_unclear: bool
    """The deadline that was typed can be read in several ways."""


@immutable
class OwnerLine:
    """One owner of a paper: the last update, and what is asked for."""

    owner: str
    at: datetime | None
    """The last update; None where nothing ever came."""
    by: str
    """The name of whoever sent the last update."""
    files: tuple[str, ...]
    """The names of its files; none where it was told in words."""
    report: str
    """The number of the report that it is kept under."""
    due_at: datetime | None
    """The deadline by which it is asked for now; None where nobody asks for it."""
    is_late: bool


@immutable
class RhythmView:
    """The rhythm of a paper: the day of each period by which it is due, and its season."""

    each: str
    """weekly, monthly or yearly; empty where the plan names no day."""
    day: date | None
    """A day of that name, in whatever period."""
    is_last: bool
    """The last day of each month is meant."""
    season: str
    off_season: str
    before: str
    renew: str
    """It is asked for again so long after each update: weekly, monthly or yearly."""
    is_unknown: bool
    """Nobody has declared the season yet, so it is not asked for."""


@immutable
class PaperLine:
    name: str
    is_filing: bool
    is_routine: bool
    owners: tuple[OwnerLine, ...]
    who_else: str
    to: str
    rhythm: RhythmView
    asked_at_start: bool
    note: str
    citations: tuple[Citation, ...]


@immutable
class FiledLine:
    """An order that a county issued by itself, as it was filed with the office."""

    body: str
    title: str
    number: str
    at: datetime


@immutable
class RegistersView:
    papers: tuple[PaperLine, ...]
    you: str = ""
    """The text addresses the body whose papers they are by this; it is empty where they are all."""
    filed: tuple[FiledLine, ...] = ()
    """The newest orders of counties, for the office alone."""
    own_work: tuple[WorkLine, ...] = ()
    """What the office itself does by the calendar, for the office alone."""
