"""What the texts of tasks are given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class TaskView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    text: str
    """What is asked beside the title; empty where the title says it all."""
    from_above: bool
    group: str
    """The team in whose name it is given."""
    due_at: datetime
    bodies: tuple[str, ...]
    is_all: bool
    """Whether every body of the plan has it."""


@immutable
class TaskEndingView:
    kind: str
    """Which order ends it: `close` or `cancel`."""
    office: str
    serial: str
    """The serial of the task that ends."""
    title: str


@immutable
class TaskQuestionView:
    """A step of the dialogue that drafts a task."""

    step: str
    bodies: tuple[str, ...]
    """The names of the bodies that are chosen so far."""
    is_all: bool
    from_above: bool | None
    group: str
    text: str
    due_at: datetime | None
    is_unclear: bool
    """Whether the deadline that was typed can be read in several ways."""


@immutable
class TaskBoardView:
    """The board under an order that chosen bodies confirm and answer: a task, or a notice."""

    board: str
    matter_id: int
    title: str
    mark: str
    serial: str
    due_at: datetime | None
    """None where the order asks for no answer."""
    receipts: bool
    """Whether the order asks for receipts."""
    is_open: bool
    total: int
    served: int
    received: int
    answered: int
    unserved: tuple[str, ...]
    unreceived: tuple[str, ...]
    late: tuple[str, ...]
    """Those that answered after the deadline."""
    overdue: tuple[str, ...]
    unjudged: tuple[str, ...]
    """Those of whose reply the office has not decided whether it is the answer."""
    missing: tuple[str, ...]
    """Those that have not answered and are not late."""
    on_behalf: tuple[str, ...]
