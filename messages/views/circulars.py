"""What the texts of notices to chosen bodies are given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class CircularView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    text: str
    """What it says beside the title; empty where the title says it all."""
    file: str
    """The name of the file that goes along; empty where none does."""
    receipts: bool
    due_at: datetime | None
    """By when an answer is owed; None where none is."""
    bodies: tuple[str, ...]
    is_all: bool
    """Whether every body of the plan has it."""


@immutable
class CircularEndingView:
    kind: str
    """Which order ends it: `close` or `cancel`."""
    office: str
    serial: str
    """The serial of the notice that ends."""
    title: str
    owed: bool
    """Whether anything was owed under it."""


@immutable
class CircularQuestionView:
    """A step of the dialogue that drafts a notice."""

    step: str
    bodies: tuple[str, ...]
    """The names of the bodies that are chosen so far."""
    is_all: bool
    text: str
    file: str | None
    """None where nobody was asked yet."""
    asks: str
    """What it asks for: `answer`, `receipt` or `nothing`; empty where nobody was asked yet."""
    due_at: datetime | None
    is_unclear: bool
    """Whether the deadline that was typed can be read in several ways."""
