"""Defines what the messages about reports are given."""

from datetime import date, datetime, timedelta

from messages.views.understood import UnderstoodView
from storage.immutable import immutable


@immutable
class PromptView:
    """The message that asks an agency for a report."""

    agency: str
    you: str
    """The text addresses the body by this, as its kind is addressed."""
    matter: str
    day: date | None
    """The day to report on; None for the report after the lift."""
    alert: str
    """The serial of the order that it follows from."""
    level: str
    due_at: datetime
    kind: str
    """What is asked for, by the plan's name of it."""
    unchecked: bool = False
    """Its deadline rests on working days of a year without a notice."""
    fields: tuple["FieldLine", ...] = ()
    """The fields of its form, where the plan gives one."""
    by_forecast: bool = False
    """A forecast answers it."""
    today: bool = False
    """Whether it is asked for on the evening of that very day."""
    supervised: bool = True
    """Whether slips follow where no report comes."""
    told: str = ""
    """What the body said of it at the meeting, as the office wrote it down."""
    coming: "ComingChange | None" = None
    """The change of the alert that is announced for a later hour."""


@immutable
class ComingChange:
    level: str
    """Empty where the alert ends."""
    at: datetime


@immutable
class FieldLine:
    """One field of a form, as whoever answers reads it."""

    name: str
    kind: str
    unit: str
    required: bool
    choices: tuple[str, ...]


@immutable
class ContentView:
    """What a report should say."""

    matter: str
    content: tuple[str, ...]
    fields: tuple[FieldLine, ...] = ()


@immutable
class ReceivedView:
    """The answer to whoever sent a report."""

    serial: str
    matter: str
    is_first: bool
    is_edit: bool
    tally: tuple[tuple[str, int], ...]
    """How many parts of each kind the report has by now."""
    due_at: datetime
    late_by: timedelta | None
    slips: tuple[str, ...]
    """The serials of the slips that it closed."""
    by_procedure: bool
    """Whether the matter was handed over, so that it does not end with this report."""
    too_large: int
    """How many of its files are too large to be fetched."""
    ticked: str
    """What is still owed of what an open slip lists beside this."""
    newer: str = ""
    """What is owed for a later day, for which this may have been meant."""
    completes: bool = False
    """Whether it answers that the office had sent the report back."""
    understood: UnderstoodView | None = None
    """What was read of it; None where what is owed has no form."""
    updated_at: datetime | None = None
    """When it last changed; None as long as it is new."""


@immutable
class ReturnedView:
    """What a body reads of its report that the office sent back."""

    agency: str
    matter: str
    serial: str
    reason: str
    due_at: datetime
    by: str
    at: datetime


@immutable
class QuotedReply:
    """A reply that was asked about."""

    at: datetime
    by: str
    """The name of whoever wrote it; empty for an anonymous admin."""
    words: str
    """What it said; empty where a reader would see nothing."""


@immutable
class QuestionedView:
    """Replies of which nobody said what they are; the office decides or has decided about them."""

    agency: str
    matter: str
    due_at: datetime
    replies: tuple[QuotedReply, ...]
    state: str
    until: datetime | None
    """Until when the slip waits for the office; None where no slip follows, or it has decided."""
    decided_by: str
    decided_at: datetime | None
    late_at: datetime | None
    """When the agency reported after the deadline, by this reply or otherwise."""
    supervised: bool
    """Whether more slips may follow."""


@immutable
class RegistrationView:
    """What the office registered for an agency."""

    agency: str
    you: str
    """The text addresses the body by this, as its kind is addressed."""
    matter: str
    serial: str
    """The serial of the report; a receipt has none."""
    is_report: bool
    way: str
    reported_by: str
    reported_at: datetime
    registered_by: str
    registered_at: datetime
    backfilled: bool
    late: bool
    due_at: datetime
    text: str
    files: int
    person: str
    """Who objects, or who decides."""
    understood: UnderstoodView | None = None
    is_signed: bool = False
    """Whether it counts as an opinion, in whose place the agency may sign its own."""


@immutable
class UnaskedView:
    """Tells the office of agencies that could not be asked."""

    matter: str
    agencies: tuple[str, ...]
