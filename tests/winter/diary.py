"""Keeps what people mean to do and when; what falls into one minute is done together."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Deed = Callable[[], object]
MINUTE = timedelta(minutes=1)


@dataclass
class Diary:
    now: Callable[[], datetime]
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def at(self, when: datetime, deed: Deed) -> None:
        whole = when.replace(second=0, microsecond=0)
        heapq.heappush(self._deeds, (max(whole, self.now()), next(self._numbers), deed))

    def after(self, minutes: float, deed: Deed) -> None:
        self.at(self.now() + max(minutes, 1) * MINUTE, deed)

    @property
    def next_at(self) -> datetime | None:
        return self._deeds[0][0] if self._deeds else None

    def take_due(self, now: datetime) -> list[Deed]:
        due: list[Deed] = []
        while self._deeds and self._deeds[0][0] <= now:
            due.append(heapq.heappop(self._deeds)[2])
        return due
