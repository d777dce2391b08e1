"""How long what is not the record itself is kept, and when a day ends: the operator's choice."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Keeping:
    updates_for: timedelta = timedelta(days=30)
    """Updates as Telegram gave them. Shorter than Telegram's own day, one could count twice."""
    files_for: timedelta | None = None
    """Reports' files; as long as the record where nothing is said."""
    anchor_at: time = time(18)
    """In the plan's zone."""


STANDARD = Keeping()
