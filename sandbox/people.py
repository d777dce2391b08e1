"""Defines people and bots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.updates import UpdateQueue
    from sandbox.webhooks import Webhook

#: Telegram puts this id into `from` when an administrator writes in the name of the group.
ANONYMOUS_ADMIN_ID = 1087968824


@dataclass(eq=False)
class User:
    """Anyone who can be a member of a chat."""

    id: int
    name: str
    username: str | None = None
    is_bot: bool = False


@dataclass(eq=False)
class Person(User):
    """Somebody with a phone, whose number nobody learns unless they share it."""

    language: str = "zh-hans"

    @property
    def phone(self) -> str:
        return f"86139{self.id % 10**8:08d}"


#: Scope type, chat id, user id and language code of one menu of commands.
CommandScope = tuple[str, int, int, str]


@dataclass(eq=False)
class Bot(User):
    """A bot under test, with what Telegram keeps for it."""

    token: str = field(default="", repr=False)
    can_read_all_group_messages: bool = False
    updates: UpdateQueue = field(kw_only=True, repr=False)
    webhook: Webhook | None = field(default=None, repr=False)
    commands: dict[CommandScope, list[dict[str, str]]] = field(default_factory=dict, repr=False)


def anonymous_admin() -> User:
    return User(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True)
