"""What the texts about problems are given."""

from datetime import datetime

from messages.views.alerts import StepView
from messages.views.lists import Excerpt
from storage.immutable import immutable


@immutable
class ProblemOrderView:
    """The order that charges bodies with a problem."""

    office: str
    serial: str | None
    """The number of the order, which it gets when it is issued."""
    number: str
    """The number of the problem."""
    place: str
    unit: str
    requirement: str
    found: str
    found_by: str
    task: str
    due_at: datetime
    bodies: tuple[str, ...]


@immutable
class ProblemEndingView:
    office: str
    serial: str
    number: str
    title: str


@immutable
class ProblemQuestionView:
    """A step of the dialogue that assigns a problem."""

    step: str
    number: str
    place: str
    unit: str
    found: str
    bodies: tuple[str, ...]
    text: str
    due_at: datetime | None
    is_unclear: bool
    """Whether the deadline that was typed can be read in several ways."""


@immutable
class ListedOnCard:
    """That a problem is under listed supervision, or is to come under it."""

    state: str
    serial: str
    liaison: str
    issued_at: datetime | None


@immutable
class ProblemCardView:
    """A problem as the office reads it before and as it is assigned."""

    serial: str
    state: str
    found_by: str
    finder: str
    """Who filed it, and for which body."""
    filed_at: datetime
    place: str
    unit: str
    requirement: str
    found: str
    files: int
    weighty: bool
    on_site: bool
    joined_to: str
    """The number of the problem of which it is a duplicate."""
    reason: str
    decided_by: str
    decided_at: datetime | None
    listed: ListedOnCard | None = None


@immutable
class RectifierLine:
    """How one body stands with a problem."""

    body: str
    stands: str
    """The word for it in the board's template."""
    due_at: datetime
    at: datetime | None
    """Since when it stands so, where that is known."""
    wants_seal: bool = False
    """An answer is there, and its sealed paper with a name is not."""


@immutable
class ProblemBoardView:
    """How far it is put right, below its order in the office's group."""

    board: str
    matter_id: int
    number: str
    title: str
    mark: str
    serial: str
    due_at: datetime
    is_open: bool
    lines: tuple[RectifierLine, ...]
    unreceived: tuple[str, ...]
    """Those that have not confirmed the order."""


@immutable
class AcceptanceView:
    """One body's part of a problem, as the office decides whether it is put right."""

    number: str
    body: str
    place: str
    unit: str
    found: str
    found_by: str
    stands: str
    """As in `RectifierLine`."""
    at: datetime | None
    applied_by: str
    report: str
    """The number of the report that answers it."""
    reported_at: datetime | None
    before: int
    """Photos and files that show how it was found."""
    after: int
    """Those that came with the answer."""
    on_site: bool
    checked_by: str
    checked_at: datetime | None
    wants_consent: bool
    """A higher level found it, and accepts it together with the office."""
    upper_consent: str
    sealed_at: datetime | None
    """Since when the answer is there on sealed paper."""
    accepted_by: str
    responsible: str = ""
    """Whose name stands on it; empty where that is not known."""


@immutable
class PartDoneView:
    """A body says that a part is put right, and what remains."""

    number: str
    body: str
    where: str
    found: str
    remains: str
    rest_by: datetime
    due_at: datetime
    """The time by which all of it is owed."""
    by: str
    given_by: str
    """Who of the office has given it until then; empty while nobody has."""


@immutable
class DisputeView:
    """A body says that a problem is not its own."""

    number: str
    body: str
    by: str
    where: str
    found: str
    reason: str
    decided: str
    """`relieved`, `upheld`, or nothing while the office has not decided."""


@immutable
class ListingView:
    """A proposal of listed supervision, as office and signers read it."""

    title: str
    state: str
    found: str
    where: str
    bodies: str
    liaison: str
    reason: str
    due_at: datetime | None
    proposed_by: str
    proposed_at: datetime
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""


@immutable
class ListingNotice:
    """督办通知, as a body reads it."""

    serial: str
    number: str
    """The number of the problem."""
    agency: str
    where: str
    found: str
    reason: str
    due_at: datetime
    liaison: str
    rules: str
    """The document that the supervision goes by; empty where the plan names none."""
    office: str
    at: datetime


@immutable
class ListedLine:
    number: str
    serial: str
    where: str
    found: str
    liaison: str
    issued_at: datetime
    bodies: tuple[tuple[str, str], ...]
    """Each body with the word for how it stands, as in `RectifierLine`."""


@immutable
class ListedView:
    """What is under listed supervision and not settled."""

    lines: tuple[ListedLine, ...]


@immutable
class ProblemLine:
    """A problem in a list."""

    problem_id: int
    serial: str
    where: str
    state: str
    filed_at: datetime
    weighty: bool
    stands: tuple[tuple[str, str], ...]
    """Each body that is charged, and how it stands, as in `RectifierLine`."""


@immutable
class ProblemList:
    heading: str
    body: str
    step: str
    lines: tuple[ProblemLine, ...]
    excerpt: Excerpt


@immutable
class HistoryLine:
    """One thing that happened to a problem."""

    at: datetime
    said: str


@immutable
class ProblemDetail:
    problem_id: int
    card: ProblemCardView
    history: tuple[HistoryLine, ...]
    """This page shows these rows of it."""
    page: int = 0
    last: int = 0
