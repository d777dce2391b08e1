"""Chats, their members and their topics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.people import Bot, Person, User

if TYPE_CHECKING:
    from sandbox.messages import Message

#: The topic that every forum has; messages in it carry no thread id.
GENERAL_TOPIC = 1


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER})
IN_CHARGE = frozenset({Status.CREATOR, Status.ADMINISTRATOR})


@dataclass(eq=False)
class Member:
    user: User
    status: Status


@dataclass(eq=False)
class Topic:
    id: int
    name: str
    closed: bool = False


@dataclass(eq=False, repr=False)
class Chat:
    """One conversation. `messages` holds what its people can see now, oldest first."""

    id: int
    kind: ChatKind
    title: str
    forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    deleted: bool = False
    migrated_to: Chat | None = None
    last_bot_to_post: Bot | None = None
    last_message_id: int = 0
    _by_id: dict[int, Message] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Chat {self.id} {self.title} ({self.kind})>"

    @property
    def is_private(self) -> bool:
        return self.kind is ChatKind.PRIVATE

    @property
    def people(self) -> list[Person]:
        return [user for user in self.present() if isinstance(user, Person)]

    @property
    def bots(self) -> list[Bot]:
        return [user for user in self.present() if isinstance(user, Bot)]

    @property
    def visible_pins(self) -> list[Message]:
        return [message for message in self.messages if message.pinned]

    def present(self) -> Iterator[User]:
        return (member.user for member in self.members.values() if member.status in PRESENT)

    def status_of(self, user: User) -> Status:
        member = self.members.get(user.id)
        return member.status if member else Status.LEFT

    def has(self, user: User) -> bool:
        return self.status_of(user) in PRESENT

    def is_run_by(self, user: User) -> bool:
        return self.status_of(user) in IN_CHARGE

    def set_status(self, user: User, status: Status) -> Status:
        """Returns the status from before."""
        before = self.status_of(user)
        self.members[user.id] = Member(user, status)
        return before

    def find(self, message_id: int) -> Message | None:
        return self._by_id.get(message_id)

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self._by_id[message.message_id] = message

    def remove(self, message: Message) -> None:
        self.messages.remove(message)
        del self._by_id[message.message_id]
