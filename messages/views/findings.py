"""Defines what an auditor's findings are shown with."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class FindingView:
    serial: str
    position: str
    person: str
    filed_at: datetime
    text: str
    noted_by: str
    noted_at: datetime | None
