"""Liaisons: whoever answers for an agency in its own group becomes known as one of them."""

from office import capacity, people
from office.desk import Desk
from office.people import Actor
from storage import chats
from storage import people as appointments
from storage.chats import Chat, ChatRole
from storage.people import LIAISON, Appointment


async def speak(desk: Desk, who: Actor, agency: str) -> None:
    """Whatever is done for an agency comes by here: only by who speaks for it."""
    capacity.require_agency(desk, who, agency)
    await acquaint(desk, who, agency)


async def acquaint(desk: Desk, who: Actor, agency: str) -> None:
    """Remember the person, and at their first answer that they speak for the agency.

    Who holds a post may bring the bot into a group, and becomes no liaison by it.
    """
    await people.remember(desk, who)
    if agency in who.agencies or capacity.holds_post(desk, who):
        return
    desk.session.add(
        Appointment(
            jurisdiction=desk.jurisdiction,
            user_id=who.user_id,
            position=LIAISON,
            agency=agency,
            since=desk.now,
        )
    )
    await desk.session.flush()
    await desk.record("liaison_seen", f"user:{who.user_id}", agency=agency)


async def opened_private(desk: Desk, who: Actor) -> Chat:
    """A liaison spoke to the bot alone: what misses the group can be brought there."""
    chat = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=who.user_id,
        role=ChatRole.PERSON,
        title=who.name,
        bound_at=desk.now,
    )
    desk.session.add(chat)
    await desk.session.flush()
    await desk.record("liaison.private", f"user:{who.user_id}")
    return chat


async def private_chats(desk: Desk, agency: str) -> list[Chat]:
    """Of those who answer for an agency now; a liaison need not have opened one."""
    users = await appointments.liaisons_of(desk.session, desk.jurisdiction, agency)
    places = [
        await chats.private_chat(desk.session, desk.jurisdiction, user_id) for user_id in users
    ]
    return [place for place in places if place is not None]
