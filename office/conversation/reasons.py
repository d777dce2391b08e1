"""Checks the reasons that people give by reply."""

from office.reading.typed import states_something
from office.refusal import Refusal

AT_MOST = 500


def checked(text: str | None, of: str) -> str:
    """Return the reason, or refuse and say what is wrong with it.

    `of` names what the reason is for, and with it the phrases of the refusals.
    """
    reason = (text or "").strip()
    if not states_something(reason):
        raise Refusal(f"{of}_reason_missing", most=AT_MOST)
    if len(reason) > AT_MOST:
        raise Refusal(f"{of}_reason_too_long", most=AT_MOST, length=len(reason))
    return reason
