"""What can be wrong with a plan, said in both languages and with the remedy beside it."""

from collections.abc import Sequence
from typing import NamedTuple


class Said(NamedTuple):
    """One sentence in the languages the operator may read."""

    zh: str
    en: str

    def to(self, locale: str) -> str:
        return self.en if locale == "en" else self.zh


class Fault(NamedTuple):
    """One fault and the way to the place where it was found, such as `levels.red.approval`."""

    key: str
    problem: Said
    remedy: Said


class FaultyPlan(ValueError):
    """Raised inside validators, so that pydantic carries the faults out in one piece."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.key}: {fault.problem.en}" for fault in faults))


def reject(problem: Said, remedy: Said) -> FaultyPlan:
    """The fault of a single value; its key is where pydantic found it."""
    return FaultyPlan([Fault("", problem, remedy)])
