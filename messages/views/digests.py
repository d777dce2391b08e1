"""Defines what the lists of slips are given that office and leaders read."""

from datetime import datetime

from messages.views.measures import Citation
from storage.immutable import immutable


@immutable
class DigestLine:
    """One slip of a list."""

    slip_id: int
    agency: str
    serial: str
    matter: str
    """Empty where the head of the list says it."""
    deadline_at: datetime | None
    """None where the head of the list says it."""
    unserved: str
    """The post of whoever answers for the body, where nobody is enrolled in it."""
    copied: str
    """What was said about its copies: `asked`, `copied`, `not_copied` or `at_once`."""
    ending: str
    """What became of it, as a line; empty while it is open."""


@immutable
class DigestView:
    """The slips of one step and instant."""

    mark: str
    title: str
    lines: tuple[DigestLine, ...]
    matter: str
    """What all of them are about; empty where they differ."""
    deadline_at: datetime | None
    """The limit of all of them; None where they differ or have none."""
    unchecked: bool
    """A limit rests on working days of a year without a notice."""
    copied_to: str
    missing: str
    """The positions that should get copies, and that nobody is enrolled for."""
    asked_to: str
    """The positions that get copies if the office says so; empty once it has."""
    asked_by: tuple[Citation, ...]
    warning: str
    choosing: bool
    office: str
    at: datetime
    laid_before: str = ""
    """The positions before which its reader lays it; empty for all others."""
    of_problems: bool = False
    """Whether its slips are about problems, and not about reports."""


@immutable
class AdditionLine:
    """What one body misses as well, added to its open slip."""

    agency: str
    serial: str
    matter: str


@immutable
class AdditionsView:
    """What was added at once to open slips of one step."""

    mark: str
    title: str
    lines: tuple[AdditionLine, ...]
