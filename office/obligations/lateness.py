"""The one rule of what is late; boards, receipts and the words to the office all ask it."""

from datetime import datetime

from storage.owed.obligations import BoardStanding, Obligation, ObligationState


def is_overdue(row: Obligation | BoardStanding, now: datetime) -> bool:
    """Whether the deadline has come. If the clock was stopped before it, nothing is overdue."""
    if row.state != ObligationState.OPEN or row.due_at > now:
        return False
    return row.paused_at is None or row.due_at <= row.paused_at
