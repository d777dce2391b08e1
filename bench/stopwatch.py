"""Tells how long something took, and how much of that time the processor worked for us."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spent:
    seconds: float
    processor: float
    """The processor time of all threads of this process."""


@dataclass(frozen=True, slots=True)
class Began:
    at: float = field(default_factory=time.perf_counter)
    processor: float = field(default_factory=time.process_time)

    def spent(self) -> Spent:
        return Spent(time.perf_counter() - self.at, time.process_time() - self.processor)
