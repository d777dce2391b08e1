"""Liaisons: whoever answers for an agency in its own group becomes known as one of them."""

from collections.abc import Collection

from messages.render import Message
from office import post
from office.bodies import agency_names, capacity, people
from office.bodies.people import Actor
from office.desk import Desk
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


async def left(desk: Desk, chat_id: int, user_id: int) -> None:
    """Somebody is out of a group: a liaison no more, unless the agency has another group still."""
    for chat in await chats.bound_with_id(desk.session, desk.jurisdiction, chat_id):
        bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, chat.agency or "")
        if {one.chat_id for one in bound} == {chat_id}:
            await dismiss(desk, user_id, [chat.agency or ""])


async def dismiss(desk: Desk, user_id: int, agencies: Collection[str]) -> None:
    """In no group of theirs any more: what such a person does later counts for nobody."""
    for held in await appointments.appointments_here(desk.session, desk.jurisdiction, user_id):
        if held.position == LIAISON and held.agency in agencies:
            await _end(desk, held)


async def _end(desk: Desk, held: Appointment) -> None:
    agency = held.agency or ""
    await appointments.end_appointment(desk.session, held.key, desk.now)
    await desk.record("liaison_left", f"user:{held.user_id}", agency=agency)
    others = await appointments.liaisons_of(desk.session, desk.jurisdiction, agency)
    names = [await people.name_of(desk, user_id) for user_id in others]
    facts = {
        "agency": agency_names.name(desk, agency),
        "person": await people.name_of(desk, held.user_id),
        "others": names,
    }
    await post.tell_office(desk, Message(desk.words.phrase("liaison_left", **facts)))


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
