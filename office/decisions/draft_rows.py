"""The rows of drafts, as their terms and what they replace fill them."""

from dataclasses import replace

from office.bodies.people import Actor
from office.decisions import lapsing, overtaking
from office.desk import JOINED, Desk
from office.matters import added_lines, alerts, kinds, order_terms, orders, playing
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import ENDS_AT, FALLS, NOT_BEGUN, PREVIOUS, KindOfMatter
from office.matters.order_terms import (
    AT_ONCE,
    AtOnce,
    Terms,
    announced_end,
    is_same_end,
    terms_of,
    to_the_minute,
)
from office.matters.outdated import PREVIOUS_END, PREVIOUS_START, PREVIOUS_UNTIL
from office.post import Place
from office.region import concerned
from storage.decisions import matters as store
from storage.decisions.matters import Matter, Order, OrderKind


async def keeping(desk: Desk, alert: Matter, terms: Terms) -> Terms:
    # An adjustment keeps the counties concerned and the added lines of which it says nothing.
    before = terms_of(await orders.newest_order(desk, alert))
    return replace(
        terms,
        counties=before.counties if terms.counties is None else terms.counties,
        lines=before.lines if terms.lines is None else terms.lines,
    )


async def matter_for(
    desk: Desk, row: KindOfMatter, previous: Order | None, *, drill: bool = False
) -> Matter:
    known = await store.matter(desk.session, previous.matter_id) if previous else None
    if known is not None:
        return known
    matter = Matter(jurisdiction=desk.jurisdiction, kind=row.id, created_at=desk.now, drill=drill)
    desk.session.add(matter)
    await desk.session.flush()
    return matter


async def of_alert(
    desk: Desk,
    who: Actor | None,
    place: Place,
    kind: OrderKind,
    alert: Matter,
    terms: Terms,
    adds: dict[str, int] | None = None,
) -> Order:
    made = await revision(desk, who, place, kind, alert, terms.level)
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
    await keep(desk, made)
    await lapsing.watch(desk, made)
    return made


async def _left(desk: Desk, alert: Matter, terms: Terms) -> dict[str, str | bool | None]:
    """What an adjustment replaces: the level, and where nothing else changes, the end."""
    standing = await orders.newest_order(desk, alert)
    # An alert may be in force while its newest order, a change, has not started.
    if takes_effect_at(standing) <= desk.now:
        return {PREVIOUS: standing.level, **_end_left(desk, standing, terms)}
    begun = alert.started_at is not None
    moved = {} if begun else _start_left(standing, terms)
    return {PREVIOUS: alert.level, NOT_BEGUN: not begun, **moved, **_level_left(alert, standing)}


def _start_left(standing: Order, terms: Terms) -> dict[str, str]:
    planned = takes_effect_at(standing)
    # A start is entered to the minute, and may have been planned by the second.
    is_moved = terms.starts_at is AT_ONCE or to_the_minute(terms.starts_at) != to_the_minute(
        planned
    )
    return {PREVIOUS_START: planned.isoformat()} if is_moved else {}


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


async def revision(
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


async def keep(desk: Desk, made: Order) -> None:
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
    await overtaking.make_way(desk, made)
