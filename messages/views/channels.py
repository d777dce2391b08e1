"""Defines what a message by a second channel is given."""

from markupsafe import Markup

from storage.immutable import immutable


@immutable
class ChannelView:
    office: str
    channel: str
    to_office: bool
    you: str
    """The text addresses its body by this; it is empty in a text for the office."""
    words: Markup
    """The message as its chat would have shown it."""
