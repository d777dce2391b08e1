"""Defines what the doctor finds, and how grave it is."""

from dataclasses import field
from enum import Enum
from typing import Any

from storage.immutable import immutable


class Grade(Enum):
    """How grave a finding is; its value is the mark before the sentence."""

    WELL = "✓"
    WARNING = "⚠"
    """Something is not ready, or could not be checked; what there is works."""
    PROBLEM = "✗"


@immutable
class Finding:
    """One finding. The phrase `doctor_<key>` tells it, with its remedy where not all is well."""

    key: str
    grade: Grade = Grade.WELL
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.grade is Grade.WELL


def well(key: str, **facts: Any) -> Finding:
    return Finding(key, Grade.WELL, facts)


def warning(key: str, **facts: Any) -> Finding:
    return Finding(key, Grade.WARNING, facts)


def problem(key: str, **facts: Any) -> Finding:
    return Finding(key, Grade.PROBLEM, facts)
