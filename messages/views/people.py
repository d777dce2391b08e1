"""Defines what the messages about people and chats are given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class CodeView:
    kind: str
    """One of agency, position and office."""
    name: str
    code: str
    link: str
    bot: str
    expires_at: datetime
    valid_for: timedelta


@dataclass(frozen=True, slots=True)
class SheetSlip:
    """What one agency or one holder of a post gets on paper."""

    kind: str
    name: str
    code: str
    link: str
    expires_at: datetime
    qr: Markup
    """The link as an SVG picture."""


@dataclass(frozen=True, slots=True)
class SheetView:
    office: str
    bot: str
    slips: tuple[SheetSlip, ...]


@dataclass(frozen=True, slots=True)
class WelcomeView:
    kind: str
    name: str
    office: str
    bot_is_admin: bool


class Mark(StrEnum):
    """How a chat or a person can be reached."""

    OK = "ok"
    NOT_ADMIN = "not_admin"
    LOST = "lost"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ChatLine:
    title: str
    mark: Mark
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class HolderLine:
    name: str
    mark: Mark
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgencyLine:
    short: str
    chats: tuple[ChatLine, ...]
    liaisons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PositionLine:
    name: str
    holders: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True)
class RosterView:
    jurisdiction: str
    office: tuple[ChatLine, ...]
    positions: tuple[PositionLine, ...]
    agencies: tuple[AgencyLine, ...]
    dropped_positions: tuple[PositionLine, ...]
    """Positions that somebody still holds and that the plan in force does not have."""
    dropped_agencies: tuple[AgencyLine, ...]
    """Agencies that still have a group and that the plan in force does not have."""
    enrolled: int
    reachable: int
    total: int


@dataclass(frozen=True, slots=True)
class WhoamiView:
    name: str
    user_id: int
    positions: tuple[str, ...]
    agencies: tuple[str, ...]
    chat: str | None
    """What the chat is bound to; None where it is not bound."""
    is_private: bool


@dataclass(frozen=True, slots=True)
class HelpLine:
    command: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpView:
    place: str
    """One of agency, office and private."""
    positions: tuple[str, ...]
    lines: tuple[HelpLine, ...]
    receives_copies: bool
