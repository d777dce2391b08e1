"""Which bodies are there to be told: a team that is formed as needed is, once it has a chat.

Board and exercise count the bodies of an alert here, by the rule by which an order goes to them.
"""

from collections.abc import Iterable

from office.desk import Desk
from office.matters import kinds
from office.plan.bodies import Body
from storage.roster import chats


async def under_alerts(desk: Desk) -> tuple[Body, ...]:
    """Whoever an alert that is issued now would be told to, in the order of the plan."""
    return await that_are_there(desk, kinds.concerned(desk.plan, kinds.ALERT))


async def that_are_there(desk: Desk, bodies: Iterable[Body]) -> tuple[Body, ...]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return tuple(one for one in bodies if one.is_standing or one.id in bound)
