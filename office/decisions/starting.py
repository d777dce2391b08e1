"""An announced level comes into force; endings that were drafted for what held before are void."""

from office.decisions import convening, ending, issuing, overtaking, staying
from office.desk import Desk
from office.matters import alerts, kinds
from office.public import following
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind


async def end(desk: Desk, order_id: int) -> str:
    """The hour of an announced end; what was drafted for the alert that ended is void."""
    verdict = await ending.take_effect(desk, order_id)
    order = await store.order(desk.session, order_id)
    if order is not None and verdict == ending.ENDED:
        for draft in await store.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT):
            if draft.matter_id == order.matter_id:
                await overtaking.void(desk, draft, Refusal("no_open_alert"))
    return verdict


async def start(desk: Desk, order_id: int) -> str:
    order = await store.order(desk.session, order_id)
    if order is not None and await staying.is_to_stay(desk, order):
        return await staying.stay(desk, order)
    verdict = await alerts.start(desk, order_id)
    alert = await alerts.standing_alert(desk, drill=order.drill) if order is not None else None
    if alert is not None and order is not None and verdict == alerts.STARTED:
        await following.started(desk, alert, order)
    if alert is not None:
        await void_what_does_not_fit(desk, alert)
        await convening.follow(desk, alert)
    return verdict


async def void_what_does_not_fit(desk: Desk, alert: Matter) -> None:
    """Nobody could sign such a draft, nor change it."""
    for draft in await store.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT):
        if draft.matter_id != alert.key or not kinds.ends(draft):
            continue
        refusal = await _why_not(desk, alert, draft)
        if refusal is not None:
            await overtaking.void(desk, draft, refusal)


async def _why_not(desk: Desk, alert: Matter, draft: Order) -> Refusal | None:
    try:
        issuing.require_ending_fits(alert, OrderKind(draft.kind))
        await issuing.require_level_named(desk, alert, draft)
    except Refusal as refusal:
        return refusal
    return None
