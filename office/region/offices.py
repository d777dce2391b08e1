"""Which of the plan's bodies has an office of its own on this bot, and so can be written to."""

from collections.abc import Iterable

from office.desk import Desk
from office.plan.model import Body, BodyWithOffice
from storage.roster import chats


async def is_here(desk: Desk, jurisdiction: str) -> bool:
    """Whether that office has its group on this bot, and so would read a letter."""
    if jurisdiction == desk.jurisdiction:
        return False
    return await chats.office_chat(desk.session, jurisdiction) is not None


async def reached(desk: Desk, bodies: Iterable[Body]) -> dict[str, str]:
    """The jurisdictions of these bodies whose offices can be written to, by the body's id."""
    named = {one.id: one.jurisdiction for one in bodies if isinstance(one, BodyWithOffice)}
    return {body: home for body, home in named.items() if home and await is_here(desk, home)}


async def name_of(desk: Desk, jurisdiction: str) -> str:
    """What we call that office: as our plan names it, or else as it names itself."""
    body = desk.plan.body_with_office(jurisdiction)
    if body is not None:
        return body.name
    plan = await desk.plan_in_force(jurisdiction)
    return plan.office if plan else jurisdiction
