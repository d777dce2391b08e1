"""Faults in a plan, each told in both languages with its remedy."""

from collections.abc import Sequence
from typing import NamedTuple


class Said(NamedTuple):
    """One sentence in the languages the operator may read."""

    zh: str
    en: str

    def to(self, locale: str) -> str:
        return self.en if locale == "en" else self.zh


class Fault(NamedTuple):
    """One fault and the key where it was found, such as `levels.red.approval`."""

    key: str
    problem: Said
    remedy: Said


class FaultyPlan(ValueError):
    """Raised inside validators, so that pydantic carries the faults out in one piece."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.key}: {fault.problem.en}" for fault in faults))


def reject(problem: Said, remedy: Said) -> FaultyPlan:
    return FaultyPlan([Fault("", problem, remedy)])
