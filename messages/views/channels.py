"""Defines what a message by a second channel is given."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class ChannelView:
    office: str
    channel: str
    to_office: bool
    you: str
    """How the text addresses the body that it is for; empty where it is for the office."""
    words: Markup
    """The message as its chat would have shown it."""
