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


@dataclass(eq=False)
class Member:
    user: User
    status: Status


@dataclass(eq=False)
class Topic:
    id: int
    name: str
    closed: bool = False
