"""Proves that whoever an order went out to was told, and owes what it asks for."""

from datetime import date
from functools import partial

from office.decisions import issuing
from office.desk import JOINED, Desk
from office.matters import kinds, naming
from office.matters.alerts import recipients_of
from office.matters.in_effect import newest_terms
from office.matters.order_texts import agency_message
from office.obligations import prompts
from office.post import Place, Posting, send
from office.upkeep.reconcile_gaps import LOOK_BACK, Gap, Mend
from storage import chats, gaps, outbox
from storage import matters as store
from storage.chats import Chat
from storage.matters import Matter, Order, OrderKind
from storage.obligations import Obligation, ObligationKind
from storage.outbox import DeliveryKind
from storage.subjects import Subject

UntoldChats = list[tuple[str, Chat]]


async def untold(desk: Desk) -> list[Gap]:
    """Prove that the newest order has a delivery to every chat that it was issued to."""
    found = []
    for _, orders_ in await _proved(desk):
        missing = await _untold(desk, orders_[-1])
        if missing:
            names = tuple(dict.fromkeys(agency for agency, _ in missing))
            found.append(_gap("untold", orders_[-1], names, partial(_tell, orders_[-1], missing)))
    return found


async def unowed(desk: Desk) -> list[Gap]:
    """Prove that every agency in an order's scope has an obligation for each thing asked for."""
    found = []
    for alert, orders_ in await _proved(desk):
        rows = await gaps.opened_since(desk.session, alert.key, desk.now - LOOK_BACK)
        for order, kind, matter in await _matters(desk, alert, orders_, rows):
            owing = {row.agency for row in rows if (row.kind, row.matter) == (kind, matter)}
            asked = _asked(desk, order, kind, matter)
            names = tuple(agency for agency in asked if agency not in owing)
            if names:
                mend = partial(_ask, alert, order, kind, matter, names)
                found.append(_gap(f"unowed_{kind}", order, names, mend, matter))
    return found


def _asked(desk: Desk, order: Order, kind: ObligationKind, matter: str) -> list[str]:
    told = recipients_of(order)
    if kind != ObligationKind.DAILY:
        return list(told)
    # A day's report is also owed by whoever joined the alert by that day.
    everybody = {**told, **order.snapshot.get(JOINED, {})}
    day = date.fromisoformat(matter)
    return [agency for agency in everybody if naming.owes_day(desk, order, agency, day)]


async def _proved(desk: Desk) -> list[tuple[Matter, list[Order]]]:
    rows = await gaps.matters_to_prove(desk.session, desk.jurisdiction, desk.now - LOOK_BACK)
    found = [(alert, await store.issued_orders(desk.session, alert.key)) for alert in rows]
    return [(alert, orders_) for alert, orders_ in found if orders_]


async def _untold(desk: Desk, order: Order) -> UntoldChats:
    rows = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    told = {(row.agency, row.chat_id) for row in rows}
    missing: UntoldChats = []
    for agency, places in recipients_of(order).items():
        for chat_id, thread_id in places:
            if chat_id is None or (agency, chat_id) in told:
                continue
            chat = await _now_at(desk, chat_id, thread_id)
            if chat is not None and (agency, chat.chat_id) not in told:
                missing.append((agency, chat))
    return missing


async def _now_at(desk: Desk, chat_id: int, thread_id: int | None) -> Chat | None:
    # A group may have got a new id since, or may be bound no longer.
    moved = await chats.alias(desk.session, desk.jurisdiction, chat_id)
    new_id = moved.new_chat_id if moved else chat_id
    return await chats.chat_at(desk.session, new_id, thread_id, jurisdiction=desk.jurisdiction)


async def _tell(order: Order, missing: UntoldChats, desk: Desk) -> None:
    for agency, chat in missing:
        posting = Posting(Subject.of(order), agency, dedupe_key=f"alert:{order.key}:{chat.key}")
        message = await agency_message(desk, order, agency)
        await send(desk, Place.of(chat), DeliveryKind.ALERT, message, posting)


async def _matters(
    desk: Desk, alert: Matter, orders_: list[Order], rows: list[Obligation]
) -> list[tuple[Order, ObligationKind, str]]:
    last, terms = orders_[-1], newest_terms(orders_)
    found: list[tuple[Order, ObligationKind, str]] = []
    # What is older than LOOK_BACK was proved when it was new.
    if kinds.ends(last):
        asks_for_closing = last.kind == OrderKind.LIFT and alert.started_at is not None
        return [(last, ObligationKind.CLOSING, str(last.key))] if asks_for_closing else []
    if terms is not None and _asked_for_receipts_lately(desk, terms):
        found.append((terms, ObligationKind.RECEIPT, str(terms.key)))
    days = await _days_asked_for(desk, orders_, rows)
    return [*found, *((order, ObligationKind.DAILY, day) for day, order in days.items())]


def _asked_for_receipts_lately(desk: Desk, order: Order) -> bool:
    since = desk.now - LOOK_BACK
    return (
        kinds.of_order(order).receipts and order.issued_at is not None and order.issued_at > since
    )


async def _days_asked_for(
    desk: Desk, orders_: list[Order], rows: list[Obligation]
) -> dict[str, Order]:
    by_key = {order.key: order for order in orders_}
    plans = {order.key: await desk.plan_of(order) for order in orders_}
    # If only an early report stands for a day, nobody was asked yet and nobody owes it.
    return {
        row.matter: by_key[row.order_id]
        for row in rows
        if row.day is not None
        and row.opened_at >= prompts.prompted_at(desk, plans[row.order_id], row.day)
    }


async def _ask(
    alert: Matter,
    order: Order,
    kind: ObligationKind,
    matter: str,
    names: tuple[str, ...],
    desk: Desk,
) -> None:
    # Those who were left out owe it from now on, with all the time that everybody has.
    if kind == ObligationKind.RECEIPT:
        await issuing.require_receipts(desk, order, names)
    else:
        await prompts.ask_left_out(desk, alert, order, kind, matter, names)


def _gap(rule: str, order: Order, names: tuple[str, ...], mend: Mend, matter: str = "") -> Gap:
    subject = f"revision:{order.key}"
    return Gap(rule, f"{subject}:{matter}" if matter else subject, names, mend)
