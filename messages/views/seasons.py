"""What the texts of seasons are given."""

from collections.abc import Sequence
from datetime import date, datetime

from storage.immutable import immutable


@immutable
class SeasonLine:
    name: str
    is_declared: bool
    """The plan gives no days, so the office declares them."""
    spans: Sequence[tuple[date, date | None]]
    """The first and the last day of each that is near; no last day where nobody said it."""
    is_on: bool | None
    """Whether today is in the season; None where that is not known."""
    waiting: tuple[str, ...]
    """The duties and papers that depend on the season."""
    person: str
    at: datetime | None


@immutable
class SeasonsView:
    seasons: tuple[SeasonLine, ...]


@immutable
class SeasonPreview:
    name: str
    first: date
    last: date | None
    waiting: tuple[str, ...]
