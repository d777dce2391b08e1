"""Shows under one message to a liaison of several bodies which of them have confirmed the order.

The lines are made anew from what is on record: an edit for one body would undo another's.
"""

from markupsafe import Markup

from messages.drills import room
from messages.length import plain, units
from messages.render import Message
from office import post
from office.bodies import agency_names
from office.delivery import together
from office.desk import Desk
from office.obligations import receipt_lines
from office.post import Place, Posting
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.subjects import Subject


async def show(desk: Desk, order: Order, row: Delivery, *, without: int | None = None) -> None:
    """Show all receipts of its bodies, but one that is being taken back."""
    bodies = together.bodies_of(row)
    shown = row if row.action == Action.SEND else await outbox.delivery(desk.session, _behind(row))
    found = [await _met(desk, order, body) for body in bodies]
    met = [one for one in found if one is not None and one.key != without]
    lines = [await _line(desk, order, one) for one in met]
    done = {one.agency: await _on_button(desk, order, one) for one in met}
    text = "\n".join([shown.text or "", *(["", *lines] if lines else [])])
    if units(plain(text)) <= room(drill=shown.drill):
        keyboard = together.keyboard(desk, order, bodies, done)
        await post.edit(desk, shown, Message(text, keyboard))
    elif lines and shown.message_id is not None:
        # An order is never cut to make room for these lines; they then stand below it.
        below = Posting(Subject.of(order), reply_to=shown.message_id)
        place, said = Place(shown.chat_id, shown.thread_id), Message("\n".join(lines))
        await post.send(desk, place, DeliveryKind.ANSWER, said, below)


def _behind(row: Delivery) -> int:
    """The message that an edit without a change stands for."""
    if row.target_id is None:
        raise ValueError(f"delivery {row.id} stands for no message")
    return row.target_id


async def _met(desk: Desk, order: Order, body: str) -> Obligation | None:
    receipt = await obligations.find(
        desk.session, order.matter_id, ObligationKind.RECEIPT, body, of_order(order.key)
    )
    answered = (ObligationState.MET, ObligationState.MET_LATE)
    return receipt if receipt is not None and receipt.state in answered else None


async def _on_button(desk: Desk, order: Order, receipt: Obligation) -> str:
    person, at = await obligations.met_by(desk.session, receipt)
    return receipt_lines.on_button(desk, order, receipt, person.name, at)


async def _line(desk: Desk, order: Order, receipt: Obligation) -> str:
    line = await receipt_lines.given(desk, order, receipt)
    name = agency_names.short(desk, receipt.agency)
    return desk.words.phrase("receipt_line_of", agency=name, line=Markup(line))
