"""Reads what a pressed button is about; a press may be forged."""

from messages.keyboards import Press
from office.refusal import Refusal


def number(press: Press) -> int:
    """Return the first argument as a row's id; refuse where it is none."""
    found = press.number()
    if found is None:
        raise Refusal("button_obsolete")
    return found
