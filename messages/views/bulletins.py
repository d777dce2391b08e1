"""What the texts of bulletins are given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class BulletinLine:
    """One problem that a bulletin names."""

    serial: str
    where: str
    found: str
    bodies: tuple[str, ...]


@immutable
class BulletinView:
    office: str
    serial: str | None
    text: str
    due_at: datetime | None
    """By when the problems are to be put right; None where it says no time."""
    lines: tuple[BulletinLine, ...]
    counts: tuple[tuple[str, int], ...]
    """How many problems each body has to put right, the most first."""
    bodies: tuple[str, ...]
    is_all: bool
    corrects: str
    """The number of the bulletin that it corrects; empty for the first wording."""
    named_no_more: tuple[BulletinLine, ...]
    """The earlier bulletin named these, and this one does not."""


@immutable
class BulletinEndingView:
    office: str
    serial: str
    problems: tuple[str, ...]
    """The numbers of those that it named."""


@immutable
class BulletinQuestionView:
    """A step of the dialogue that drafts a bulletin."""

    step: str
    problems: tuple[str, ...]
    """The numbers of those that are chosen."""
    text: str
    bodies: tuple[str, ...]
    is_all: bool
    due_at: datetime | None
