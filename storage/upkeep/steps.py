"""How what takes long says how far it is."""

from collections.abc import Callable

HowFar = Callable[[str, int, int], None]
"""It is called with what is being done, how much of it is done, and how much there is to do."""


def to_nobody(_stage: str, _done: int, _total: int) -> None:
    """Nobody waits for it."""
