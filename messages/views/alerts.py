"""Defines what the texts about alerts, drafts and approvals are given."""

from datetime import datetime, timedelta

from markupsafe import Markup

from messages.views.measures import Citation, MeasureBlock
from storage.immutable import immutable


@immutable
class LevelView:
    name: str
    response: str
    colour: str
    hazard: str
    advice: tuple[str, ...]


@immutable
class ReductionView:
    """By how many per cent the response is to reduce the emissions of what."""

    share: int
    of: tuple[str, ...]
    citations: tuple[Citation, ...]


@immutable
class AddedLineView:
    """A measure that the office adds to one alert."""

    text: str
    names: tuple[str, ...] = ()
    """The bodies that it names, in a text for everybody; there are none where all are to do it."""


@immutable
class OrderView:
    """An order to issue or to adjust an alert."""

    kind: str
    command: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    level: LevelView
    previous: LevelView | None
    """The level that an adjustment leaves."""
    starts_at: datetime | None
    """None before the issue of an order that starts at once."""
    ends_at: datetime | None
    """None where the end is open, and where hours count from an issue that is still to come."""
    hours: int | None
    """None where the end is open."""
    at_once: bool
    """Whether the order takes effect the moment it is issued."""
    pollutant: str
    area: str
    grounds: str
    you: str
    """How the text addresses the body, as its kind is addressed; empty in a text for everybody."""
    measures: tuple[MeasureBlock, ...] | None
    """The reader's own measures; None in a text for everybody."""
    stops: tuple[MeasureBlock, ...] = ()
    """The reader's measures of the level that is left, as far as they end with it."""
    reduction: ReductionView | None = None
    changes_end: bool = False
    """Whether an adjustment changes only the end."""
    previous_end: datetime | None = None
    """When the alert would have ended without it; None where that was open."""
    previous_start: datetime | None = None
    """When an alert that has not begun was to start before, where the order moves that."""
    counties: tuple[str, ...] = ()
    """The counties concerned, where the office has chosen them."""
    is_left_out: bool = False
    """Whether the reader is a county that the alert concerns no more."""
    added: tuple[AddedLineView, ...] = ()
    """What the office adds to this alert."""
    added_before: tuple[AddedLineView, ...] = ()
    """What it had added before, where this order only adds more."""
    no_longer_ends: datetime | None = None
    """The hour of an announced end that does not come any more, as this order takes its place."""
    names_end: bool = False
    """Whether the order names its end by the clock, and not by how many hours it lasts."""


@immutable
class EndingView:
    """An order that cancels or lifts an alert."""

    kind: str
    command: str
    serial: str | None
    level: LevelView
    grounds: str
    planned_start: datetime
    ended_at: datetime | None
    """When it ends; None before the issue of an order that ends it at once."""
    is_later: bool = False
    """Whether the end is announced for an hour after the issue; until then all goes on."""


@immutable
class EndView:
    """The hour of an end that was announced has come."""

    command: str
    serial: str
    level: LevelView
    ended_at: datetime


@immutable
class StayedView:
    """The hour of an announced end or lower level has come, and the office above is higher."""

    command: str
    serial: str
    ends: bool
    level: LevelView
    """The level that goes on."""
    announced: str
    """The level that was announced."""
    at: datetime
    upper: str
    floor: str
    number: str


@immutable
class StartView:
    command: str
    serial: str
    level: LevelView
    starts_at: datetime
    ends_at: datetime | None
    """None where the end is open."""
    is_adjustment: bool


@immutable
class PeriodOverView:
    """The announced end of an alert that nobody has lifted, or how long it goes on without one."""

    title: str
    colour: str
    serial: str
    ended_at: datetime | None
    """None where the end is open."""
    started_at: datetime


@immutable
class StepView:
    """One step of an approval chain."""

    position: str
    act: str
    """What the signature is called once it is given: 审核同意, 同意 or 批准."""
    decision: str
    person: str
    at: datetime | None
    reason: str
    trouble: str
    """vacant or unreachable, where nobody can be asked to sign."""


@immutable
class DraftView:
    body: Markup
    """The order's own text, as it will go out."""
    title: str
    state: str
    lapsed: str
    """A word for what made the order lapse, where it has lapsed."""
    issue_before: datetime | None
    """When the order must be issued to hold as it reads; None where its text says so itself."""
    drafter: str
    steps: tuple[StepView, ...]
    short_of: timedelta | None
    """The notice that the plan asks for, where this order gives less."""
    serial: str | None
    issued_at: datetime | None
    recipients: int
    agencies_alone: bool
    """Whether none of them is a body of another kind."""
    unbound: int
    """How many agencies have no chat, so that nothing reaches them."""
    lost: int
    """How many agencies have chats of which none can be reached."""
    for_office: bool
    """Whether this is the drafter's own copy; otherwise it is an approver's."""
    confirm: str
    """What the button says by which it is confirmed; of a drill it says that it is one."""
    control_first: str = ""
    """What the button says that begins a control dispatch, where this draft proposes one."""
    can_change: bool = True
    """Whether the draft can be changed; otherwise it can only be given up and drafted anew."""
    falls: bool = False
    """Whether it is an announced end whose place another order has taken."""
    is_replaced: bool = False
    """Whether a changed draft has taken its place."""
    is_unsupported: bool = False
    """Whether the better air on which it rests is expected no more."""
    position: str = ""
    """In an approver's copy, the post or posts of which one is to sign."""
    post: str = ""
    """In an approver's copy, the post in which that person is asked."""


@immutable
class SignedView:
    """What an approver's message becomes when nothing is asked any more."""

    title: str
    state: str
    lapsed: str
    step: StepView
    body: Markup | None
    """The text, for whoever signed it."""
    serial: str | None
    issued_at: datetime | None
    is_replaced: bool = False
    """Whether a changed draft has taken the place of the one that was signed."""


@immutable
class QuestionView:
    """A step of the dialogue that drafts an order."""

    kind: str
    step: str
    level: str
    starts_at: datetime | None
    at_once: bool
    hours: int | None
    open_end: bool
    """Whether the end is open; there are no hours then."""
    ends_at: datetime | None
    """The end, where it is named by the clock; there are no hours then either."""
    pollutant: str
    grounds: str
    takes_back: bool = False
    """Whether an announced end is taken back."""
    end_announced: bool = False
    """Whether an end is announced that another level would set aside."""
    is_unclear: bool = False
    """Whether the start that was typed can be read in several ways."""
    counties: tuple[str, ...] = ()
    """The counties that are chosen so far."""


@immutable
class ChaseView:
    you: str
    """The text addresses the body by this, as its kind is addressed."""
    title: str
    colour: str
    serial: str
    due_at: datetime
    minutes: int
    has_measures: bool
    buttons: str
    """The buttons that it is to press, named as in a sentence."""


@immutable
class OverdueView:
    title: str
    serial: str
    due_at: datetime
    agencies: tuple[str, ...]


@immutable
class UnservedView:
    title: str
    serial: str
    agencies: tuple[str, ...]
    text: Markup | None = None
    """The whole text, where the office is to hand it on."""


@immutable
class MeasuresView:
    agency: str
    level: LevelView
    in_force: bool
    own: bool
    blocks: tuple[MeasureBlock, ...]
    added: tuple[AddedLineView, ...] = ()
    """What the office adds in this alert."""
