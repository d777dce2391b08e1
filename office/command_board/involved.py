"""What of the open matters somebody may see: everything, or what was sent to their own bodies."""

from collections.abc import Iterable, Sequence

from office.command_board.audience import BoardAudience
from office.command_board.roles import hears_of, is_bounded
from office.desk import Desk
from office.matters.orders import recipients_of
from storage.decisions import matters as store
from storage.decisions.exercises import Exercise, Participation
from storage.decisions.matters import Matter, Order


async def matters_for(desk: Desk, audience: BoardAudience, *, drill: bool) -> list[Matter]:
    opened = await store.open_matters(desk.session, desk.jurisdiction, drill=drill)
    named = [one for one in opened if hears_of(audience, one.kind)]
    if not is_bounded(audience):
        return named
    return [one for one in named if orders_for(audience, await issued(desk, one))]


async def issued(desk: Desk, matter: Matter) -> list[Order]:
    return await store.issued_orders(desk.session, matter.key)


def orders_for(audience: BoardAudience, orders: Iterable[Order]) -> Sequence[Order]:
    """The orders that somebody may read of."""
    return [one for one in orders if is_for(audience, one)]


def is_for(audience: BoardAudience, order: Order) -> bool:
    if not hears_of(audience, order.matter_kind):
        return False
    return not is_bounded(audience) or any(one in recipients_of(order) for one in audience.bodies)


def takes_part(audience: BoardAudience, played: Exercise) -> bool:
    """Whether somebody may know of an exercise: a body for which the script answers is not told."""
    told = [one for one, how in played.participants.items() if how == Participation.REAL]
    return not is_bounded(audience) or any(one in told for one in audience.bodies)


def is_ours(audience: BoardAudience, body: str) -> bool:
    return not is_bounded(audience) or body in audience.bodies
