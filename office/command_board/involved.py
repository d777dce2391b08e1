"""What of the open matters somebody may see: everything, or what was sent to their own bodies."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from office.command_board.audience import BoardAudience
from office.command_board.roles import hears_of, is_bounded
from office.desk import Desk
from office.matters import added_lines, kinds, orders
from office.matters.in_effect import takes_effect_at
from storage.decisions import matters as store
from storage.decisions.exercises import Exercise, Participation
from storage.decisions.matters import Matter, Order


async def matters_for(desk: Desk, audience: BoardAudience, *, drill: bool) -> list[Matter]:
    opened = await store.open_matters(desk.session, desk.jurisdiction, drill=drill)
    named = [one for one in opened if hears_of(audience, one.kind)]
    if not is_bounded(audience):
        return named
    return [one for one in named if concerns(audience, await issued(desk, one), desk.now)]


async def issued(desk: Desk, matter: Matter) -> list[Order]:
    return await store.issued_orders(desk.session, matter.key)


def concerns(audience: BoardAudience, issued: Sequence[Order], now: datetime) -> bool:
    """Whether an open matter is so for somebody: who was left out of an alert hears no more of it.

    Only a county is left out of one that goes on for others.
    """
    return not is_bounded(audience) or any(_holds(issued, body, now) for body in audience.bodies)


def _holds(issued: Sequence[Order], body: str, now: datetime) -> bool:
    told = orders.told(issued, body)
    if told is None:
        return False
    return not kinds.is_left_out(told, body) or takes_effect_at(told) > now


def orders_for(audience: BoardAudience, issued: Iterable[Order]) -> Sequence[Order]:
    """The orders that somebody may read of."""
    return [one for one in issued if is_for(audience, one)]


def is_for(audience: BoardAudience, order: Order) -> bool:
    if not hears_of(audience, order.matter_kind):
        return False
    return not is_bounded(audience) or any(_reads(order, one) for one in audience.bodies)


def _reads(order: Order, body: str) -> bool:
    """Lines alone are told to whom they concern, and nothing where the script answers."""
    is_told = body in orders.recipients_of(order) and added_lines.hears(order, body)
    return is_told and not kinds.is_scripted(order, body)


def in_exercise(audience: BoardAudience, played: Exercise) -> BoardAudience | None:
    """Return as whom somebody sees an exercise, or None where they are told nothing of it.

    A body for which the script answers is not told.
    """
    if not is_bounded(audience):
        return audience
    told = [one for one, how in played.participants.items() if how == Participation.REAL]
    ours = tuple(one for one in audience.bodies if one in told)
    return replace(audience, bodies=ours) if ours else None


def is_ours(audience: BoardAudience, body: str) -> bool:
    return not is_bounded(audience) or body in audience.bodies
