"""What the texts of notices are given."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NoticeView:
    office: str
    serial: str | None
    """None before it is issued."""
    area: str
    text: str
    hours: int
    starts_at: datetime | None
    """None before it is issued, as its end is."""
    ends_at: datetime | None
    hazard: str
    advice: tuple[str, ...]
    control: str | None


@dataclass(frozen=True, slots=True)
class NoticeQuestionView:
    """A step of the dialogue that drafts a notice."""

    step: str
    hours: int | None
    text: str
