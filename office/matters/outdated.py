"""How long a draft can be issued as it was read, and which of its values ends that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from office.matters import added_lines, kinds
from office.matters.added_lines import LINES
from office.matters.kinds import ENDS_AT, TAKES_BACK
from office.matters.order_terms import (
    AT_ONCE,
    lasting_of,
    start_of,
    terms_of,
    to_the_minute,
)
from storage.decisions.matters import Order
from storage.immutable import immutable

PREVIOUS_END = "previous_end"
"""The key in an order's snapshot for the former end of an alert, if only the end changes.

It is None where the end was open."""
PREVIOUS_START = "previous_start"
"""The key for when an alert was to start, where it has not begun and this moves its start."""
PREVIOUS_UNTIL = "previous_until"
"""The key in an order's snapshot for when an announced order will replace that level."""

DUE_AT = "due_at"
"""The key in `Order.says` for the deadline of an answer."""

MEETS_AT = "meets_at"
"""The key in it for the hour at which a meeting begins."""

NAME_END = "name_end"
"""What an adjustment does that names an end where it was open."""

A_MINUTE = timedelta(minutes=1)


class Outdated(StrEnum):
    """The value that the drafter has to give again, named as in the order's dialogue."""

    START = "starts_at"
    END = "hours"
    LEVEL = "level"
    DUE = "due_at"
    MEETS = "meets_at"


@immutable
class Limit:
    at: datetime
    value: Outdated


def holds_until(draft: Order) -> Limit | None:
    """The instant from which issuing the draft would say something other than was read.

    It depends on this row alone: while a draft is pending, no other order is issued.
    """
    if kinds.ends(draft):
        return None
    limits = [Limit(at, value) for value, rule in _RULES.items() if (at := rule(draft))]
    return min(limits, key=lambda limit: limit.at, default=None)


def lapses_at(draft: Order) -> datetime | None:
    """When nobody can sign it any more as it stands; an end has no value to be given again."""
    if kinds.ends_later(draft):
        # Within the minute that it names, the hour is still the one that was read.
        return to_the_minute(draft.starts_at) + A_MINUTE
    limit = holds_until(draft)
    return limit.at if limit is not None else None


def outdated(draft: Order, now: datetime) -> Limit | None:
    limit = holds_until(draft)
    return limit if limit is not None and limit.at <= now else None


def change_of(order: Order) -> str | None:
    """What an adjustment changes, where it is one thing alone: the end, or the lines added."""
    if kinds.takes_back(order):
        return TAKES_BACK
    return LINES if added_lines.adds_only(order) else change_of_end(order)


def change_of_end(order: Order) -> str | None:
    """Whether an adjustment changes only the end, and how.

    An end that counts from the issue moves while the draft waits. The draft keeps the name that it
    had when it was made, so that everybody reads the same. An open end is later than any other.
    """
    if PREVIOUS_END not in order.snapshot or kinds.takes_back(order):
        return None
    before = previous_end(order)
    if before is None:
        return NAME_END
    ends_at = terms_of(order).resolved(order.drafted_at).ends_at
    return "prolong" if ends_at is None or ends_at > before else "shorten"


def previous_end(order: Order) -> datetime | None:
    return _instant(order, PREVIOUS_END)


def previous_start(order: Order) -> datetime | None:
    """It is not told any more once the alert has begun, as it may while a draft waits."""
    return _instant(order, PREVIOUS_START) if order.snapshot.get(kinds.NOT_BEGUN) else None


def no_longer_ends(order: Order) -> datetime | None:
    """The hour of an announced end that does not come, as this adjustment takes its place."""
    return _instant(order, ENDS_AT)


def meeting_begins(draft: Order) -> datetime | None:
    meets_at = draft.says.get(MEETS_AT)
    return datetime.fromisoformat(meets_at) if meets_at else None


def _start_passes(draft: Order) -> datetime | None:
    # Within the minute that it names, a start is still the one that was read.
    start = start_of(draft)
    if kinds.takes_back(draft):
        return None
    if added_lines.adds_only(draft) and draft.starts_at <= draft.drafted_at:
        return None
    return to_the_minute(start) + A_MINUTE if isinstance(start, datetime) else None


def _end_passes(draft: Order) -> datetime | None:
    """The end that the draft names by the clock, or the instant from which it shortens no more."""
    if kinds.takes_back(draft) or added_lines.adds_only(draft):
        return None
    lasting = lasting_of(draft)
    return lasting if isinstance(lasting, datetime) else _shortens_no_more(draft)


def _shortens_no_more(draft: Order) -> datetime | None:
    """Issued from then on, the order would end the alert no earlier than without it.

    A prolonging has no such instant: the longer it waits, the later it ends. Texts tell minutes,
    so an end within the minute of the former one changes nothing for its readers.
    """
    before = previous_end(draft)
    if before is None or start_of(draft) is not AT_ONCE or change_of_end(draft) != "shorten":
        return None
    return to_the_minute(before) - timedelta(hours=draft.hours or 0)


def _level_left_ends(draft: Order) -> datetime | None:
    # A raising could become a lowering, and measures that are carried out would be called new.
    return _instant(draft, PREVIOUS_UNTIL)


def _deadline_passes(draft: Order) -> datetime | None:
    due_at = draft.says.get(DUE_AT)
    return datetime.fromisoformat(due_at) if due_at else None


def _instant(order: Order, key: str) -> datetime | None:
    kept = order.snapshot.get(key)
    return datetime.fromisoformat(kept) if kept else None


_RULES: dict[Outdated, Callable[[Order], datetime | None]] = {
    Outdated.START: _start_passes,
    Outdated.END: _end_passes,
    Outdated.LEVEL: _level_left_ends,
    Outdated.DUE: _deadline_passes,
    Outdated.MEETS: meeting_begins,
}
