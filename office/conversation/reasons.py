"""Reasons that people give by reply."""

from office.reading.typed import states_something
from office.refusal import Refusal

AT_MOST = 500


def checked(text: str | None) -> str:
    """What was written, or a refusal that says what is wrong with it."""
    reason = (text or "").strip()
    if not states_something(reason):
        raise Refusal("slip_reason_missing")
    if len(reason) > AT_MOST:
        raise Refusal("slip_reason_too_long", most=AT_MOST, length=len(reason))
    return reason
