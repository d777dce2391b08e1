"""Where people reach the command board, and how a one-time link to it is written.

A link is its row's number with a seal over what the row says. The key of the seal is made from the
bot's token, which every process has, so that neither the row nor the message that waits in the
outbox holds what opens the board.
"""

import base64
import hashlib
import hmac
from dataclasses import field
from typing import NamedTuple

from storage.immutable import immutable

ENTER = "/board/enter/"
SCREEN = "/wall"
"""Short, as it is typed by remote control."""
_PURPOSE = b"qingkong: links to the command board"
_NUMBER = 18
"""Digits at most, so that every number is one that a database takes."""


class Sealed(NamedTuple):
    """A link as it was shown by somebody; whether the seal is ours is yet to be found."""

    number: int
    seal: str


@immutable
class BoardAddress:
    url: str
    """It has no slash at its end."""
    key: bytes = field(repr=False)

    @property
    def short(self) -> str:
        """What somebody types on a screen to make it a wall."""
        return self.url.partition("://")[2] + SCREEN

    @property
    def is_safe(self) -> bool:
        return self.url.startswith("https://")

    def link(self, number: int, *facts: object) -> str:
        return f"{self.url}{ENTER}{number}-{self.seal(number, *facts)}"

    def seal(self, *facts: object) -> str:
        return base64.urlsafe_b64encode(self.digest(*facts)).decode().rstrip("=")

    def digest(self, *facts: object) -> bytes:
        return hmac.digest(self.key, "\n".join(map(str, facts)).encode(), hashlib.sha256)

    def is_sealed(self, shown: Sealed, *facts: object) -> bool:
        return hmac.compare_digest(self.seal(shown.number, *facts).encode(), shown.seal.encode())


def key_of(token: str) -> bytes:
    return hmac.digest(token.encode(), _PURPOSE, hashlib.sha256)


def read_link(token: str) -> Sealed | None:
    number, _, seal = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _NUMBER and seal):
        return None
    return Sealed(int(number), seal)
