"""Defines what the boards are given."""

from datetime import date, datetime

from messages.views.consultations import ConsultationBoardView
from messages.views.meetings import MeetingBoardView
from messages.views.problems import ProblemBoardView
from messages.views.tasks import TaskBoardView
from storage.immutable import immutable


@immutable
class Told:
    """An agency that got the alert another way, and by which ways."""

    agency: str
    ways: str


@immutable
class OnSlip:
    """An agency that owes something on a slip that lists more, and the slip's serial."""

    agency: str
    serial: str


@immutable
class ReceiptsView:
    board: str
    """Which template shows it: board_<board>."""
    matter_id: int
    title: str
    colour: str
    serial: str
    starts_at: datetime
    due_at: datetime | None
    total: int
    served: int
    queued: int
    """So many messages are on their way, or about to be tried again."""
    unreachable: int
    refused: int
    """So many messages failed for good although the chat is there."""
    received: int
    late: int
    overdue: tuple[str, ...]
    missing: tuple[str, ...]
    """Agencies whose receipt has not come and is not late either."""
    on_behalf: tuple[str, ...]
    """Agencies for which the office registered the receipt."""
    unserved: tuple[str, ...]
    told: tuple[Told, ...]
    called: tuple[tuple[str, str], ...]
    """Agencies that were called, with who took the call; nobody did where that is empty."""
    closed: bool
    """Nobody is asked for this receipt any more."""
    is_open: bool = False
    """The buttons under the board can end the matter."""


@immutable
class ReportsView:
    board: str
    heading: str
    """The board is headed by what is reported: 12月1日日报."""
    title: str
    colour: str
    day: date | None
    due_at: datetime | None
    total: int
    reported: int
    late: tuple[str, ...]
    overdue: tuple[str, ...]
    missing: tuple[str, ...]
    """Agencies whose report has not come and is not late either."""
    on_behalf: tuple[str, ...]
    unjudged: tuple[str, ...]
    """Agencies that replied in time; the office has not decided whether that was the report."""
    unchecked: bool = False
    """Its deadline rests on working days of a year without a notice."""
    added: tuple[OnSlip, ...] = ()
    """The bodies whose slip was issued for something else that they owe."""
    released: tuple[str, ...] = ()
    """The bodies that were asked and owe it no more, as the alert was lifted before it was due."""


@immutable
class AlertLine:
    title: str
    colour: str
    serial: str
    in_force: bool
    starts_at: datetime
    ends_at: datetime | None
    """None where the end is open."""
    is_over: bool
    """That end has come while the alert is not lifted."""
    newcomers: tuple[str, ...]
    """Agencies that joined since, and that the office has not told of the alert."""
    next_level: str
    """The level of an adjustment that has been issued and takes effect later."""
    next_at: datetime | None
    lifts_at: datetime | None = None
    """The hour for which its end has been announced."""


@immutable
class MatterLine:
    """It is open and has no level."""

    title: str
    mark: str
    serial: str
    until: str
    """Until when it holds or is to be done, in words."""
    close: tuple[str, int] | None
    """The label that closes it, and its id, where the office may do that."""


@immutable
class PendingLine:
    order_id: int
    title: str
    drafter: str
    state: str
    lapsed: str
    """A word for what made the order lapse, where it has lapsed."""
    waits_for: str


@immutable
class DeadLine:
    """A message that could not be sent: to whom, what, and why."""

    delivery_id: int
    agency: str
    title: str
    gist: str
    reason: str


@immutable
class NewcomerLine:
    """An agency that the alert can be sent to."""

    matter_id: int
    agency: str
    name: str


@immutable
class SummaryView:
    alerts: tuple[AlertLine, ...]
    others: tuple[MatterLine, ...]
    pending: tuple[PendingLine, ...]
    dead_letters: tuple[DeadLine, ...] = ()
    dead_total: int = 0
    unreachable: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    """Responses that were lately not started, each with its grounds."""


BoardView = (
    ReceiptsView
    | ReportsView
    | TaskBoardView
    | ProblemBoardView
    | MeetingBoardView
    | ConsultationBoardView
)


@immutable
class Overview:
    """The state of affairs at one instant."""

    at: datetime
    summary: SummaryView
    boards: tuple[BoardView, ...]
    newcomers: tuple[NewcomerLine, ...] = ()
