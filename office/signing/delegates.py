"""Who may sign in the place of a post's holder, where the plan and the holder let them."""

from collections.abc import Iterable
from typing import NamedTuple

from office.bodies.people import Actor
from office.desk import Desk
from storage import delegations as store
from storage import people
from storage.delegations import Delegation


class Authority(NamedTuple):
    """The post for which somebody signs, and whose holder let them, if it is not their own."""

    position: str
    on_behalf_of: int | None = None


def posts_for(desk: Desk, position: str) -> tuple[str, ...]:
    """The posts to which the plan in force lets this one be delegated."""
    known = desk.plan.known_position(position)
    return known.delegates if known is not None else ()


async def standing(desk: Desk, positions: Iterable[str]) -> list[Delegation]:
    """The delegations of these posts that hold now: their givers still have the post."""
    # Without a word of the plan there is none, and no decision asks for them.
    able = {position: posts_for(desk, position) for position in positions}
    if not any(able.values()):
        return []
    return [
        row
        for row in await store.lasting(desk.session, desk.jurisdiction)
        if row.to_position in able.get(row.position, ())
        and row.until > desk.now
        and await _is_held(desk, row)
    ]


async def authority(desk: Desk, positions: tuple[str, ...], who: Actor) -> Authority | None:
    """What entitles this person to sign for one of these posts; their own post comes first."""
    own = next((position for position in positions if position in who.positions), None)
    if own is not None:
        return Authority(own)
    for row in await standing(desk, positions):
        if row.to_position in who.positions and row.given_by != who.user_id:
            return Authority(row.position, row.given_by)
    return None


async def _is_held(desk: Desk, row: Delegation) -> bool:
    held = await people.appointments_here(desk.session, desk.jurisdiction, row.given_by)
    return any(one.position == row.position for one in held)
