"""What the texts of consultations are given."""

from datetime import datetime

from messages.views.alerts import StepView
from storage.immutable import immutable


@immutable
class BoxView:
    """One of the four boxes of the report, filled or not."""

    box: str
    name: str
    body: str
    """The body that fills it; empty for the office's, and where nobody was named."""
    text: str
    remarks: str
    signed_by: str
    signed_at: datetime | None


@immutable
class ConsultationView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    occasion: str
    text: str
    due_at: datetime
    boxes: tuple[BoxView, ...]
    yours: str
    """The box of whoever reads it; empty in what the office reads."""
    has_forecast: bool
    """Whether one counts, which follows the notice."""


@immutable
class ConsultationEndingView:
    kind: str
    """Which order ends it: `close` or `cancel`."""
    office: str
    serial: str
    title: str
    occasion: str
    boxes: tuple[BoxView, ...]
    without: str
    """Why the office did not wait for the boxes that stayed empty."""
    outcome: str


@immutable
class ConsultationQuestionView:
    """A step of the dialogue that opens a consultation."""

    step: str
    step_name: str
    """What the box is called of which it asks who fills it."""
    occasion: str
    boxes: tuple[tuple[str, str], ...]
    """The boxes that are settled, each with its body, or with nothing where nobody fills it."""
    text: str
    due_at: datetime | None
    is_unclear: bool
    """Whether the deadline that was typed can be read in several ways."""


@immutable
class BoxStanding:
    """How a box stands on the board."""

    box: str
    name: str
    body: str
    state: str
    """`signed`, `written`, `asked`, `overdue`, `missing` or `nobody`."""
    signed_by: str
    signed_at: datetime | None
    served: bool


@immutable
class ConsultationBoardView:
    board: str
    matter_id: int
    title: str
    mark: str
    serial: str
    due_at: datetime
    boxes: tuple[BoxStanding, ...]
    signed: int
    total: int
    is_open: bool
    is_closed: bool
    """It was concluded; otherwise, once it is not open, it was called off."""
    outcome: str
    without: str


@immutable
class OpinionCardView:
    """What was understood of an opinion, before and after it was signed."""

    title: str
    name: str
    """What its box is called."""
    body: str
    text: str
    remarks: str
    agreed_to: tuple[BoxView, ...]
    """The boxes with which it agrees by one tap."""
    signer: str
    """Who signs it, as its words say; empty where they do not."""
    state: str
    signed_by: str
    signed_at: datetime | None
    replaces_at: datetime | None
    """When the wording was signed that this one takes the place of."""


@immutable
class OfficeOpinionView:
    """The office's box, on its way or signed."""

    title: str
    serial: str
    boxes: tuple[BoxView, ...]
    text: str
    remarks: str
    outcome: str
    missing: tuple[str, ...]
    without: str
    drafter: str
    drafted_at: datetime
    state: str
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""
