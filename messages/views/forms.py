"""Defines what the messages about the office's own forms are given."""

from datetime import datetime

from messages.views.alerts import StepView
from messages.views.documents import DocumentLine
from storage.immutable import immutable


@immutable
class FormCardView:
    """A form as the office or a signer reads it in a chat."""

    title: str
    matter: str
    """The alert that it is about, with its number."""
    state: str
    serial: str
    rows: tuple[DocumentLine, ...]
    missing: tuple[str, ...]
    """The fields that only people know, and that nobody has filled in."""
    filler: str
    filled_at: datetime | None
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""
    to: str
    """To whom it goes once it is signed."""


@immutable
class FormChoice:
    """One form in the list, with what became of it."""

    form: str
    """The plan's id of it."""
    title: str
    state: str
    """Empty where it has not been opened."""
    at: datetime | None


@immutable
class FormsOfAlert:
    alert_id: int
    matter: str
    forms: tuple[FormChoice, ...]
    has_assessment: bool
    """Whether the draft of its assessment can be had."""
    can_be_wrapped_up: bool
    wrapped_up_at: datetime | None


@immutable
class FormListView:
    alerts: tuple[FormsOfAlert, ...]
