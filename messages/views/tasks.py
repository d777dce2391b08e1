"""What the texts of tasks are given."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TaskView:
    office: str
    serial: str | None
    """None before it is issued."""
    title: str
    text: str
    """Empty where the title says it all."""
    from_above: bool
    group: str
    """The team in whose name it is given."""
    due_at: datetime
    bodies: tuple[str, ...]
    is_all: bool
    """Every body of the plan has it."""


@dataclass(frozen=True, slots=True)
class TaskEndingView:
    kind: str
    """close or cancel."""
    office: str
    serial: str
    """The task's own number."""
    title: str


@dataclass(frozen=True, slots=True)
class TaskQuestionView:
    """A step of the dialogue that drafts a task."""

    step: str
    bodies: tuple[str, ...]
    """Those that are chosen so far."""
    is_all: bool
    from_above: bool | None
    group: str
    text: str
    due_at: datetime | None
    is_unclear: bool
    """The deadline that was typed can be read in several ways."""


@dataclass(frozen=True, slots=True)
class TaskBoardView:
    board: str
    matter_id: int
    title: str
    mark: str
    serial: str
    due_at: datetime
    is_open: bool
    total: int
    received: int
    answered: int
    unserved: tuple[str, ...]
    unreceived: tuple[str, ...]
    late: tuple[str, ...]
    """Answered after the deadline."""
    overdue: tuple[str, ...]
    unjudged: tuple[str, ...]
    """The office has not decided whether what they replied is the answer."""
    missing: tuple[str, ...]
    """Not answered, and not late either."""
    on_behalf: tuple[str, ...]
