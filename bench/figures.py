"""Defines what a benchmark measures, and how much of everything one run takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    title: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is no target."""
        if self.at_most is not None:
            return self.value <= self.at_most
        if self.at_least is not None:
            return self.value >= self.at_least
        return None


class Result(Protocol):
    """What a benchmark returns: its measurements, which know how to be shown."""

    def figures(self) -> Sequence[Figure]: ...


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything a run takes; the short one only shows that everything still runs."""

    name: str
    messages: int = 6000
    """Messages that each of the contestants sends without ceilings."""
    rounds: int = 3
    groups: int = 1000
    agencies: int = 10_000
    years: Sequence[int] = field(default=(0, 1, 10))
    looks: int = 60
    """The number of ticks and decisions measured, of which the median counts."""
    starts: int = 3
    helps: int = 9
    words: int = 1000
    """Words that strangers say."""
    questions: int = 40
    """Questions that the office asks meanwhile."""
    offices: int = 100
    """Offices of a province, with 44 groups each."""


FULL = Size("full")
SHORT = Size(
    "short",
    messages=120,
    rounds=1,
    groups=60,
    agencies=200,
    years=(0, 1, 2),
    looks=5,
    starts=1,
    helps=2,
    words=100,
    questions=4,
    offices=2,
)
