"""An order reaches somebody who speaks for several bodies as one message, and each body by itself.

Where the groups of these bodies are lost, their common liaison would read one order as often as
there are bodies. The message names them all, says once what all are told and below each name what
that body does, and has a receipt for each. A row for each body stands behind it: what the first
one brings, an edit without a change brings for the others, so that whoever counts what became of an
order finds it by body. As every relay it proves no service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from messages import together
from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from office import post
from office.bodies import agency_names
from office.desk import Desk
from office.ladder import service
from office.matters import kinds
from office.matters.added_lines import hears
from office.matters.order_files import posting_of
from office.matters.order_texts import (
    DUTIES_VERB,
    agency_message,
    answers_of,
    receipt_keyboard,
)
from office.matters.orders import recipients_of
from office.post import Place
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.roster import people
from storage.roster.chats import Chat
from storage.roster.people import LIAISON
from storage.subjects import Subject, SubjectKind

BODIES = "bodies"
"""The row of such a message keeps in this fact the bodies that it is for."""


def bodies_of(row: Delivery) -> tuple[str, ...]:
    """The bodies that a message is for; empty where it is for one."""
    return tuple(row.context.get(BODIES, ()))


def key(what: DeliveryKind, about: Subject, body: str, chat: Chat) -> str:
    return f"relay:{what}:{about.id}:{body}:{chat.key}"


async def order_relayed(desk: Desk, what: DeliveryKind, about: Subject) -> Order | None:
    """The order, where it is one that is told; prompts and slips are answered one by one."""
    if what is not DeliveryKind.ALERT or about.kind != SubjectKind.ORDER:
        return None
    return await matters.order(desk.session, about.id)


async def others_lost(desk: Desk, order: Order, body: str, chat: Chat) -> list[str]:
    """Further bodies of this person that the order cannot reach in their groups."""
    held = await people.appointments_here(desk.session, desk.jurisdiction, chat.chat_id)
    spoken_for = {one.agency for one in held if one.position == LIAISON} - {body}
    return [
        one
        for one in recipients_of(order)
        if one in spoken_for and hears(order, one) and await _is_lost(desk, order, one, chat)
    ]


async def _is_lost(desk: Desk, order: Order, body: str, chat: Chat) -> bool:
    about = Subject.of(order)
    if await service.reachable_chats(desk, body):
        return False
    tried = await service.tries(desk, body, about, DeliveryKind.ALERT)
    if any(row.state == DeliveryState.SENT for row in tried):
        return False
    relayed = key(DeliveryKind.ALERT, about, body, chat)
    return await outbox.by_dedupe_key(desk.session, desk.jurisdiction, relayed) is None


async def send(
    desk: Desk, order: Order, kind: DeliveryKind, chat: Chat, texts: Mapping[str, str], mark: str
) -> Delivery:
    """Send one message for all these bodies; the row of the first one brings it."""
    first, *others = texts
    about, context = Subject.of(order), {BODIES: list(texts)}
    headings = [f"<b>【{agency_names.name(desk, body)}】</b>" for body in texts]
    html = mark + together.merged(list(texts.values()), headings)
    message = Message(html, keyboard(desk, order, tuple(texts)))
    posting = posting_of(order, first, key(DeliveryKind.ALERT, about, first, chat))
    posting = replace(posting, context={**posting.context, **context})
    sent = await post.send(desk, Place.of(chat), kind, message, posting)
    last = post.last_part(message, drill=sent.drill)
    for body in others:
        along = post.new_edit(desk, sent, last, kind=kind)
        along.agency, along.coalesce_key = body, None
        along.context = {**along.context, **context}
        along.dedupe_key = key(DeliveryKind.ALERT, about, body, chat)
    await desk.session.flush()
    return sent


async def texts_of(desk: Desk, order: Order, bodies: Sequence[str]) -> dict[str, str]:
    return {body: (await agency_message(desk, order, body)).html for body in bodies}


def keyboard(
    desk: Desk, order: Order, bodies: Sequence[str], done: Mapping[str, str] | None = None
) -> Keyboard:
    """A row for each body, whose buttons say for which body they are pressed.

    `done` says by body what stands on the button of a receipt which was given.
    """
    if not receipt_keyboard(desk, order):
        return ()
    return tuple(_row(desk, order, body, (done or {}).get(body, "")) for body in bodies)


def _row(desk: Desk, order: Order, body: str, done: str) -> tuple[Button, ...]:
    name, plain = agency_names.short(desk, body), desk.words.plain
    answers = answers_of(desk, order, body, name)
    receipts = tuple(replace(one, done=done and f"{name} {done}") for one in answers)
    if not kinds.of_order(order).has_level:
        return receipts
    duties = button(plain("button_duties_of", agency=name), DUTIES_VERB, order.key, body)
    return (*receipts, duties)
