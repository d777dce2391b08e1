"""When the announced end of an alert comes and nobody has lifted it, the office is asked.

Until it decides, the alert is in force and everything that is asked under it goes on. Of an alert
whose end is open, it is asked from time to time whether an end can be named.
"""

from datetime import datetime, time, timedelta

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.alerts import PeriodOverView
from office import post
from office.desk import Desk
from office.matters import alerts, clocks, kinds
from office.matters.in_effect import newest_terms, takes_effect_at
from office.matters.order_terms import announced_end
from office.matters.order_texts import matter_title
from office.obligations import prompts
from office.plan.model import Plan
from office.plan.quiet import quiet_until
from office.post import Posting
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, Order
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.subjects import Subject

PERIOD_END = alerts.PERIOD_END
"""The kind of agenda item; its subject is the alert."""

MORNING = time(8)
"""When the office is asked where no prompts go out in the morning. No plan fixes it."""
FORGOTTEN_AFTER = timedelta(days=1)
"""So long a draft is taken for the decision that is being made. No plan fixes it."""
_KEY = "period_over:{}:"

LIFT_VERB = "endlift"
PROLONG_VERB = "endlong"
LOWER_VERB = "endlevel"


async def expect(desk: Desk, alert: Matter, order: Order) -> None:
    # The newest order says when the office is asked; the item of an older order is replaced.
    plan = await desk.plan_of(order)
    since = max(takes_effect_at(order), desk.now)
    at = asked_at(plan, announced_end(order) or since + plan.notice.open_end_asked)
    await clocks.on_agenda(desk, PERIOD_END, alert.key, max(at, desk.now))


async def forget(desk: Desk, alert: Matter) -> None:
    await clocks.off_agenda(desk, PERIOD_END, alert.key)


def asked_at(plan: Plan, ends_at: datetime) -> datetime:
    """An end in the quiet hours is asked about when they are over, so that nobody is woken."""
    return quiet_until(plan.sleep, plan.tz, ends_at) or ends_at


async def ask(desk: Desk, matter_id: int) -> str:
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.state not in OPEN_MATTERS:
        return "ended"
    if await alerts.coming_end(desk, alert) is not None:
        return "its end is announced"
    order = newest_terms(await store.issued_orders(desk.session, alert.key))
    if order is None:
        return "never issued"
    plan = await desk.plan_of(order)
    await clocks.on_agenda(desk, PERIOD_END, alert.key, _asked_again(desk, plan, order))
    if await _is_being_decided(desk, alert):
        return "being decided"
    await _take_buttons_off(desk, plan, order)
    question = _question(desk, plan, order)
    await post.tell_office(desk, question, _posting(desk, order))
    await desk.record("period_over", f"alert:{alert.key}", revision=order.key)
    return "asked"


async def _take_buttons_off(desk: Desk, plan: Plan, order: Order) -> None:
    said = Message(_question(desk, plan, order).html)
    for row in await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.OFFICE):
        if row.keyboard and (row.dedupe_key or "").startswith(_KEY.format(order.key)):
            await post.edit(desk, row, said)


async def _is_being_decided(desk: Desk, alert: Matter) -> bool:
    """A draft that nobody has finished in a day decides nothing: it may well be forgotten."""
    pending = await store.pending_orders(desk.session, desk.jurisdiction)
    since = desk.now - FORGOTTEN_AFTER
    return any(one.matter_id == alert.key and one.drafted_at >= since for one in pending)


def _question(desk: Desk, plan: Plan, order: Order) -> Message:
    view = PeriodOverView(
        title=matter_title(desk, plan, order),
        colour=kinds.mark(plan, order),
        serial=order.serial or "",
        ended_at=announced_end(order),
        started_at=takes_effect_at(order),
    )
    return Message(desk.words.text("alert_period_over", view), _keyboard(desk, order))


def _keyboard(desk: Desk, order: Order) -> Keyboard:
    plain = desk.words.plain
    prolong = "button_prolong" if announced_end(order) else "button_name_end"
    return (
        (button(plain("button_draft_lift"), LIFT_VERB, order.matter_id),),
        (
            button(plain(prolong), PROLONG_VERB, order.matter_id),
            button(plain("button_change_level"), LOWER_VERB, order.matter_id),
        ),
    )


def _posting(desk: Desk, order: Order) -> Posting:
    day = desk.local(desk.now).date()
    return Posting(
        Subject.of(order),
        dedupe_key=_KEY.format(order.key) + str(day),
    )


def _asked_again(desk: Desk, plan: Plan, order: Order) -> datetime:
    if announced_end(order) is None:
        return asked_at(plan, desk.now + plan.notice.open_end_asked)
    return _next_morning(desk, plan)


def _next_morning(desk: Desk, plan: Plan) -> datetime:
    prompts_at = prompts.first_prompt_at(desk, plan, desk.now)
    tomorrow = desk.local(desk.now).date() + timedelta(days=1)
    return prompts_at or datetime.combine(tomorrow, MORNING, plan.tz)
