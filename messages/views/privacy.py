"""Defines what /privacy shows."""

from datetime import timedelta

from storage.immutable import immutable


@immutable
class PrivacyView:
    office: str
    updates_for: timedelta
    files_for: timedelta | None
    """How long files are kept; None where they are kept as long as the record."""
    exports_for: timedelta
    tips_for: timedelta
