"""What was announced for a later hour does not take effect, as the office above has ordered more.

An order may be issued for an hour at which nothing above stands against it. By then the office
above may have taken its own end back, or raised its level. Then ours goes on as before, and
everybody who read of the change reads that it does not come.
"""

from messages.render import Message
from messages.views.alerts import StayedView
from office.decisions import leaders, period_end
from office.decisions.draft_texts import redraw_draft
from office.desk import Desk
from office.forecasts import proposals as air_proposals
from office.matters import alerts, kinds
from office.matters.alert_views import issuer, level_view
from office.matters.in_effect import takes_effect_at
from office.obligations import lifecycle
from office.obligations.settling import OwedChange
from office.refusal import Refusal
from office.region import floor, progress, telling
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, Order, OrderKind, OrderState
from storage.owed.obligations import ObligationKind, open_of_matter

STAYED = "stayed"


async def is_to_stay(desk: Desk, order: Order) -> bool:
    """Whether this order, whose hour has come, would leave us below the floor."""
    alert = await store.matter(desk.session, order.matter_id)
    if alert is None or alert.state not in OPEN_MATTERS or alert.started_at is None:
        return False
    issued = await store.issued_orders(desk.session, alert.key)
    if not issued or issued[-1].key != order.key:
        return False
    if not kinds.ends(order) and not await _lowers(desk, alert, order):
        return False
    try:
        await floor.require(desk, OrderKind(order.kind), order.level, drill=order.drill)
    except Refusal:
        return True
    return False


async def _lowers(desk: Desk, alert: Matter, order: Order) -> bool:
    plan = await desk.plan_of(order)
    now = plan.known_level(alert.level or "")
    return now is not None and now.rank > kinds.level_of(plan, order).rank


async def stay(desk: Desk, order: Order) -> str:
    alert = await store.matter(desk.session, order.matter_id)
    bound = await floor.standing(desk)
    moved = await store.move_order(desk.session, order.key, [OrderState.ISSUED], OrderState.STAYED)
    standing = await alerts.standing_order(desk, alert) if alert is not None else None
    if not moved or alert is None or bound is None or standing is None:
        return "settled"
    await desk.record("order_stayed", f"alert:{alert.key}", revision=order.key)
    for row in await open_of_matter(desk.session, alert.key, ObligationKind.RECEIPT):
        if row.order_id == order.key:
            change = f"revision:{order.key}"
            await lifecycle.supersede(desk, row, change, OwedChange.REPLACED)
    await period_end.expect(desk, alert, standing)
    await _say_so(desk, alert, order, standing, bound)
    await telling.tell_again(desk, standing)
    await progress.tell(desk)
    await redraw_draft(desk, order)
    await air_proposals.reconsider(desk)
    return STAYED


async def _say_so(
    desk: Desk, alert: Matter, order: Order, standing: Order, bound: floor.Floor
) -> None:
    plan = await desk.plan_of(standing)
    view = StayedView(
        command=issuer(plan, standing),
        serial=order.serial or "",
        ends=kinds.ends(order),
        level=level_view(kinds.level_of(plan, standing)),
        announced=kinds.level_of(plan, order).name,
        at=takes_effect_at(order),
        upper=bound.order.upper,
        floor=bound.level.name,
        number=bound.order.number,
    )
    message = Message(desk.words.text("alert_stayed", view))
    await leaders.say(desk, standing, message, f"stayed:{order.key}")
    await alerts.tell_everybody(desk, standing, message, f"stayed:{order.key}")
