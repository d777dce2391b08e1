"""What the texts of notices are given."""

from dataclasses import dataclass

from messages.views.validity import Validity


@dataclass(frozen=True, slots=True)
class NoticeView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    area: str
    text: str
    valid: Validity
    hazard: str
    advice: tuple[str, ...]
    control: str | None


@dataclass(frozen=True, slots=True)
class NoticeQuestionView:
    """A step of the dialogue that drafts a notice."""

    step: str
    hours: int | None
    text: str
