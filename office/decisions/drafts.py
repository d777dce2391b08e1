"""Drafts of orders: how they are made, changed, given up and confirmed."""

from dataclasses import replace
from typing import Any

from office.bodies.people import Actor, require_capability, require_office
from office.decisions import approvals, ending, issuing, lapsing
from office.decisions.draft_texts import drafter_of, post_draft, redraw_draft, why_outdated
from office.desk import JOINED, Desk
from office.matters import (
    added_lines,
    alerts,
    clocks,
    control_proposals,
    kinds,
    order_terms,
    orders,
    playing,
)
from office.matters.added_lines import ADDS, AddedLine
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import (
    ALERT,
    ENDS_AT,
    FALLS,
    NOT_BEGUN,
    PREVIOUS,
    TAKES_BACK,
    KindOfMatter,
    Saying,
)
from office.matters.order_terms import (
    AT_ONCE,
    OPEN_END,
    AtOnce,
    Start,
    Terms,
    announced_end,
    check,
    check_grounds,
    check_start,
    is_same_end,
    is_unchanged,
    lasting_of,
    start_of,
    terms_of,
)
from office.matters.order_texts import title
from office.matters.outdated import (
    PREVIOUS_END,
    PREVIOUS_UNTIL,
    meeting_begins,
    outdated,
)
from office.post import Place
from office.public import previewing
from office.refusal import Refusal
from office.region import concerned, floor, progress
from storage.decisions import matters as store
from storage.decisions.matters import (
    OPEN_MATTERS,
    PENDING_STATES,
    Matter,
    MatterKind,
    MatterState,
    Order,
    OrderKind,
    OrderState,
)


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
    await _require_free(desk, who, ALERT, replacing, drill=drill)
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


async def desk_for(desk: Desk, kind: OrderKind, *, drill: bool = False) -> Desk:
    """The desk with the plan under which such an order is drafted.

    A new alert takes the plan in force; later orders keep the alert's own plan.
    """
    is_new = kind == OrderKind.ISSUE
    alert = None if is_new else await alerts.standing_alert(desk, drill=drill)
    return await desk.under(await orders.newest_order(desk, alert)) if alert else desk


async def draft(
    desk: Desk,
    who: Actor | None,
    place: Place,
    kind: OrderKind,
    terms: Terms,
    *,
    replacing: int | None = None,
    drill: bool = False,
) -> Order:
    alert = await require_in_turn(desk, who, kind, replacing=replacing, drill=drill)
    check((await desk_for(desk, kind, drill=drill)).plan, desk.now, terms)
    await floor.require(
        desk, kind, terms.level, terms.grounds, drill=drill, starts_at=terms.starts_at
    )
    if alert is not None:
        terms = await _keeping(desk, alert, terms)
        await _require_change(desk, alert, terms)
    previous = await _replaced(desk, who, replacing)
    matter = alert or await _matter_for(desk, ALERT, previous, drill=drill)
    made = await _store(desk, who, place, kind, matter, terms)
    if previous is None:
        await control_proposals.propose_under(desk, made)
    await post_draft(desk, place, made)
    await previewing.preview(desk, made, place, instead_of=previous)
    return made


async def draft_lines(
    desk: Desk,
    who: Actor,
    place: Place,
    lines: tuple[AddedLine, ...],
    grounds: str,
    *,
    replacing: int | None = None,
    drill: bool = False,
) -> Order:
    """An adjustment that leaves the alert as it stands and adds measures to it."""
    kind = OrderKind.ADJUST
    alert = await require_in_turn(desk, who, kind, replacing=replacing, drill=drill)
    standing = await alerts.standing_order(desk, alert) if alert else None
    if alert is None or standing is None:
        raise Refusal("no_open_alert")
    await require_no_end(desk, alert)
    before = terms_of(standing).lines or ()
    new = tuple(line for line in lines if line not in before)
    if not new:
        raise Refusal("lines_known" if lines else "lines_wanted")
    check_grounds(grounds)
    added_lines.check((await desk_for(desk, kind, drill=drill)).plan, (*before, *new))
    await floor.require(desk, kind, standing.level, grounds, drill=drill)
    await _replaced(desk, who, replacing)
    terms = replace(
        terms_of(standing),
        starts_at=takes_effect_at(standing),
        grounds=grounds,
        lines=(*before, *new),
    )
    made = await _store(desk, who, place, kind, alert, terms, adds={ADDS: len(before)})
    await post_draft(desk, place, made)
    return made


async def draft_saying(
    desk: Desk,
    who: Actor | None,
    place: Place,
    terms: Saying,
    *,
    replacing: int | None = None,
    changing: int | None = None,
    drill: bool = False,
) -> Order:
    """Draft an order of a kind without levels; `changing` names the matter that it changes.

    Where nobody drafts it, the clock does, and it belongs to everybody in the office.
    """
    row = kinds.KINDS[terms.kind]
    if who is not None:
        await _require_free(desk, who, row, replacing)
    await require_none_open(desk, row)
    terms.check(desk.plan, desk.now)
    previous = await _replaced(desk, who, replacing)
    if changing is None:
        kind, matter = OrderKind.ISSUE, await _matter_for(desk, row, previous, drill=drill)
    else:
        kind, matter = OrderKind.ADJUST, await _require_open(desk, changing)
        await _require_no_other(desk, matter)
        await _require_not_begun(desk, matter)
    made = await _revision(desk, who, place, kind, matter, None)
    made.at_once, made.hours, made.says = True, terms.hours, terms.as_says()
    await _keep(desk, made)
    await lapsing.watch(desk, made)
    await post_draft(desk, place, made)
    return made


async def draft_ending(
    desk: Desk,
    who: Actor | None,
    place: Place,
    kind: OrderKind,
    grounds: str,
    *,
    drill: bool = False,
    starts_at: Start = AT_ONCE,
) -> Order:
    """The draft of an end, at once or at an hour that is announced before."""
    alert = await require_in_turn(
        desk, who, kind, drill=drill, grounds=grounds, starts_at=starts_at
    )
    check_start(desk.now, starts_at, of="lift")
    check_grounds(grounds)
    if alert is None:
        raise Refusal("no_open_alert")
    if not isinstance(starts_at, AtOnce):
        await _require_nothing_announced(desk, alert)
    made = await _revision(desk, who, place, kind, alert, alert.level)
    made.at_once = isinstance(starts_at, AtOnce)
    made.starts_at = desk.now if isinstance(starts_at, AtOnce) else starts_at
    made.grounds, made.says = grounds, concerned.of_ending(made.says)
    await _keep(desk, made)
    await post_draft(desk, place, made)
    await previewing.preview(desk, made, place)
    return made


async def _require_nothing_announced(desk: Desk, alert: Matter) -> None:
    """A later end would take the place of a change that has not taken effect, which none asked."""
    standing = await orders.newest_order(desk, alert)
    if not _holds(desk, standing):
        level = kinds.level_of(await desk.plan_of(standing), standing)
        raise Refusal("lift_after_change", at=takes_effect_at(standing), level=level.name)


async def require_end(desk: Desk, alert: Matter) -> Order:
    """The end that was announced for a later hour."""
    coming = await alerts.coming_end(desk, alert)
    if coming is None:
        raise Refusal("no_lift_announced")
    return coming


async def draft_taking_back(
    desk: Desk,
    who: Actor,
    place: Place,
    grounds: str,
    *,
    replacing: int | None = None,
    drill: bool = False,
) -> Order:
    """An adjustment that takes an announced end back and leaves all else as it stands."""
    kind = OrderKind.ADJUST
    alert = await require_in_turn(
        desk, who, kind, replacing=replacing, drill=drill, grounds=grounds
    )
    standing = await alerts.standing_order(desk, alert) if alert else None
    if alert is None or standing is None:
        raise Refusal("no_open_alert")
    await require_end(desk, alert)
    check_grounds(grounds)
    previous = await _replaced(desk, who, replacing)
    ends_at = announced_end(standing)
    terms = replace(
        terms_of(standing),
        starts_at=takes_effect_at(standing),
        # An end that has passed meanwhile is none: nobody knows yet how long it goes on.
        lasting=OPEN_END if ends_at is not None and ends_at <= desk.now else lasting_of(standing),
        grounds=grounds,
    )
    made = await _store(desk, who, place, kind, alert, terms, adds={TAKES_BACK: True})
    await post_draft(desk, place, made)
    await previewing.preview(desk, made, place, instead_of=previous)
    return made


async def to_move(desk: Desk, who: Actor, matter_id: int) -> Order:
    """The newest order of a matter whose hour may be moved."""
    matter = await _require_open(desk, matter_id)
    row = kinds.of_matter(matter)
    require_capability(desk, who, row.opened_by)
    if not row.gathers:
        raise Refusal("button_obsolete")
    await _require_no_other(desk, matter)
    await _require_not_begun(desk, matter)
    return await orders.newest_order(desk, matter)


async def to_correct(desk: Desk, who: Actor, matter_id: int) -> Order:
    """The newest order of a matter whose words may be corrected."""
    matter = await _require_open(desk, matter_id)
    row = kinds.of_matter(matter)
    require_capability(desk, who, row.opened_by)
    if not row.corrected:
        raise Refusal("button_obsolete")
    await _require_no_other(desk, matter)
    return await orders.newest_order(desk, matter)


async def _require_not_begun(desk: Desk, matter: Matter) -> None:
    """People have come together already: their list is ended, and nothing is moved or called off.

    An old board may still have the buttons.
    """
    begins = meeting_begins(await orders.newest_order(desk, matter))
    if begins is not None and begins <= desk.now:
        raise Refusal("meeting_has_begun", at=begins)


async def _require_no_other(desk: Desk, matter: Matter) -> None:
    row = kinds.of_matter(matter)
    for other in await store.pending_orders(desk.session, desk.jurisdiction, row.id):
        if other.matter_id == matter.key:
            raise await _pending(desk, other)


async def draft_end(desk: Desk, who: Actor, place: Place, matter_id: int, kind: OrderKind) -> Order:
    matter = await _require_open(desk, matter_id)
    row = kinds.of_matter(matter)
    require_capability(desk, who, row.opened_by)
    is_concluded = kind is OrderKind.CLOSE and bool(row.concluded_by)
    if row.has_level or kind not in row.ends or is_concluded:
        raise Refusal("button_obsolete")
    await _require_no_other(desk, matter)
    await _require_not_begun(desk, matter)
    made = await _revision(desk, who, place, kind, matter, None)
    made.at_once = True
    await _keep(desk, made)
    await post_draft(desk, place, made)
    return made


async def confirm(desk: Desk, who: Actor, place: Place, order_id: int) -> Order:
    """The drafter confirms it: it goes into the chain, or out at once if no signature is needed."""
    made = await _own(desk, who, place, order_id)
    if made.state != OrderState.DRAFT:
        raise _gone(made)
    await playing.require_not_paused(desk, drill=made.drill)
    await _require_still_in_turn(desk, who, made)
    if not kinds.ends(made):
        _require_as_read(desk, made)
    if kinds.chain(await desk.plan_of(made), made):
        await _move(desk, made, OrderState.DRAFT, OrderState.APPROVING)
        await approvals.begin(desk, made)
        await progress.tell(desk)
    else:
        await _move(desk, made, OrderState.DRAFT, OrderState.ISSUED)
        await ending.send(desk, made)
    await desk.record("draft_confirmed", kinds.audit_subject(made), revision=made.key)
    await redraw_draft(desk, made)
    return made


async def give_up(desk: Desk, who: Actor, order_id: int) -> Order:
    """Take a draft back. Any colleague may, from anywhere, so an absent drafter blocks nobody."""
    require_office(desk, who)
    made = await _known(desk, order_id)
    if made.state not in PENDING_STATES:
        raise _gone(made)
    await _void(desk, made, "draft_given_up")
    if made.kind == OrderKind.ISSUE:
        await _abandon(desk, made)
    return made


async def to_change(desk: Desk, who: Actor, place: Place, order_id: int) -> Order:
    """The draft that its drafter wants to change; it stays until the changed one is made."""
    made = await _own(desk, who, place, order_id)
    if made.state not in PENDING_STATES or kinds.ends(made):
        raise _gone(made)
    return made


async def _require_still_in_turn(desk: Desk, who: Actor, made: Order) -> None:
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
    await _require_free(desk, who, kinds.of_order(made), made.key)
    if made.kind != OrderKind.ISSUE:
        await _require_open(desk, made.matter_id)
    else:
        await require_none_open(desk, kinds.of_order(made))


async def _require_open(desk: Desk, matter_id: int) -> Matter:
    matter = await store.matter(desk.session, matter_id)
    if matter is None or matter.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if matter.state not in OPEN_MATTERS:
        raise Refusal(kinds.of_matter(matter).key("is_over"))
    return matter


def _require_as_read(desk: Desk, made: Order) -> None:
    # The clock may be late to ask about this draft, so the press is held to the limit as well.
    limit = outdated(made, desk.now)
    if limit is not None:
        raise Refusal(
            "draft_is_outdated",
            why=why_outdated(desk, made, limit),
            renew=desk.words.plain(f"draft_renew_{limit.value}"),
        )


async def _require_free(
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
        if other.key != replacing and other.drill is drill:
            raise await _pending(desk, other)


async def require_none_open(desk: Desk, row: KindOfMatter) -> None:
    if row.several:
        return
    for matter in await store.open_matters(desk.session, desk.jurisdiction, row.id):
        order = await orders.newest_order(desk, matter)
        raise Refusal(row.key("is_open"), serial=order.serial or "")


async def _pending(desk: Desk, other: Order) -> Refusal:
    return Refusal(
        "draft_is_pending",
        title=title(desk, await desk.plan_of(other), other),
        drafter=await drafter_of(desk, other),
        at=other.drafted_at,
    )


async def _require_change(desk: Desk, alert: Matter, terms: Terms) -> None:
    if await alerts.coming_end(desk, alert) is not None:
        # The same terms are a change: the alert does not end at the hour that was announced.
        return
    standing = await orders.newest_order(desk, alert)
    started = _holds(desk, standing)
    if is_unchanged(terms_of(standing), terms.resolved(desk.now), started=started):
        raise Refusal("adjust_changes_nothing")


async def _keeping(desk: Desk, alert: Matter, terms: Terms) -> Terms:
    # An adjustment keeps the counties concerned and the added lines of which it says nothing.
    before = terms_of(await orders.newest_order(desk, alert))
    return replace(
        terms,
        counties=before.counties if terms.counties is None else terms.counties,
        lines=before.lines if terms.lines is None else terms.lines,
    )


async def _replaced(desk: Desk, who: Actor | None, replacing: int | None) -> Order | None:
    """The draft that this one replaces; it and all its signatures are void from now on."""
    if replacing is None or who is None:
        return None
    before = await store.order(desk.session, replacing)
    if before is None or before.drafted_by not in (None, who.user_id):
        raise Refusal("draft_not_yours")
    await _void(desk, before, "draft_changed")
    return before


async def _matter_for(
    desk: Desk, row: KindOfMatter, previous: Order | None, *, drill: bool = False
) -> Matter:
    known = await store.matter(desk.session, previous.matter_id) if previous else None
    if known is not None:
        return known
    matter = Matter(jurisdiction=desk.jurisdiction, kind=row.id, created_at=desk.now, drill=drill)
    desk.session.add(matter)
    await desk.session.flush()
    return matter


async def _store(
    desk: Desk,
    who: Actor | None,
    place: Place,
    kind: OrderKind,
    alert: Matter,
    terms: Terms,
    adds: dict[str, int] | None = None,
) -> Order:
    made = await _revision(desk, who, place, kind, alert, terms.level)
    made.at_once = terms.starts_at is AT_ONCE
    made.starts_at = desk.now if isinstance(terms.starts_at, AtOnce) else terms.starts_at
    made.hours, made.pollutant = terms.hours(made.starts_at), terms.pollutant
    made.grounds = terms.grounds
    before = await alerts.standing_order(desk, alert)
    concerns = await concerned.says(desk, await desk.plan_of(made), terms, before)
    made.says = concerns | added_lines.as_says(terms.lines) | order_terms.as_says(terms.lasting)
    if kind == OrderKind.ADJUST:
        left = await _left(desk, alert, terms)
        coming = await alerts.coming_end(desk, alert)
        ends_at = coming.starts_at.isoformat() if coming else ""
        falls = {ENDS_AT: ends_at, FALLS: coming.key} if coming else {}
        made.snapshot = {**made.snapshot, **left, **falls, **(adds or {})}
    await _keep(desk, made)
    await lapsing.watch(desk, made)
    return made


async def _left(desk: Desk, alert: Matter, terms: Terms) -> dict[str, str | bool | None]:
    """What an adjustment replaces: the level, and where nothing else changes, the end."""
    standing = await orders.newest_order(desk, alert)
    if _holds(desk, standing):
        return {PREVIOUS: standing.level, **_end_left(desk, standing, terms)}
    begun = alert.started_at is not None
    return {PREVIOUS: alert.level, NOT_BEGUN: not begun, **_level_left(alert, standing)}


def _end_left(desk: Desk, standing: Order, terms: Terms) -> dict[str, str | None]:
    left = terms_of(standing)
    now = (terms.level, terms.pollutant, terms.counties, terms.lines or ())
    if (left.level, left.pollutant, left.counties, left.lines or ()) != now:
        return {}
    ends_at = announced_end(standing)
    if is_same_end(ends_at, terms.resolved(desk.now).ends_at):
        return {}
    return {PREVIOUS_END: ends_at.isoformat() if ends_at is not None else None}


def _level_left(alert: Matter, standing: Order) -> dict[str, str]:
    # The announced order may put its level in force before this one is signed.
    if standing.level == alert.level:
        return {}
    return {PREVIOUS_UNTIL: takes_effect_at(standing).isoformat()}


def _holds(desk: Desk, standing: Order) -> bool:
    # An alert may be in force while its newest order, a change, has not started.
    return takes_effect_at(standing) <= desk.now


async def _revision(
    desk: Desk, who: Actor | None, place: Place, kind: OrderKind, matter: Matter, level: str | None
) -> Order:
    """A new order under the plan in force, or under the matter's own plan where it has one."""
    before = None if kind == OrderKind.ISSUE else await orders.newest_order(desk, matter)
    joined = before.snapshot.get(JOINED) if before else None
    return Order(
        jurisdiction=desk.jurisdiction,
        matter_id=matter.key,
        matter_kind=matter.kind,
        drill=matter.drill,
        kind=kind,
        level=level,
        says=before.says if before else {},
        starts_at=desk.now,
        plan_version_id=before.plan_version_id if before else desk.plan_version_id,
        snapshot={JOINED: joined} if joined else {},
        drafted_by=who.user_id if who is not None else None,
        drafted_at=desk.now,
        office_chat_id=place.chat_id,
    )


async def _keep(desk: Desk, made: Order) -> None:
    made.says = {**made.says, **await playing.cast(desk, drill=made.drill)}
    desk.session.add(made)
    await desk.session.flush()
    await desk.record(
        f"draft_made_{made.kind}",
        kinds.audit_subject(made),
        revision=made.key,
        level=made.level,
        starts_at=AT_ONCE if made.at_once else made.starts_at.isoformat(),
        hours=made.hours,
        pollutant=made.pollutant,
        grounds=made.grounds,
        **made.says,
    )


async def _own(desk: Desk, who: Actor, place: Place, order_id: int) -> Order:
    """The drafter's own draft, in the chat where it stands, so that a forged press finds nothing.

    A draft that the program itself made belongs to everybody in the office.
    """
    require_office(desk, who)
    made = await _known(desk, order_id)
    if made.office_chat_id not in (None, place.chat_id):
        raise Refusal("draft_unknown")
    if made.drafted_by not in (None, who.user_id):
        raise Refusal("draft_not_yours")
    return made


async def _known(desk: Desk, order_id: int) -> Order:
    made = await store.order(desk.session, order_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("draft_unknown")
    return made


async def _move(desk: Desk, made: Order, origin: OrderState, to: OrderState) -> None:
    if not await store.move_order(desk.session, made.key, [origin], to):
        await desk.session.refresh(made)
        raise _gone(made)


async def _void(desk: Desk, made: Order, action: str) -> None:
    if not await store.move_order(desk.session, made.key, PENDING_STATES, OrderState.VOID):
        await desk.session.refresh(made)
        raise _gone(made)
    await clocks.off_agenda(desk, alerts.DRAFT_LIMIT, made.key)
    await desk.record(action, kinds.audit_subject(made), revision=made.key)
    await approvals.void(desk, made)
    await previewing.forget(desk, made)
    await redraw_draft(desk, made)
    await progress.tell(desk)


async def _abandon(desk: Desk, made: Order) -> None:
    matter = await issuing.matter_of(desk, made)
    matter.state, matter.ended_at = MatterState.ABANDONED, desk.now
    desk.session.add(matter)
    await desk.session.flush()


async def _named(desk: Desk, alert: Matter) -> dict[str, Any]:
    order = await alerts.standing_order(desk, alert)
    if order is None:
        return {"title": "", "serial": ""}
    plan = await desk.plan_of(order)
    return {"title": title(desk, plan, order), "serial": order.serial or ""}


def _gone(made: Order) -> Refusal:
    return Refusal(f"draft_is_{made.state}")
