"""What waits to be referred, by either road: what ladders propose, and leads from appraisals."""

from collections.abc import Collection

from office.bodies.people import Actor
from office.desk import Desk
from office.paperwork.appraisals import leads
from office.supervision import referrals
from storage.roster import chats
from storage.roster.chats import Chat


async def lay_before(desk: Desk, positions: Collection[str], chat: Chat) -> int:
    """Ask for each that these posts are to decide on; return how many there are."""
    by_ladders = await referrals.lay_before(desk, positions, chat)
    return by_ladders + await leads.lay_before(desk, positions, chat)


async def ask_again(desk: Desk, who: Actor) -> int:
    chat = await chats.private_chat(desk.session, desk.jurisdiction, who.user_id)
    return await lay_before(desk, who.positions, chat) if chat is not None else 0


async def serials(desk: Desk, positions: Collection[str]) -> list[str]:
    by_ladders = [one.serial for one in await referrals.proposed_to(desk, positions)]
    return [*by_ladders, *(one.serial for one in await leads.proposed_to(desk, positions))]
