"""A refusal says in one sentence why something cannot be done and what to do instead."""

from typing import Any


class Refusal(Exception):
    """Raised by a use case; everything that it has written is undone.

    The key names the sentence in messages/phrases; the facts fill it. A silent refusal is
    recorded but not answered, where an answer would help an attacker.
    """

    def __init__(self, key: str, *, silent: bool = False, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.silent = silent
        self.facts = facts
