"""What stands below an order of a body's receipt: who gave it, when, and what was said by it."""

from datetime import datetime

from office.desk import Desk
from office.matters import kinds
from storage.decisions.matters import Order
from storage.owed import attendees, obligations
from storage.owed.attendees import Attendee
from storage.owed.obligations import Obligation, ObligationState


async def given(desk: Desk, order: Order, receipt: Obligation) -> str:
    """The line as the record has it."""
    person, at = await obligations.met_by(desk.session, receipt)
    said = await _attendee(desk, order, receipt)
    if said is not None and not receipt.on_behalf:
        return attended(desk, said, person.name)
    phrase = registered(order) if receipt.on_behalf else "receipt_line"
    late = receipt.state == ObligationState.MET_LATE
    return desk.words.phrase(phrase, name=person.name, at=at, late=late)


def attended(desk: Desk, said: Attendee, name: str) -> str:
    return desk.words.phrase(
        f"meeting_line_{said.answer}",
        name=name,
        at=said.answered_at,
        reason=said.reason,
        substitute=said.substitute,
    )


def on_button(desk: Desk, order: Order, receipt: Obligation, name: str, at: datetime) -> str:
    """The same in short, on the button that need not be pressed any more.

    Empty where there are several buttons: whoever has said that they come may still say otherwise.
    """
    if len(kinds.of_order(order).answered_by) > 1:
        return ""
    label = "button_receipt_registered" if receipt.on_behalf else "button_receipt_given"
    return desk.words.plain(label, name=name, at=at)


def registered(order: Order) -> str:
    """The phrase where the office registered it: of several answers the first is registered."""
    return kinds.of_order(order).answered_by[0].registered


async def _attendee(desk: Desk, order: Order, receipt: Obligation) -> Attendee | None:
    if len(kinds.of_order(order).answered_by) == 1:
        return None
    return await attendees.find(desk.session, order.key, receipt.agency)
