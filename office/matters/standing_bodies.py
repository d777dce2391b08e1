"""Which bodies are there to be told: a team that is formed as needed is, once it has a chat.

An order goes by this to whom it concerns, and so do the draft, the board and the exercise that
count them.
"""

from collections.abc import Container, Iterable

from office.desk import Desk
from office.matters import kinds
from office.plan.bodies import Body
from storage.roster import chats


async def under_alerts(desk: Desk) -> tuple[Body, ...]:
    """Whoever an alert that is issued now would be told to, in the order of the plan."""
    return await that_are_there(desk, kinds.concerned(desk.plan, kinds.ALERT))


async def that_are_there(desk: Desk, bodies: Iterable[Body]) -> tuple[Body, ...]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return tuple(one for one in bodies if is_there(one, bound))


def is_there(body: Body, bound: Container[str]) -> bool:
    """Whether it is one that stands always, or has one of these chats."""
    return body.is_standing or body.id in bound
