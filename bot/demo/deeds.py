"""Keeps what scripted people mean to do, each deed at its instant."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count


class DeedKind(StrEnum):
    RECEIPT = "receipt"
    REPORT = "report"
    ASKING = "asking"
    """The liaison asks for more time."""
    REASON = "reason"
    CORRECTION = "correction"


@dataclass(order=True, frozen=True, slots=True)
class Deed:
    at: datetime
    number: int
    agency: str = field(compare=False)
    act: DeedKind = field(compare=False)
    about: str = field(compare=False)
    """The data of the button that the deed answers."""
    do: Callable[[], None] = field(compare=False)


class Deeds:
    """Deeds in the order of their instants; nobody means to do the same thing twice."""

    def __init__(self) -> None:
        self._heap: list[Deed] = []
        self._numbers = count()

    def add(
        self, at: datetime, agency: str, act: DeedKind, about: str, do: Callable[[], None]
    ) -> None:
        if not any(self._is_it(deed, agency, act, about) for deed in self._heap):
            heapq.heappush(self._heap, Deed(at, next(self._numbers), agency, act, about, do))

    def drop(self, agency: str, about: str | None = None) -> None:
        """Drop what this agency means to do, or what it means to do about one matter."""
        kept = [
            deed for deed in self._heap if deed.agency != agency or about not in (None, deed.about)
        ]
        heapq.heapify(kept)
        self._heap = kept

    def take_due(self, now: datetime) -> Deed | None:
        return heapq.heappop(self._heap) if self._heap and self._heap[0].at <= now else None

    def in_order(self) -> list[Deed]:
        return sorted(self._heap)

    @property
    def next_at(self) -> datetime | None:
        return self._heap[0].at if self._heap else None

    @staticmethod
    def _is_it(deed: Deed, agency: str, act: DeedKind, about: str) -> bool:
        return (deed.agency, deed.act, deed.about) == (agency, act, about)
