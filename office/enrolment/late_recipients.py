"""The office sends the alert in force to an agency that it was not issued to."""

from messages.render import Message
from office import post
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.decisions import issuing
from office.desk import JOINED, SINCE, VERSION, Desk
from office.matters import alerts, in_effect, kinds, orders
from office.matters.newcomers import LEFT_OUT
from office.matters.order_texts import agency_message
from office.matters.orders import recipients_of
from office.obligations import boards
from office.post import Place, Posting
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import Matter, Order
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject


async def publish(desk: Desk, who: Actor, matter_id: int | None, agency: str) -> str:
    """Tell the agency of the alert as all others were told; return the agency's name.

    It owes a receipt from now on and hears of everything that follows.
    """
    alert, order = await _untold(desk, who, matter_id, agency)
    name = agency_names.name(desk, agency)
    places = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    concerned = {body.id for body in kinds.concerned(desk.plan, kinds.ALERT)}
    if agency not in concerned or not places:
        raise Refusal("newcomer_gone", agency=name)
    await _let_in(desk, alert, order, agency, places)
    for told in (order, *await _announced_end(desk, alert)):
        await _tell(desk, told, agency, places)
    await issuing.require_all(desk, order, agency)
    await boards.touch(desk, alert.key, BoardKind.RECEIPTS, of_order(order.key))
    await desk.record("agency_joined", f"alert:{alert.key}", revision=order.key, agency=agency)
    said = desk.words.phrase("newcomer_told", agency=name, serial=order.serial, by=who.name)
    await post.tell_office(desk, Message(said))
    return name


async def leave_out(desk: Desk, who: Actor, matter_id: int | None, agency: str) -> str:
    """Keep that this alert does not go to it; the office may still change its mind."""
    alert, _ = await _untold(desk, who, matter_id, agency)
    first, *_ = await store.issued_orders(desk.session, alert.key)
    known = first.snapshot.get(LEFT_OUT, [])
    if agency not in known:
        first.snapshot = {**first.snapshot, LEFT_OUT: [*known, agency]}
        desk.session.add(first)
        await desk.session.flush()
        await desk.record("agency_left_out", f"alert:{alert.key}", agency=agency)
    return agency_names.name(desk, agency)


async def _untold(
    desk: Desk, who: Actor, matter_id: int | None, agency: str
) -> tuple[Matter, Order]:
    people.require_office(desk, who)
    alert = await alerts.standing_alert(desk)
    if alert is None or alert.key != matter_id:
        raise Refusal("no_open_alert")
    order = await orders.newest_order(desk, alert)
    if agency in recipients_of(order):
        raise Refusal("newcomer_told_before", agency=agency_names.name(desk, agency))
    return alert, order


async def _let_in(desk: Desk, alert: Matter, order: Order, agency: str, places: list[Chat]) -> None:
    # Every issued order of the alert and every draft must count the agency too.
    facts = {VERSION: desk.plan_version_id, SINCE: desk.now.isoformat()}
    pending = await store.pending_orders(desk.session, desk.jurisdiction)
    issued = await store.issued_orders(desk.session, alert.key)
    for row in [*issued, *(draft for draft in pending if draft.matter_id == alert.key)]:
        joined = {**row.snapshot.get(JOINED, {}), agency: facts}
        row.snapshot = {**row.snapshot, JOINED: joined}
        desk.session.add(row)
    for told in (order, *await _announced_end(desk, alert)):
        _count_among_recipients(desk, told, agency, places)
    await desk.session.flush()


def _count_among_recipients(desk: Desk, order: Order, agency: str, places: list[Chat]) -> None:
    told = {agency: [[chat.chat_id, chat.thread_id] for chat in places]}
    order.snapshot = {**order.snapshot, "recipients": {**recipients_of(order), **told}}
    desk.session.add(order)


async def _announced_end(desk: Desk, alert: Matter) -> list[Order]:
    """The end that all others read of already, where it is announced for a later hour."""
    lift = in_effect.ending(await store.issued_orders(desk.session, alert.key))
    return [lift] if lift is not None else []


async def _tell(desk: Desk, order: Order, agency: str, places: list[Chat]) -> None:
    message = await agency_message(desk, order, agency)
    for chat in places:
        posting = Posting(Subject.of(order), agency, dedupe_key=f"alert:{order.key}:{chat.key}")
        await post.send(desk, Place.of(chat), DeliveryKind.ALERT, message, posting)
