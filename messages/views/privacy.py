"""Defines what /privacy shows."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class PrivacyView:
    office: str
    updates_for: timedelta
    files_for: timedelta | None
    """How long files are kept; None where they are kept as long as the record."""
    exports_for: timedelta
