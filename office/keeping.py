"""The operator's choice how long updates and files are kept, and when a day is anchored."""

from datetime import time, timedelta

from storage.immutable import immutable


@immutable
class Keeping:
    updates_for: timedelta = timedelta(days=30)
    """For updates as Telegram gave them. Telegram may bring one again for a day, so an update that
    is forgotten earlier could count twice."""
    files_for: timedelta | None = None
    """How long uploaded files are kept, and longer where they are still needed; None keeps them as
    long as the record."""
    anchor_at: time = time(18)
    """A time of day in the plan's zone."""
    exports_for: timedelta = timedelta(days=30)
    """For files that somebody had made of the record, and can have made anew at any time."""


STANDARD = Keeping()
