"""The button that takes a slip back, the same wherever it stands."""

from messages.keyboards import Button, button
from messages.render import Words

WITHDRAW_VERB = "slipdrop"


def withdraw(words: Words, slip_id: int) -> Button:
    return button(words.plain("button_slip_withdraw"), WITHDRAW_VERB, slip_id)
