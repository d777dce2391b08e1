"""What the texts of letters of request are given."""

from messages.views.validity import Validity
from storage.immutable import immutable


@immutable
class RequestLetterView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    """What is asked for."""
    to: tuple[str, ...]
    asked: tuple[str, ...]
    is_passed_on: bool
    """Whether it goes to a body that asks the others."""
    text: str
    valid: Validity


@immutable
class RequestQuestionView:
    """A step of the dialogue that drafts a letter of request."""

    step: str
    title: str
    through: str
    """The body that passes the letter on, if any."""
    asked: tuple[str, ...]
    hours: int | None
    text: str
