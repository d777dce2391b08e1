"""Defines what an auditor's findings are shown with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FindingView:
    serial: str
    position: str
    person: str
    filed_at: datetime
    text: str
    noted_by: str
    noted_at: datetime | None
