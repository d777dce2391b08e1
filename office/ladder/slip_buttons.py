"""The buttons about a slip: one takes it back, two say whether its copies go, one names it."""

from messages.keyboards import Button, Keyboard, button, copy_button
from messages.render import Words

WITHDRAW_VERB = "slipdrop"
COPY_VERB = "slipcopy"
NO_COPY_VERB = "slipnocopy"


def withdraw(words: Words, slip_id: int) -> Button:
    return button(words.plain("button_slip_withdraw"), WITHDRAW_VERB, slip_id)


def copying(words: Words, slip_id: int) -> Keyboard:
    return (
        (
            button(words.plain("button_slip_copy"), COPY_VERB, slip_id),
            button(words.plain("button_slip_no_copy"), NO_COPY_VERB, slip_id),
        ),
    )


def serial(words: Words, number: str) -> Keyboard:
    """Whoever answers in writing quotes its number."""
    copied = copy_button(words.plain("button_copy_serial"), number)
    return (copied,) if copied else ()
