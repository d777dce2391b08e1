"""What the texts of meetings are given."""

from datetime import date, datetime

from messages.views.alerts import StepView
from messages.views.understood import FieldSaid
from storage.immutable import immutable


@immutable
class MeetingView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    purpose: str
    meets_at: datetime
    place: str
    text: str
    """What it is about beside its title."""
    bodies: tuple[str, ...]
    is_all: bool
    """Whether it is for every agency and nobody else."""
    moved_from: datetime | None
    """When it was to be held before it was moved."""


@immutable
class MeetingEndingView:
    office: str
    serial: str
    title: str
    meets_at: datetime


@immutable
class MeetingQuestionView:
    """A step of the dialogue that convenes or moves a meeting."""

    step: str
    purpose: str
    """Its phrase, once it is chosen."""
    bodies: tuple[str, ...]
    is_all: bool
    meets_at: datetime | None
    is_unclear: bool
    """Whether the time that was typed can be read in several ways."""
    place: str
    text: str
    moves: bool
    """Whether a meeting that was convened already is moved."""


@immutable
class OnLeave:
    body: str
    substitute: str
    """Who comes in its place; empty where nobody does or it has not said."""


@immutable
class CheckedBody:
    body: str
    name: str
    is_here: bool


@immutable
class MeetingReminderView:
    """Whoever comes reads this shortly before."""

    title: str
    meets_at: datetime
    place: str
    substitute: str
    """Who comes in its place, where it is on leave itself."""


@immutable
class RollClosedView:
    """The office reads this when the list of those who are there was ended."""

    title: str
    serial: str
    total: int
    there: tuple[str, ...]
    substitutes: tuple[OnLeave, ...]
    """Bodies for which a substitute was there."""
    on_leave: tuple[str, ...]
    missing: tuple[str, ...]
    was_taken: bool
    """Whether anybody was checked at all."""


@immutable
class MeetingBoardView:
    board: str
    matter_id: int
    order_id: int
    title: str
    mark: str
    serial: str
    meets_at: datetime
    place: str
    is_open: bool
    is_moved: bool
    """Whether a newer order moved it, which has a board of its own."""
    has_begun: bool
    total: int
    coming: tuple[str, ...]
    on_leave: tuple[OnLeave, ...]
    overdue: tuple[str, ...]
    missing: tuple[str, ...]
    """Those that have not answered and are not late with it."""
    on_behalf: tuple[str, ...]
    unserved: tuple[str, ...]
    checked: tuple[CheckedBody, ...]
    """All who were asked, with who of them is there."""


@immutable
class MinutesView:
    """The minutes of a meeting, on their way or signed."""

    title: str
    office: str
    meets_at: datetime
    serial: str
    """The number of the notice that convened it."""
    text: str
    file: str
    """The name of its file, as far as it has one."""
    has_file: bool
    drafter: str
    drafted_at: datetime
    state: str
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""


@immutable
class OralReportView:
    """What a body said at the meeting, as it is put before it to confirm."""

    you: str
    matter: str
    meeting: str
    text: str
    written_by: str
    fields: tuple[FieldSaid, ...]
    """What was read of it into the fields of the form."""
    left_out: tuple[str, ...]


@immutable
class MeetingSheetLine:
    body: str
    text: str


@immutable
class MeetingSheetView:
    """What bodies have reported of the day when the meeting about it begins."""

    title: str
    day: date
    lines: tuple[MeetingSheetLine, ...]
    silent: tuple[str, ...]
    total: int
