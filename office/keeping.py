"""The operator's choice how long updates and files are kept, and at what time a day is anchored."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Keeping:
    updates_for: timedelta = timedelta(days=30)
    """For updates as Telegram gave them. Telegram may bring one again for a day, so an update that
    is forgotten earlier could count twice."""
    files_for: timedelta | None = None
    """How long the files of reports are kept; None keeps them as long as the record."""
    anchor_at: time = time(18)
    """A time of day in the plan's zone."""


STANDARD = Keeping()
