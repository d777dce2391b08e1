"""Issued alerts: which level is in force, how the response starts, who still has to be told."""

from datetime import datetime

from messages.render import Message
from messages.views.alerts import StartView
from office import post
from office.desk import Desk
from office.matters.alert_views import level_view
from office.matters.in_effect import newest_terms, order_at, takes_effect_at
from office.matters.kinds import addressed, level_of
from office.matters.order_terms import announced_end
from office.matters.order_texts import agency_message
from office.post import Mailing, Place, Posting
from office.refusal import Refusal
from storage import agenda, chats
from storage import matters as store
from storage.chats import Chat
from storage.matters import (
    OPEN_MATTERS,
    Episode,
    Matter,
    MatterKind,
    MatterState,
    Order,
    OrderKind,
    OrderState,
)
from storage.outbox import DeliveryKind
from storage.subjects import Subject

START = "alert_start"
DRAFT_LIMIT = "draft_start"
"""The name is from the time when a draft lapsed only at its start; rows with it still wait."""
DAILY_PROMPTS = "daily_prompts"


async def standing_alert(desk: Desk) -> Matter | None:
    """The alert that was issued and has not ended; there is at most one."""
    found = await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT)
    return found[-1] if found else None


async def order_in_effect(desk: Desk, alert: Matter) -> Order | None:
    """The order by which the response runs now; None before its start and after its end."""
    return order_at(await store.issued_orders(desk.session, alert.key), desk.now)


async def standing_order(desk: Desk, alert: Matter) -> Order | None:
    return newest_terms(await store.issued_orders(desk.session, alert.key))


async def newest_order(desk: Desk, alert: Matter) -> Order:
    orders = await store.issued_orders(desk.session, alert.key)
    if not orders:
        raise LookupError(f"alert {alert.id} was never issued")
    return orders[-1]


async def orders_told(desk: Desk, agency: str, kind: MatterKind | None = None) -> list[Order]:
    found = await store.open_matters(desk.session, desk.jurisdiction, kind)
    orders = [await newest_order(desk, matter) for matter in found]
    return [order for order in orders if agency in recipients_of(order)]


def recipients_of(order: Order) -> dict[str, list[list[int | None]]]:
    recipients: dict[str, list[list[int | None]]] = order.snapshot.get("recipients", {})
    return recipients


async def order_sent_to(desk: Desk, agency: str, order_id: int) -> Order:
    """An order that was issued to this very agency; a forged id finds nothing."""
    order = await store.order(desk.session, order_id)
    if (
        order is None
        or order.jurisdiction != desk.jurisdiction
        or order.state != OrderState.ISSUED
        or agency not in recipients_of(order)
    ):
        raise Refusal("receipt_unknown")
    return order


async def serve(desk: Desk, order: Order, chat: Chat) -> None:
    """Send an order again to a chat that was bound later, came back or lost its buttons."""
    if chat.agency is None or order.state != OrderState.ISSUED:
        return
    message = await agency_message(desk, order, chat.agency)
    await post.send(
        desk, Place.of(chat), DeliveryKind.ALERT, message, Posting(Subject.of(order), chat.agency)
    )
    await desk.record("alert_served_again", f"revision:{order.key}", chat=chat.key)


async def start(desk: Desk, order_id: int) -> str:
    order = await store.order(desk.session, order_id)
    alert = await store.matter(desk.session, order.matter_id) if order else None
    if order is None or alert is None or alert.state not in OPEN_MATTERS:
        return "ended before it started"
    newest = await standing_order(desk, alert)
    if newest is None or newest.key != order.key:
        return "replaced before it started"
    await take_effect(desk, alert, order)
    await _announce(desk, order)
    return "started"


async def take_effect(desk: Desk, alert: Matter, order: Order) -> None:
    """The order's level is in force from now on; the first such order opens the episode."""
    if alert.started_at is None:
        alert.started_at = takes_effect_at(order)
        alert.episode_id = await _open_episode(desk, alert.started_at)
    alert.state, alert.level = MatterState.IN_FORCE, order.level
    desk.session.add(alert)
    await desk.session.flush()
    await desk.record(
        "response_started", f"alert:{alert.key}", revision=order.key, level=order.level
    )


async def cancel_starts(desk: Desk, alert: Matter) -> None:
    for order in await store.issued_orders(desk.session, alert.key):
        await off_agenda(desk, START, order.key)


async def off_agenda(desk: Desk, kind: str, subject: int) -> None:
    await agenda.cancel(
        desk.session, jurisdiction=desk.jurisdiction, kind=kind, subject=subject, at=desk.now
    )


async def on_agenda(desk: Desk, kind: str, subject: int, due_at: datetime) -> None:
    await agenda.schedule(
        desk.session, jurisdiction=desk.jurisdiction, kind=kind, subject=subject, due_at=due_at
    )


async def _open_episode(desk: Desk, at: datetime) -> int:
    episode = Episode(jurisdiction=desk.jurisdiction, opened_at=at)
    desk.session.add(episode)
    await desk.session.flush()
    return episode.key


async def _announce(desk: Desk, order: Order) -> None:
    plan = await desk.plan_of(order)
    view = StartView(
        command=plan.command,
        serial=order.serial or "",
        level=level_view(level_of(plan, order)),
        starts_at=takes_effect_at(order),
        ends_at=announced_end(order),
        is_adjustment=order.kind == OrderKind.ADJUST,
    )
    message = Message(desk.words.text("alert_start", view))
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    mailings = [
        Mailing(
            Place.of(chat),
            DeliveryKind.START,
            message,
            _start_posting(order, body.id, str(chat.key)),
        )
        for body in addressed(plan, order)
        for chat in bound.get(body.id, ())
    ]
    await post.send_all(desk, mailings)
    await post.tell_office(desk, message, _start_posting(order, None, "office"))


def _start_posting(order: Order, agency: str | None, where: str) -> Posting:
    return Posting(Subject.of(order), agency, dedupe_key=f"start:{order.key}:{where}")
