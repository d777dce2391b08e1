"""A refusal: what was asked cannot be done, and one sentence says why and what to do."""

from typing import Any


class Refusal(Exception):
    """Raised by a use case before or in place of a change; whatever it had written is undone.

    The key names the sentence in messages/phrases; the facts fill it. A silent refusal is
    recorded but not answered, where an answer would help an attacker.
    """

    def __init__(self, key: str, *, silent: bool = False, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.silent = silent
        self.facts = facts
