"""Defines what the messages about people and chats are given."""

from datetime import datetime, timedelta
from enum import StrEnum

from markupsafe import Markup

from storage.immutable import immutable


@immutable
class CodeView:
    form: str
    """Where it is used: group, private or channel."""
    name: str
    code: str
    link: str
    bot: str
    expires_at: datetime
    valid_for: timedelta


@immutable
class SheetSlip:
    """What one body or one holder of a post gets on paper."""

    kind: str
    form: str
    name: str
    code: str
    link: str
    expires_at: datetime
    qr: Markup
    """The link as an SVG picture."""


@immutable
class SheetView:
    office: str
    bot: str
    slips: tuple[SheetSlip, ...]


@immutable
class WelcomeView:
    texts: str
    """One of office, agency, body and private."""
    name: str
    office: str
    bot_is_admin: bool
    slips: bool
    """Whether slips follow where a report does not come in time."""


class Mark(StrEnum):
    """How a chat or a person can be reached."""

    OK = "ok"
    NOT_ADMIN = "not_admin"
    LOST = "lost"
    NONE = "none"


@immutable
class ChatLine:
    title: str
    mark: Mark
    since: datetime | None = None


@immutable
class HolderLine:
    name: str
    mark: Mark
    since: datetime | None = None


@immutable
class BodyLine:
    short: str
    chats: tuple[ChatLine, ...]
    liaisons: tuple[str, ...]
    responsible: tuple[str, ...] = ()


@immutable
class BodySection:
    title: str
    bodies: tuple[BodyLine, ...]


@immutable
class PositionLine:
    name: str
    holders: tuple[HolderLine, ...]


@immutable
class RosterView:
    jurisdiction: str
    office: tuple[ChatLine, ...]
    public: tuple[ChatLine, ...] | None
    """The public channel; None where the plan has none, and nothing is bound as one."""
    positions: tuple[PositionLine, ...]
    agencies: tuple[BodyLine, ...]
    others: tuple[BodySection, ...]
    """Bodies of other kinds, where the plan has any."""
    dropped_positions: tuple[PositionLine, ...]
    """Positions that somebody still holds and that the plan in force does not have."""
    dropped_bodies: tuple[BodyLine, ...]
    """Bodies that still have a group and that the plan in force does not have."""
    enrolled: int
    reachable: int
    total: int


@immutable
class WhoamiView:
    name: str
    user_id: int
    positions: tuple[str, ...]
    agencies: tuple[str, ...]
    chat: str | None
    """What the chat is bound to; None where it is not bound."""
    is_private: bool
    phone: str | None
    """The person's own number, masked, empty if they gave none; None where it is not shown."""


@immutable
class HelpLine:
    command: str
    text: str


@immutable
class HelpGroup:
    """The commands of one errand."""

    errand: str
    lines: tuple[HelpLine, ...]


@immutable
class HelpView:
    place: str
    """One of office, agency, body and private."""
    positions: tuple[str, ...]
    groups: tuple[HelpGroup, ...]
    receives_copies: bool
