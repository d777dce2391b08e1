"""The button that takes a slip back, wherever it stands."""

from messages.keyboards import Button, button
from office.desk import Desk
from storage.slips import Slip

WITHDRAW_VERB = "slipdrop"


def withdraw(desk: Desk, slip: Slip) -> Button:
    return button(desk.words.plain("button_slip_withdraw"), WITHDRAW_VERB, slip.key)
