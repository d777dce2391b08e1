"""Agencies that came into the plan while an alert runs: the office says whether they are told.

The alert was issued to the agencies of its own plan. An agency that joined since owes nothing
until the office sends it the alert. The office may also say that it does not.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import alerts, kinds, orders
from office.matters.order_texts import matter_title
from office.matters.orders import recipients_of
from office.plan.model import Body
from office.post import Posting
from storage.decisions import matters as store
from storage.decisions.matters import Order
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

JOIN_VERB = "join"
LEAVE_OUT_VERB = "nojoin"
LEFT_OUT = "left_out"
"""The key in the snapshot of an alert's first order for agencies that are not told of it."""


async def untold(desk: Desk, order: Order) -> list[Body]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    settled = {*recipients_of(order), *await left_out(desk, order)}
    concerned = kinds.concerned(desk.plan, kinds.ALERT)
    return [
        one
        for one in concerned
        if one.id in bound and one.id not in settled and _may_join(order, one)
    ]


def _may_join(order: Order, body: Body) -> bool:
    # A county that was not chosen is no newcomer, and an office of its own has had a letter.
    by_letter = order.says.get(kinds.BY_LETTER, ())
    return kinds.is_concerned(order, body) and body.id not in by_letter


async def left_out(desk: Desk, order: Order) -> list[str]:
    first, *_ = await store.issued_orders(desk.session, order.matter_id)
    found: list[str] = first.snapshot.get(LEFT_OUT, [])
    return found


async def propose(desk: Desk, agencies: list[str] | None = None) -> None:
    """Ask the office about these agencies, or about all; each is asked about once an alert."""
    alert = await alerts.standing_alert(desk)
    if alert is None:
        return
    order = await orders.newest_order(desk, alert)
    for agency in await untold(desk, order):
        if agencies is None or agency.id in agencies:
            await _ask(desk, order, agency)


def publishing(desk: Desk, matter_id: int, agency: str) -> Keyboard:
    label = desk.words.plain("button_publish_to_newcomer")
    return ((button(label, JOIN_VERB, matter_id, agency),),)


async def _ask(desk: Desk, order: Order, agency: Body) -> None:
    phrase = desk.words.phrase(
        "newcomer_ask",
        agency=agency.name,
        title=matter_title(desk, await desk.plan_of(order), order),
        serial=order.serial,
    )
    leave = desk.words.plain("button_leave_newcomer_out")
    keyboard = (
        *publishing(desk, order.matter_id, agency.id),
        (button(leave, LEAVE_OUT_VERB, order.matter_id, agency.id),),
    )
    posting = Posting(
        Subject(SubjectKind.MATTER, order.matter_id),
        dedupe_key=f"newcomer:{order.matter_id}:{agency.id}",
    )
    await post.tell_office(desk, Message(phrase, keyboard), posting)
