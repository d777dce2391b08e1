"""What the texts about consents by telephone are given."""

from datetime import datetime

from markupsafe import Markup

from messages.views.alerts import StepView
from storage.immutable import immutable


@immutable
class ConsentView:
    title: str
    act: str
    """What the signature is called: 审核同意, 同意 or 批准."""
    position: str
    signer: str
    asker: str
    given_at: datetime
    words: str
    state: str
    checker: str
    checked_at: datetime | None
    due_at: datetime | None
    settled_at: datetime | None
    objection: str
    body: Markup
    """The text that was agreed to."""


@immutable
class DeclineView:
    """A decision not to start a response, on its way or signed."""

    title: str
    grounds: str
    drafter: str
    drafted_at: datetime
    state: str
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""
