"""How long what was announced for some hours holds."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validity:
    hours: int
    starts_at: datetime | None = None
    """None before it is issued, as its end is: the hours count from its issue."""
    ends_at: datetime | None = None
