"""Defines what the texts of letters between offices are given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class NoteView:
    sender: str
    title: str
    number: str
    text: str


@immutable
class FiledOrderView:
    """A county's own order, as it is filed with the office above."""

    sender: str
    title: str
    number: str
    ends: bool
    starts_at: datetime
    grounds: str


@immutable
class UpperAlertView:
    """An order of the office above that binds the reader's office."""

    upper: str
    kind: str
    number: str
    colour: str
    level: str
    response: str
    concerned: bool
    """Whether the reader's area is still concerned; an adjustment may leave it out."""
    starts_at: datetime
    hours: int | None
    ends_at: datetime | None
    """The end, where it is named by the clock."""
    open_end: bool
    """Whether the sender says that the end is open; otherwise it may not have named any hours."""
    pollutant: str
    area: str
    counties: tuple[str, ...]
    grounds: str
    is_known: bool
    """Whether the reader's plan has the level."""
    is_enough: bool
    """Whether the reader's own alert has the level, or a higher one."""
    has_alert: bool
    start_by: datetime | None
    added: tuple[str, ...] = ()
    """What the office above adds to the measures of its plan, each line with those it names."""
    takes_back: bool = False
    """Whether it takes back a lift that it had announced; its alert goes on as it was."""


@immutable
class LoweringAskedView:
    """A county asks the reader's office whether it may lower or end its alert."""

    county: str
    number: str
    level: str
    """The level to which it wants to lower; empty where it wants to end its alert."""
    upper_number: str
    """The order of the reader's office that keeps the county from it."""
    reasons: str
    by: str
    at: datetime
    again: bool
    is_answered: bool
    agreed: bool
    answer_number: str
    answered_by: str
    answered_at: datetime | None
    reason: str


@immutable
class LoweringAnswerView:
    """The answer of the office above to a request to go lower."""

    office: str
    level: str
    number: str
    asked_number: str
    by: str
    at: datetime
    agreed: bool
    reason: str
    floor: str
    is_moot: bool
    """The office above has ordered something else since, so that the answer opens nothing."""


@immutable
class ReportAskedView:
    """The office above asks for a report."""

    sender: str
    title: str
    number: str
    due_at: datetime
    content: tuple[str, ...]
    again: bool


@immutable
class NeighbourAlertView:
    sender: str
    title: str
    number: str
    colour: str
    together: bool
    """Whether it was agreed that both issue and start together."""
    ends: bool
    starts_at: datetime
    hours: int | None
    ends_at: datetime | None
    """The end, where it is named by the clock."""
    pollutant: str
    area: str
    grounds: str
    changes: str = ""
    """The number of the earlier one that it changes or ends, where it came as a CAP message."""


@immutable
class CapShownView:
    """A CAP message that binds nobody: of an exercise, or a test of the link."""

    sender: str
    identifier: str
    headline: str
    area: str
    starts_at: datetime | None


@immutable
class CountyLine:
    name: str
    level: str
    number: str
    at: datetime | None


@immutable
class CountiesView:
    """How far the counties are with their own orders."""

    title: str
    colour: str
    serial: str
    is_open: bool
    started: tuple[CountyLine, ...]
    signing: tuple[CountyLine, ...]
    waiting: tuple[CountyLine, ...]
    agreed: tuple[CountyLine, ...]
    """The counties that stay below the alert, or ended before it, with our consent."""


@immutable
class UncheckedView:
    """A document of the office above that somebody registered and nobody has checked."""

    upper: str
    kind: str
    number: str
    level: str
    area: str
    starts_at: datetime
    registered_by: str
    """Empty where the command line brought it."""
    has_scan: bool
    hours: int | None = None
    ends_at: datetime | None = None
    """The end, where it is named by the clock."""
    open_end: bool = False
    headline: str = ""
    """What a CAP message is headed by, in which it came; empty for any other document."""
    identifier: str = ""
    changes: str = ""
    """The number of the earlier message that it changes or ends, where that came."""


@immutable
class UpperQuestionView:
    """One step of the dialogue that registers what came from above."""

    question: str
    given: tuple[tuple[str, str], ...]
    """What was said so far: the name of each field, and its value."""
