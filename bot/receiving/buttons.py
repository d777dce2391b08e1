"""Takes the buttons out of an update before it is stored: no handler asks what else stood there.

Whoever presses one sends the message with all its buttons, and the address of one may be a one-time
link to the command board that nobody has used yet.
"""

from typing import Any

TAKEN_OUT = "reply_markup"


def without_buttons(value: Any) -> Any:
    if isinstance(value, list):
        return [without_buttons(one) for one in value]
    if isinstance(value, dict):
        return {key: without_buttons(one) for key, one in value.items() if key != TAKEN_OUT}
    return value
