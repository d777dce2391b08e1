"""How long what was announced for some hours holds."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class Validity:
    hours: int
    starts_at: datetime | None = None
    """None before it is issued, as its end is: the hours count from its issue."""
    ends_at: datetime | None = None
