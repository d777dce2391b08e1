"""What keeps an order from being drafted: whose turn it is not, and what stands in its way."""

from typing import Any

from office.bodies.people import Actor, require_capability
from office.decisions import issuing, overtaking
from office.decisions.draft_texts import drafter_of, why_outdated
from office.desk import Desk
from office.matters import alerts, kinds, orders
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import ALERT, KindOfMatter
from office.matters.order_terms import AT_ONCE, Start, Terms, is_unchanged, start_of, terms_of
from office.matters.order_texts import title
from office.matters.outdated import meeting_begins, outdated
from office.refusal import Refusal
from office.region import floor
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterKind, Order, OrderKind


def require_opener(desk: Desk, who: Actor, kind: MatterKind) -> None:
    require_capability(desk, who, kinds.KINDS[kind].opened_by)


async def require_in_turn(
    desk: Desk,
    who: Actor | None,
    kind: OrderKind,
    *,
    replacing: int | None = None,
    drill: bool = False,
    grounds: str = "",
    starts_at: Start = AT_ONCE,
) -> Matter | None:
    """The alert that such an order would be about; an order out of turn is refused.

    A real alert and an exercise are in nobody's way. Where nobody drafts it, the clock does.
    """
    await require_free(desk, who, ALERT, replacing, drill=drill)
    alert = await alerts.standing_alert(desk, drill=drill)
    if kind == OrderKind.ISSUE:
        if alert is not None:
            raise Refusal("alert_is_open", **await _named(desk, alert))
        return None
    if alert is None:
        raise Refusal("no_open_drill" if drill else "no_open_alert")
    issuing.require_ending_fits(alert, kind)
    await issuing.require_not_ending_now(desk, alert)
    if kind in ALERT.ends:
        await floor.require(desk, kind, None, grounds, drill=drill, starts_at=starts_at)
        await require_no_end(desk, alert)
    return alert


async def require_no_end(desk: Desk, alert: Matter) -> None:
    """Refuse what would take the place of an end that was announced for a later hour."""
    coming = await alerts.coming_end(desk, alert)
    if coming is not None:
        raise Refusal("lift_is_announced", at=coming.starts_at, serial=coming.serial or "")


async def require_nothing_announced(desk: Desk, alert: Matter) -> None:
    """A later end would take the place of a change that has not taken effect, which none asked."""
    standing = await orders.newest_order(desk, alert)
    if takes_effect_at(standing) > desk.now:
        level = kinds.level_of(await desk.plan_of(standing), standing)
        raise Refusal("lift_after_change", at=takes_effect_at(standing), level=level.name)


async def require_end(desk: Desk, alert: Matter) -> Order:
    """The end that was announced for a later hour."""
    coming = await alerts.coming_end(desk, alert)
    if coming is None:
        raise Refusal("no_lift_announced")
    return coming


async def require_not_begun(desk: Desk, matter: Matter) -> None:
    """People have come together already: their list is ended, and nothing is moved or called off.

    An old board may still have the buttons.
    """
    begins = meeting_begins(await orders.newest_order(desk, matter))
    if begins is not None and begins <= desk.now:
        raise Refusal("meeting_has_begun", at=begins)


async def require_no_other(desk: Desk, matter: Matter) -> None:
    row = kinds.of_matter(matter)
    for other in await store.pending_orders(desk.session, desk.jurisdiction, row.id):
        if other.matter_id == matter.key:
            raise await _pending(desk, other)


async def require_still_in_turn(desk: Desk, who: Actor, made: Order) -> None:
    # Another order may have been issued since it was drafted.
    if made.matter_kind == MatterKind.ALERT:
        alert = await require_in_turn(
            desk,
            who,
            OrderKind(made.kind),
            replacing=made.key,
            drill=made.drill,
            grounds=made.grounds,
            starts_at=start_of(made),
        )
        if alert is not None and kinds.ends(made):
            await issuing.require_level_named(desk, alert, made)
            issuing.require_hour_ahead(desk, made)
        kind, starts_at = OrderKind(made.kind), start_of(made)
        await floor.require(
            desk, kind, made.level, made.grounds, drill=made.drill, starts_at=starts_at
        )
        return
    await require_free(desk, who, kinds.of_order(made), made.key)
    if made.kind != OrderKind.ISSUE:
        await require_open(desk, made.matter_id)
    else:
        await require_none_open(desk, kinds.of_order(made))


async def require_open(desk: Desk, matter_id: int) -> Matter:
    matter = await store.matter(desk.session, matter_id)
    if matter is None or matter.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if matter.state not in OPEN_MATTERS:
        raise Refusal(kinds.of_matter(matter).key("is_over"))
    return matter


def require_as_read(desk: Desk, made: Order) -> None:
    # The clock may be late to ask about this draft, so the press is held to the limit as well.
    limit = outdated(made, desk.now)
    if limit is not None:
        raise Refusal(
            "draft_is_outdated",
            why=why_outdated(desk, made, limit),
            renew=desk.words.plain(f"draft_renew_{limit.value}"),
        )


async def require_free(
    desk: Desk,
    who: Actor | None,
    row: KindOfMatter,
    replacing: int | None = None,
    *,
    drill: bool = False,
) -> None:
    if who is not None:
        require_capability(desk, who, row.opened_by)
    if row.several:
        return
    for other in await store.pending_orders(desk.session, desk.jurisdiction, row.id):
        if other.key != replacing and other.drill is drill and not overtaking.gives_way(other):
            raise await _pending(desk, other)


async def require_none_open(desk: Desk, row: KindOfMatter) -> None:
    if row.several:
        return
    for matter in await store.open_matters(desk.session, desk.jurisdiction, row.id):
        order = await orders.newest_order(desk, matter)
        raise Refusal(row.key("is_open"), serial=order.serial or "")


async def require_change(desk: Desk, alert: Matter, terms: Terms) -> None:
    if await alerts.coming_end(desk, alert) is not None:
        # The same terms are a change: the alert does not end at the hour that was announced.
        return
    standing = await orders.newest_order(desk, alert)
    started = takes_effect_at(standing) <= desk.now
    if is_unchanged(terms_of(standing), terms.resolved(desk.now), started=started):
        raise Refusal("adjust_changes_nothing")


async def _pending(desk: Desk, other: Order) -> Refusal:
    return Refusal(
        "draft_is_pending",
        title=title(desk, await desk.plan_of(other), other),
        drafter=await drafter_of(desk, other),
        at=other.drafted_at,
    )


async def _named(desk: Desk, alert: Matter) -> dict[str, Any]:
    order = await alerts.standing_order(desk, alert)
    if order is None:
        return {"title": "", "serial": ""}
    plan = await desk.plan_of(order)
    return {"title": title(desk, plan, order), "serial": order.serial or ""}
