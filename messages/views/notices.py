"""What the texts of notices are given."""

from messages.views.validity import Validity
from storage.immutable import immutable


@immutable
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


@immutable
class NoticeQuestionView:
    """A step of the dialogue that drafts a notice."""

    step: str
    hours: int | None
    text: str
