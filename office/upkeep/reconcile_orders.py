"""Proves that whoever an order went out to was told, and owes what it asks for."""

from datetime import date, datetime
from functools import partial

from office.decisions import issuing
from office.desk import JOINED, Desk
from office.ladder.policies import owed_under
from office.matters import kinds, naming
from office.matters.added_lines import hears
from office.matters.in_effect import newest_terms
from office.matters.order_files import posting_of
from office.matters.order_texts import agency_message
from office.matters.orders import recipients_of
from office.obligations import days_asked_for, levels, prompts, teams
from office.plan.model import Owed, When
from office.post import Place, send
from office.problems import late_notices
from office.upkeep.reconcile_gaps import LOOK_BACK, Gap, Mend
from storage.decisions import matters as store
from storage.decisions.matters import Matter, Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_day, of_order
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.roster.chats import Chat
from storage.upkeep import gaps

AskedFor = tuple[Order, Owed, date | None]
"""An order, what it asks for, and of which day."""
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
        for order, kind, day in await _asked_for(desk, alert, orders_, rows):
            occasion = of_day(day) if day else of_order(order.key)
            same = [row for row in rows if (row.kind, row.occasion) == (kind.kind, occasion)]
            owing = {row.agency for row in same}
            asked = await _asked(desk, order, kind, day)
            names = tuple(agency for agency in asked if agency not in owing)
            if names:
                mend = partial(_ask, alert, order, kind, day, names)
                found.append(_gap(f"unowed_{kind.kind}", order, names, mend, str(occasion)))
    return found


async def _asked(desk: Desk, order: Order, kind: Owed, day: date | None) -> list[str]:
    plan = await desk.plan_of(order)
    told = recipients_of(order)
    # A day's report is also owed by whoever joined the alert by that day.
    joined = order.snapshot.get(JOINED, {}) if day else {}
    return [
        agency
        for agency in {**told, **joined}
        if plan.owes_it(kind, agency)
        and _is_asked(desk, order, agency, day)
        and await teams.was_told(desk, plan, order, agency, day)
    ]


def _is_asked(desk: Desk, order: Order, agency: str, day: date | None) -> bool:
    if day is None:
        return hears(order, agency)
    return naming.owes_day(desk, order, agency, day)


async def _proved(desk: Desk) -> list[tuple[Matter, list[Order]]]:
    rows = await gaps.matters_to_prove(desk.session, desk.jurisdiction, desk.now - LOOK_BACK)
    found = [(alert, await store.issued_orders(desk.session, alert.key)) for alert in rows]
    return [(alert, orders_) for alert, orders_ in found if orders_]


async def _untold(desk: Desk, order: Order) -> UntoldChats:
    rows = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    told = {(row.agency, row.chat_id) for row in rows}
    missing: UntoldChats = []
    # In an exercise a body for which the clock answers is told nothing.
    wanted = {
        one: rows
        for one, rows in recipients_of(order).items()
        if hears(order, one) and not kinds.is_scripted(order, one)
    }
    for agency, places in wanted.items():
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
        await late_notices.before_serving(desk, order, agency)
        posting = posting_of(order, agency, f"alert:{order.key}:{chat.key}")
        message = await agency_message(desk, order, agency)
        await send(desk, Place.of(chat), DeliveryKind.ALERT, message, posting)


async def _asked_for(
    desk: Desk, alert: Matter, orders_: list[Order], rows: list[Obligation]
) -> list[AskedFor]:
    last, terms = orders_[-1], newest_terms(orders_)
    plan = await desk.plan_of(last)
    found: list[AskedFor] = []
    # What is older than LOOK_BACK was proved when it was new.
    if kinds.ends(last) and alert.ended_at is not None:
        asks = last.kind == OrderKind.LIFT and alert.started_at is not None
        lifted = owed_under(plan, alert.kind, When.LIFT) if asks else ()
        return [
            (last, kind, None) for kind in lifted if await levels.asked_at_all(desk, alert, kind)
        ]
    if terms is not None and terms.issued_at and terms.issued_at > desk.now - LOOK_BACK:
        found += [(terms, kind, None) for kind in issuing.asked_by_order(plan, terms)]
    return [*found, *await _days_asked_for(desk, orders_, rows)]


async def _days_asked_for(
    desk: Desk, orders_: list[Order], rows: list[Obligation]
) -> list[AskedFor]:
    by_key = {order.key: order for order in orders_}
    alike: dict[tuple[str, date], list[Obligation]] = {}
    for row in rows:
        if row.day is not None:
            alike.setdefault((row.kind, row.day), []).append(row)
    found: list[AskedFor] = []
    for (owed, day), same in alike.items():
        order = by_key[max(same, key=_opened_at).order_id]
        kind = (await desk.plan_of(order)).owed(owed)
        # Before the morning has asked all of them, whoever was not asked owes nothing.
        if await days_asked_for.all_were_asked(desk, kind, day, same):
            found.append((order, kind, day))
    return found


def _opened_at(row: Obligation) -> datetime:
    return row.opened_at


async def _ask(
    alert: Matter,
    order: Order,
    kind: Owed,
    day: date | None,
    names: tuple[str, ...],
    desk: Desk,
) -> None:
    # Those who were left out owe it from now on, with all the time that everybody has.
    if kind.when is When.ORDER:
        await issuing.require(desk, order, kind, names)
    else:
        await prompts.ask_left_out(desk, alert, order, kind, day, names)


def _gap(rule: str, order: Order, names: tuple[str, ...], mend: Mend, matter: str = "") -> Gap:
    subject = f"revision:{order.key}"
    return Gap(rule, f"{subject}:{matter}" if matter else subject, names, mend)
