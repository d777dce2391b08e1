"""Defines what a chat is made of: its kind, its members and its topics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.people import User

#: Every forum has this topic; messages in it carry no thread id.
GENERAL_TOPIC = 1


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER})
IN_CHARGE = frozenset({Status.CREATOR, Status.ADMINISTRATOR})


#: What an administrator of a channel may be allowed or not, as far as anybody here asks for it.
CHANNEL_RIGHTS = frozenset({"can_post_messages", "can_edit_messages"})


@dataclass(eq=False)
class Member:
    user: User
    status: Status
    #: Rights of administrators that this one was not given.
    withheld: frozenset[str] = frozenset()

    @property
    def standing(self) -> tuple[Status, frozenset[str]]:
        return self.status, self.withheld

    def may(self, right: str) -> bool:
        if self.status is Status.ADMINISTRATOR:
            return right not in self.withheld
        return self.status is Status.CREATOR


@dataclass(eq=False)
class Topic:
    id: int
    name: str
    closed: bool = False
