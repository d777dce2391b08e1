"""An alert ends, or anything else that an order ends: at once, or at the hour that was announced.

An end for a later hour is told when it is issued. Until its hour the alert is in force with all
that is asked under it; then the clock ends it, and everybody is told once more.
"""

from datetime import datetime

from messages.render import Message
from messages.views.alerts import EndView
from office.decisions import (
    afterwards,
    convening,
    copied,
    draft_texts,
    issuing,
    leaders,
    period_end,
    staying,
)
from office.desk import Desk
from office.forecasts import taken_up
from office.matters import alerts, briefs, clocks, dispatch_meetings, kinds
from office.matters.alert_views import issuer, level_view
from office.matters.in_effect import takes_effect_at
from office.obligations import lifecycle, prompts, roll_calls, same_day
from office.plan.owed_kinds import KINDS, report_kinds
from office.public import following
from office.region import counties, progress
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, Order, OrderKind
from storage.owed import obligations as stored_obligations
from storage.owed import questioned

ENDED = "ended"


async def send(desk: Desk, order: Order) -> None:
    """Let out an order to which nothing is wanting any more."""
    await clocks.off_agenda(desk, alerts.DRAFT_LIMIT, order.key)
    if kinds.ends(order):
        await end(desk, order)
    else:
        falls = await store.order(desk.session, order.snapshot.get(kinds.FALLS, 0))
        await issuing.issue(desk, order)
        if falls is not None:
            await draft_texts.redraw_draft(desk, falls)


async def end(desk: Desk, order: Order) -> None:
    """End the matter, now or at the order's hour."""
    matter = await issuing.matter_of(desk, order)
    is_later = kinds.of_order(order).has_level and not order.at_once and order.starts_at > desk.now
    if is_later:
        await _announce(desk, matter, order)
        await taken_up.follow(desk, order)
        return
    had_started = matter.started_at is not None
    order.starts_at = desk.now
    await alerts.cancel_starts(desk, matter)
    await _tell(desk, matter, order, end_now=True)
    await _ask_what_an_end_asks(desk, matter, order, had_started=had_started)
    await taken_up.follow(desk, order)


async def _announce(desk: Desk, alert: Matter, order: Order) -> None:
    await alerts.cancel_starts(desk, alert)
    # Nothing is asked about an end that has been decided.
    await period_end.forget(desk, alert)
    await _tell(desk, alert, order, end_now=False)
    await clocks.on_agenda(desk, alerts.END, order.key, order.starts_at)


async def _tell(desk: Desk, matter: Matter, order: Order, *, end_now: bool) -> None:
    row, plan = kinds.of_order(order), await desk.plan_of(order)
    recipients = await issuing.enter(desk, plan, matter, order)
    if end_now:
        await _take_down(desk, matter, order, desk.now)
    if row.tells_leaders:
        # The office ends by itself what they signed, so they hear of it before everybody does.
        await leaders.tell(desk, order, first=True)
    await issuing.deliver(desk, order, recipients)
    told = {**recipients, **await copied.tell(desk, plan, order)}
    await issuing.tell_who_has_no_chat(desk, plan, order, told)
    if row.has_level:
        await following.issued(desk, matter, order)
        await issuing.tell_offices_around(desk, order)


async def _take_down(desk: Desk, matter: Matter, order: Order, at: datetime) -> None:
    """End the matter as of that instant; what it still asks for is no longer asked."""
    await clocks.off_agenda(desk, alerts.DAILY_PROMPTS, matter.key)
    await period_end.forget(desk, matter)
    await briefs.forget(desk, matter)
    await same_day.forget(desk, matter)
    await dispatch_meetings.forget(desk, matter)
    if kinds.of_order(order).gathers:
        await roll_calls.forget(desk, matter.key)
    matter.state = kinds.of_order(order).ends[OrderKind(order.kind)]
    matter.ended_at = at
    desk.session.add(matter)
    if matter.episode_id is not None:
        await store.close_episode(desk.session, matter.episode_id, at)
    await desk.session.flush()
    await issuing.supersede_what_falls(desk, matter, order)
    await _end_ladders_replied_to(desk, matter)
    await afterwards.ended(desk, order)


async def _ask_what_an_end_asks(
    desk: Desk, matter: Matter, order: Order, *, had_started: bool
) -> None:
    row, plan = kinds.of_order(order), await desk.plan_of(order)
    if row.has_level:
        await convening.follow(desk, matter)
    if had_started:
        await prompts.open_after_lift(desk, matter, order)
    if had_started and row.has_level:
        await clocks.off_agenda(desk, alerts.FORMS_DAILY, matter.key)
        await alerts.expect_forms(desk, matter, plan, alerts.FORMS_AT_LIFT)


async def take_effect(desk: Desk, order_id: int) -> str:
    """The hour of an announced end has come."""
    order = await store.order(desk.session, order_id)
    alert = await store.matter(desk.session, order.matter_id) if order else None
    if order is None or alert is None or alert.state not in OPEN_MATTERS:
        return "ended before"
    issued = await store.issued_orders(desk.session, alert.key)
    if issued[-1].key != order.key:
        return "replaced before its hour"
    if await staying.is_to_stay(desk, order):
        return await staying.stay(desk, order)
    await _take_down(desk, alert, order, takes_effect_at(order))
    await desk.record("response_ended", f"alert:{alert.key}", revision=order.key)
    await _say_that_it_ended(desk, order)
    await following.ended(desk, order)
    await counties.end(desk, order)
    await progress.tell(desk)
    await _ask_what_an_end_asks(desk, alert, order, had_started=True)
    await draft_texts.redraw_draft(desk, order)
    await taken_up.follow(desk, order)
    return ENDED


async def _say_that_it_ended(desk: Desk, order: Order) -> None:
    plan = await desk.plan_of(order)
    view = EndView(
        command=issuer(plan, order),
        serial=order.serial or "",
        level=level_view(kinds.level_of(plan, order)),
        ended_at=takes_effect_at(order),
    )
    await alerts.tell_everybody(desk, order, Message(desk.words.text("alert_end", view)), "end")


def _ended_by_lift() -> tuple[str, ...]:
    return tuple(kind for kind in report_kinds() if not KINDS[kind].outlives_matter)


async def _end_ladders_replied_to(desk: Desk, alert: Matter) -> None:
    """Look now at ladders that wait for the office to judge a reply: no slip will come.

    All other ladders end at their next step.
    """
    for key in await questioned.asked_under(desk.session, alert.key, _ended_by_lift()):
        owed = await stored_obligations.obligation(desk.session, key)
        if owed is not None:
            await lifecycle.look_since(desk, owed, desk.now)
