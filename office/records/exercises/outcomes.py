"""What became of each thing that was owed in an exercise. The functions only compute."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from office.obligations.lateness import is_overdue
from office.records.exercises.rows import DrillRows
from office.records.years.tallies import Punctuality
from storage.owed.obligations import ObligationState

IN_TIME, LATE, MISSING, PENDING = "in_time", "late", "missing", "pending"
_ANSWERED = {ObligationState.MET: IN_TIME, ObligationState.MET_LATE: LATE}


def outcome(rows: DrillRows, owed: Any) -> str | None:
    """None where it became pointless before its time was over.

    A later order takes receipts off that are still open; whoever had let the time pass by then has
    not confirmed.
    """
    if owed.state in _ANSWERED:
        return _ANSWERED[owed.state]
    if owed.state != ObligationState.SUPERSEDED:
        return MISSING if is_overdue(owed, rows.now) else PENDING
    replaced_at = _replaced_at(rows, owed)
    return MISSING if replaced_at is not None and owed.due_at <= replaced_at else None


def punctuality(rows: DrillRows, owed: Iterable[Any]) -> Punctuality:
    found = Counter(outcome(rows, one) for one in owed)
    return Punctuality(found[IN_TIME], found[LATE], found[MISSING], found[PENDING])


def _replaced_at(rows: DrillRows, owed: Any) -> datetime | None:
    """When the order after its own was issued."""
    own = [one for one in rows.orders if one.matter_id == owed.matter_id]
    later = (one.issued_at for one in own if one.key > owed.order_id)
    return next((at for at in later if at is not None), None)
