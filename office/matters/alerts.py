"""Issued alerts: which of them stands, which level is in force, how the response starts."""

from datetime import datetime

from messages.render import Message
from messages.views.alerts import StartView
from office import post
from office.desk import Desk
from office.matters import clocks, kinds
from office.matters.alert_views import issuer, level_view
from office.matters.in_effect import ending, newest_terms, order_at, takes_effect_at
from office.matters.kinds import is_left_out, level_of, told_in_chats
from office.matters.order_terms import announced_end
from office.plan.model import Plan
from office.plan.quiet import quiet_until
from office.post import Mailing, Place, Posting
from storage.decisions import matters as store
from storage.decisions.matters import (
    ENDED_MATTERS,
    OPEN_MATTERS,
    Episode,
    Matter,
    MatterKind,
    MatterState,
    Order,
    OrderKind,
)
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.subjects import Subject

START, END = "alert_start", "alert_end"
"""An order takes effect, or an end does that was announced for its hour; each is about an order."""
STARTED = "started"
"""The verdict by which a response has begun to run."""
PERIOD_END = "alert_period_end"
DRAFT_LIMIT = "draft_start"
"""The name is from the time when a draft lapsed only at its start; rows with it still wait."""
DAILY_PROMPTS = "daily_prompts"
PUBLIC_REPEAT = "public_repeat"
"""The public is told again while an alert lasts, which is its subject."""
PAPERS = "papers_at_start"
FORMS_AT_START, FORMS_DAILY, FORMS_AT_LIFT = "forms_at_start", "forms_daily", "forms_at_lift"
"""The kinds of agenda item by which the office is offered its own forms; each is about an alert."""


async def standing_alert(desk: Desk, *, drill: bool = False) -> Matter | None:
    """The alert that was issued and has not ended; there is at most one, and one exercise."""
    found = await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT, drill=drill)
    return found[-1] if found else None


async def standing_alerts(desk: Desk) -> list[Matter]:
    """The real alert that is open, and after it the exercise."""
    found = await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT)
    return sorted(found, key=lambda alert: alert.drill)


async def order_in_effect(desk: Desk, alert: Matter) -> Order | None:
    """The order by which the response runs now; None before its start and after its end."""
    return order_at(await store.issued_orders(desk.session, alert.key), desk.now)


async def is_quiet_exempt(desk: Desk, alert: Matter) -> bool:
    """A lifted alert has no level any more that could be exempt from the quiet hours."""
    order = await order_in_effect(desk, alert)
    if order is None or alert.state in ENDED_MATTERS:
        return False
    return kinds.is_quiet_exempt(await desk.plan_of(order), order)


async def standing_order(desk: Desk, alert: Matter) -> Order | None:
    return newest_terms(await store.issued_orders(desk.session, alert.key))


async def coming_end(desk: Desk, alert: Matter) -> Order | None:
    """The order that ends an open alert at an hour that is still to come, or has just come."""
    return ending(await store.issued_orders(desk.session, alert.key))


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
    return STARTED


async def take_effect(desk: Desk, alert: Matter, order: Order) -> None:
    """The order's level is in force from now on; the first such order opens the episode."""
    if alert.started_at is None:
        alert.started_at = takes_effect_at(order)
        if not alert.drill:
            await _begin_in_earnest(desk, alert, order)
        await expect_forms(desk, alert, await desk.plan_of(order), FORMS_AT_START)
    alert.state, alert.level = MatterState.IN_FORCE, order.level
    desk.session.add(alert)
    await desk.session.flush()
    await desk.record(
        "response_started", f"alert:{alert.key}", revision=order.key, level=order.level
    )


async def _begin_in_earnest(desk: Desk, alert: Matter, order: Order) -> None:
    alert.episode_id = await _open_episode(desk, takes_effect_at(order))
    if any(paper.asked_at_start for paper in desk.plan.papers):
        await clocks.on_agenda(desk, PAPERS, order.key, desk.now)


async def expect_forms(desk: Desk, alert: Matter, plan: Plan, item: str) -> None:
    """Have the office's forms offered now, or in the morning: nobody is woken for a form."""
    if plan.official_forms:
        at = quiet_until(plan.sleep, plan.tz, desk.now) or desk.now
        await clocks.on_agenda(desk, item, alert.key, at)


async def cancel_starts(desk: Desk, alert: Matter) -> None:
    """What was announced for a later hour, a start or an end, does not come any more."""
    for order in await store.issued_orders(desk.session, alert.key):
        await clocks.off_agenda(desk, START, order.key)
        await clocks.off_agenda(desk, END, order.key)


async def _open_episode(desk: Desk, at: datetime) -> int:
    episode = Episode(jurisdiction=desk.jurisdiction, opened_at=at)
    desk.session.add(episode)
    await desk.session.flush()
    return episode.key


async def _announce(desk: Desk, order: Order) -> None:
    plan = await desk.plan_of(order)
    view = StartView(
        command=issuer(plan, order),
        serial=order.serial or "",
        level=level_view(level_of(plan, order)),
        starts_at=takes_effect_at(order),
        ends_at=announced_end(order),
        is_adjustment=order.kind == OrderKind.ADJUST,
    )
    await tell_everybody(desk, order, Message(desk.words.text("alert_start", view)), "start")


async def tell_everybody(desk: Desk, order: Order, message: Message, what: str) -> None:
    """Tell all whom the order was for, and the office, that its hour has come."""
    plan = await desk.plan_of(order)
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    mailings = [
        Mailing(
            Place.of(chat),
            DeliveryKind.START,
            message,
            _posting(order, body.id, f"{what}:{order.key}:{chat.key}"),
        )
        for body in told_in_chats(plan, order)
        if not is_left_out(order, body.id)
        for chat in bound.get(body.id, ())
    ]
    await post.send_all(desk, mailings)
    await post.tell_office(desk, message, _posting(order, None, f"{what}:{order.key}:office"))


def _posting(order: Order, agency: str | None, key: str) -> Posting:
    return Posting(Subject.of(order), agency, dedupe_key=key)
