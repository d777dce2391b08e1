"""The grid of bodies: each in the colour of what it owes, the gravest first among what it owes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from messages.views.command_board import BodyTile, OwedByBody
from office.command_board import involved
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.slip_steps import StandingSlip
from office.desk import Desk
from office.matters import naming, standing_bodies
from office.matters.orders import recipients_of
from office.obligations.lateness import is_overdue
from office.plan.bodies import Body
from storage.decisions import matters as store
from storage.decisions.matters import Matter
from storage.immutable import immutable
from storage.owed import obligations, questioned
from storage.owed.obligations import Obligation

SOON = timedelta(hours=2)
"""So long before its deadline something owed is shown as due soon."""


@immutable
class Standings:
    """What the tiles are told from."""

    owed: Mapping[str, Sequence[Obligation]]
    told: frozenset[str]
    """In an exercise, whoever was sent an order that is open."""
    answered: frozenset[str]
    """Whoever answered something under what is open."""
    unjudged: frozenset[str]
    """Whoever answered in time with something that the office has still to judge."""
    slips: Mapping[str, StandingSlip]
    unreachable: frozenset[str]


async def tiles(
    desk: Desk,
    audience: BoardAudience,
    opened: Sequence[Matter],
    slips: Mapping[str, StandingSlip],
    unreachable: Iterable[str],
    rows: Iterable[Obligation],
    *,
    drill: bool,
) -> tuple[BodyTile, ...]:
    owed: dict[str, list[Obligation]] = {}
    for row in rows:
        owed.setdefault(row.agency, []).append(row)
    unjudged = await questioned.unjudged_bodies(
        desk.session, desk.jurisdiction, desk.now, drill=drill
    )
    answered = await obligations.bodies_that_answered(desk.session, [one.key for one in opened])
    known = Standings(
        owed=owed,
        told=await _told(desk, opened) if drill else frozenset(),
        answered=frozenset(answered),
        unjudged=frozenset(unjudged),
        slips=slips,
        unreachable=frozenset(unreachable),
    )
    members = () if drill else await standing_bodies.under_alerts(desk)
    shown = _shown(desk, audience, known, members)
    return tuple(_tile(desk, audience, known, one) for one in shown)


async def _told(desk: Desk, opened: Sequence[Matter]) -> frozenset[str]:
    orders = [one for it in opened for one in await store.issued_orders(desk.session, it.key)]
    return frozenset(body for order in orders for body in recipients_of(order))


def _shown(
    desk: Desk, audience: BoardAudience, known: Standings, members: Iterable[Body]
) -> list[Body]:
    """The members under an alert, in the order of the plan, and whoever else owes something."""
    wanted = {one.id for one in members} | known.owed.keys() | known.told
    found = [desk.plan.known_body(one) or desk.former.bodies.get(one) for one in wanted]
    place = {one.id: number for number, one in enumerate(desk.plan.bodies)}
    bodies = [one for one in found if one and involved.is_ours(audience, one.id)]
    return sorted(bodies, key=lambda one: place.get(one.id, len(place)))


def _tile(desk: Desk, audience: BoardAudience, known: Standings, body: Body) -> BodyTile:
    rows, slip = known.owed.get(body.id, ()), known.slips.get(body.id)
    answered, unjudged = body.id in known.answered, body.id in known.unjudged
    state = state_of(rows, desk.now, answered=answered, unjudged=unjudged)
    return BodyTile(
        name=body.short,
        state=state,
        owed=tuple(_owed(desk, audience, one) for one in rows),
        is_unreachable=body.short in known.unreachable,
        wanting=_wanting(desk, rows),
        slip=slip.title if slip else "",
        slip_tone=slip.tone if slip else "",
    )


def _owed(desk: Desk, audience: BoardAudience, row: Obligation) -> OwedByBody:
    # A title is words of somebody's own, and may name an enterprise.
    unnamed = audience.kind is AudienceKind.WALL and row.title
    return OwedByBody(
        "" if unnamed else naming.matter_of(desk, row),
        row.due_at,
        is_overdue(row, desk.now),
        row.paused_at is not None,
    )


def state_of(rows: Sequence[Obligation], now: datetime, *, answered: bool, unjudged: bool) -> str:
    """Name the gravest of what a body owes; nobody is called late before the office has judged."""
    if any(is_overdue(row, now) for row in rows):
        return "unclear" if unjudged else "overdue"
    running = [row for row in rows if row.paused_at is None]
    if rows and not running:
        return "paused"
    if any(_is_soon(row, now) for row in running):
        return "soon"
    if running:
        return "owes"
    return "done" if answered else "free"


def _is_soon(row: Obligation, now: datetime) -> bool:
    return row.due_at - now <= SOON


def _wanting(desk: Desk, rows: Sequence[Obligation]) -> tuple[str, ...]:
    """What gives the tile its state, alone; by its kind, as a title may name an enterprise."""
    late = [one for one in rows if is_overdue(one, desk.now)]
    running = [one for one in rows if one.paused_at is None]
    soon = [one for one in running if _is_soon(one, desk.now)]
    kinds = dict.fromkeys(one.kind for one in late or soon or running or rows)
    return tuple(called(desk, kind) for kind in kinds)


def called(desk: Desk, kind: str) -> str:
    """What is owed, in a word or two."""
    return desk.words.plain(f"board_owed_{kind}")


def changes(opened: Iterable[BodyTile], now: datetime) -> list[datetime]:
    """When a tile takes another colour by itself."""
    due = [one.due_at for tile in opened for one in tile.owed]
    return [at for one in due for at in (one - SOON, one) if at > now]
