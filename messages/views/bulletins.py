"""What the texts of bulletins are given."""

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
    lines: tuple[BulletinLine, ...]
    counts: tuple[tuple[str, int], ...]
    """How many problems each body has to put right, the most first."""
    bodies: tuple[str, ...]
    is_all: bool


@immutable
class BulletinQuestionView:
    """A step of the dialogue that drafts a bulletin."""

    step: str
    problems: tuple[str, ...]
    """The numbers of those that are chosen."""
    text: str
    bodies: tuple[str, ...]
    is_all: bool
