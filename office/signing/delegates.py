"""Who may sign in the place of a post's holder, where the plan and the holder let them."""

from collections.abc import Iterable

from office.desk import Desk
from office.signing.chain import Hand
from storage.decisions import delegations as store
from storage.decisions.delegations import Delegation
from storage.roster import people


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


async def hands(desk: Desk, positions: Iterable[str]) -> list[Hand]:
    """Who may sign for these posts in the place of a holder."""
    found: list[Hand] = []
    for row in await standing(desk, positions):
        others = await people.holders(desk.session, desk.jurisdiction, row.to_position)
        found += [
            Hand(person.user_id, row.position, row.given_by)
            for person in others
            if person.user_id != row.given_by
        ]
    return found


async def _is_held(desk: Desk, row: Delegation) -> bool:
    held = await people.appointments_here(desk.session, desk.jurisdiction, row.given_by)
    return any(one.position == row.position for one in held)
