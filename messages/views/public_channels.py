"""Views of the channel in which the public reads: how it was bound, and what it shows."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class ChannelPostView:
    """A text for the public as it stands in the channel, in one language."""

    text: str
    state: str
    ends: bool
    """What took its place ends the alert, so that nothing newer holds."""
    ended_at: datetime | None


@immutable
class TipView:
    """What a citizen wrote, as the office reads it; who they are stands nowhere."""

    number: int
    state: str
    came_at: datetime
    words: str
    place: str
    photos: int
    decided_by: str
    decided_at: datetime | None
    said: str
    serial: str
    """The number of the problem that it became."""
    forgotten_at: datetime | None


@immutable
class BindingView:
    """The card by which a channel is bound or released."""

    state: str
    title: str
    username: str
    members: int | None
    """None where Telegram does not say it."""
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    release_asked_by: str
    """Empty while nobody wants it released."""
    released_by: str
    released_at: datetime | None
