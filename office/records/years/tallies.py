"""Counts what was owed and what became of it. The functions only compute.

What a newer order or the end of its matter made pointless was owed by nobody; what is not due yet,
or waits with a clock that stands, is counted by itself and is in no share.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from office.obligations.lateness import is_overdue
from storage.immutable import immutable
from storage.owed.obligations import ObligationState

TallyKey = TypeVar("TallyKey", bound=Hashable)


@immutable
class Punctuality:
    in_time: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0

    @property
    def owed(self) -> int:
        return self.in_time + self.late + self.missing

    @property
    def share(self) -> float | None:
        """The share in time, in parts of 100; None where nothing was owed."""
        return 100 * self.in_time / self.owed if self.owed else None


NOTHING_OWED = Punctuality()
_OF_STATES = {ObligationState.MET: "in_time", ObligationState.MET_LATE: "late"}


def of(rows: Iterable[Any], now: datetime) -> Punctuality:
    return by(rows, now, lambda _row: None).get(None, NOTHING_OWED)


def by(
    rows: Iterable[Any], now: datetime, key: Callable[[Any], TallyKey]
) -> Mapping[TallyKey, Punctuality]:
    found: dict[TallyKey, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.state != ObligationState.SUPERSEDED:
            found[key(row)][_outcome(row, now)] += 1
    return {one: Punctuality(**counted) for one, counted in found.items()}


def superseded(rows: Iterable[Any]) -> int:
    return sum(row.state == ObligationState.SUPERSEDED for row in rows)


def median_time(
    rows: Iterable[Any],
    took: Callable[[datetime, datetime], timedelta] = lambda since, until: until - since,
) -> timedelta | None:
    """From when something was asked for to when it was answered; None where nothing was."""
    spans = sorted(
        took(row.opened_at, row.met_at)
        for row in rows
        if row.state in _OF_STATES and row.met_at is not None
    )
    return (spans[(len(spans) - 1) // 2] + spans[len(spans) // 2]) / 2 if spans else None


def _outcome(row: Any, now: datetime) -> str:
    return _OF_STATES.get(row.state) or ("missing" if is_overdue(row, now) else "pending")
