"""A joint inspection is proposed with the order that calls for it, and ends with its level."""

from office.bodies.people import Actor, require_office
from office.decisions.draft_texts import post_draft, redraw_draft
from office.desk import Desk
from office.matters import alerts, convened, convenings, kinds
from office.matters.convenings import ConveningTerms
from office.matters.orders import recipients_of
from office.obligations import boards, lifecycle
from office.obligations.settling import OwedChange
from office.plan.model import Plan
from office.post import Place
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import (
    PENDING_STATES,
    Matter,
    MatterKind,
    MatterState,
    Order,
    OrderKind,
    OrderState,
)
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.roster import chats
from storage.roster.chats import Chat


async def propose(desk: Desk, plan: Plan, alert: Matter, order: Order) -> None:
    """Put the notice before the office, ready to be sent, where this order calls for it."""
    said = plan.inspection
    if said is None or order.level not in said.levels or await _is_dealt_with(desk, alert):
        return
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is not None:
        await _draft(desk, plan, order, Place.of(office))


async def convene(desk: Desk, who: Actor, place: Place) -> None:
    """Somebody asks for it, as the one that was proposed was given up or has ended."""
    require_office(desk, who)
    wanted = convenings.known(desk.plan).levels
    for alert in await alerts.standing_alerts(desk):
        order = await alerts.standing_order(desk, alert)
        if order is None or order.level not in wanted:
            continue
        await _require_none(desk, alert)
        await _draft(desk, await desk.plan_of(order), order, place)
        return
    levels = [level.name for level in desk.plan.levels if level.id in wanted]
    raise Refusal("convening_not_due", levels=levels)


async def follow(desk: Desk, alert: Matter) -> None:
    """End it where the alert has ended, or another level is in force that does not call for it."""
    matter = await convened.standing(desk, alert.key)
    if matter is not None and not await _is_called_for(desk, alert, matter):
        await _close(desk, matter)
    if desk.plan.inspection is None:
        return
    draft = await convened.drafted(desk, alert.key)
    if draft is not None and not await _is_called_for(desk, alert, draft):
        await _void(desk, draft)


async def let_in(desk: Desk, chat: Chat) -> None:
    """A team that got its chat after it was convened is among those who are told."""
    body = chat.agency or ""
    for matter in await store.open_matters(desk.session, desk.jurisdiction, MatterKind.CONVENING):
        for order in await store.issued_orders(desk.session, matter.key):
            told = recipients_of(order)
            if body in told or body not in ConveningTerms.of(order).bodies:
                continue
            here = [[chat.chat_id, chat.thread_id]]
            order.snapshot = {**order.snapshot, "recipients": {**told, body: here}}
            desk.session.add(order)
            await desk.session.flush()
            await desk.record("team_convened", kinds.audit_subject(order), agency=body)


async def _is_dealt_with(desk: Desk, alert: Matter) -> bool:
    if await convened.drafted(desk, alert.key) is not None:
        return True
    return await convened.standing(desk, alert.key) is not None


async def _require_none(desk: Desk, alert: Matter) -> None:
    draft = await convened.drafted(desk, alert.key)
    if draft is not None:
        raise Refusal("convening_is_drafted", at=draft.drafted_at)
    matter = await convened.standing(desk, alert.key)
    if matter is not None:
        issued = await store.issued_orders(desk.session, matter.key)
        raise Refusal("convening_is_open", serial=issued[0].serial or "")


async def _draft(desk: Desk, plan: Plan, called_by: Order, place: Place) -> None:
    matter = Matter(
        jurisdiction=desk.jurisdiction,
        kind=MatterKind.CONVENING,
        created_at=desk.now,
        drill=called_by.drill,
    )
    desk.session.add(matter)
    await desk.session.flush()
    bodies = convenings.possible(plan)
    terms = ConveningTerms(called_by.matter_id, called_by.key, bodies)
    made = Order(
        jurisdiction=desk.jurisdiction,
        matter_id=matter.key,
        matter_kind=MatterKind.CONVENING,
        drill=called_by.drill,
        kind=OrderKind.ISSUE,
        at_once=True,
        starts_at=desk.now,
        says=terms.as_says(),
        plan_version_id=called_by.plan_version_id,
        drafted_at=desk.now,
        office_chat_id=place.chat_id,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("convening_proposed", kinds.audit_subject(made), revision=made.key)
    await post_draft(desk, place, made)


async def _is_called_for(desk: Desk, alert: Matter, of: Matter | Order) -> bool:
    if alert.ended_at is not None:
        return False
    order = of if isinstance(of, Order) else (await store.issued_orders(desk.session, of.key))[0]
    levels = convenings.known(await desk.plan_of(order)).levels
    standing = await alerts.standing_order(desk, alert)
    # What is announced calls for it too, until another order takes its place.
    return alert.level in levels or (standing is not None and standing.level in levels)


async def _close(desk: Desk, matter: Matter) -> None:
    """Nobody is told: whoever was convened has read until when it lasts."""
    (order, *_) = await store.issued_orders(desk.session, matter.key)
    for owed in await obligations.open_of_matter(desk.session, matter.key):
        await lifecycle.supersede(desk, owed, "level left", OwedChange.CLOSED)
    matter.state, matter.ended_at = MatterState.CLOSED, desk.now
    desk.session.add(matter)
    await desk.session.flush()
    await desk.record("convening_ended", kinds.audit_subject(order))
    await boards.touch(desk, matter.key, BoardKind.RECEIPTS, of_order(order.key))


async def _void(desk: Desk, draft: Order) -> None:
    if not await store.move_order(desk.session, draft.key, PENDING_STATES, OrderState.VOID):
        return
    matter = await store.matter(desk.session, draft.matter_id)
    if matter is not None:
        matter.state, matter.ended_at = MatterState.ABANDONED, desk.now
        desk.session.add(matter)
        await desk.session.flush()
    await desk.record("convening_overtaken", kinds.audit_subject(draft), revision=draft.key)
    await redraw_draft(desk, draft)
