"""How far a document is while it is made; the process that makes it passes that on."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")
Listener = Callable[[int, int], None]
"""It hears how much is done, and of how much."""

_listeners: list[Listener] = []
LAST = 10
"""One part in so many is left for what follows the last one, such as packing all of them."""


def listen(listener: Listener) -> None:
    _listeners[:] = [listener]


def each(parts: Sequence[T], size: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
    """Each part in turn; what is done of it is told once the next one is asked for."""
    sizes = [size(part) for part in parts]
    total = sum(sizes) + sum(sizes) // LAST + 1
    for part, done in zip(parts, accumulate(sizes), strict=True):
        yield part
        for listener in _listeners:
            listener(done, total)
