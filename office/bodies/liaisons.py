"""Somebody who answers for an agency in its own group becomes known as its liaison."""

from collections.abc import Collection

from messages.render import Message
from office import post
from office.bodies import agency_names, capacity, leaving, people
from office.bodies.people import Actor
from office.desk import Desk
from storage.roster import chats
from storage.roster import people as appointments
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON, Appointment


async def speak(desk: Desk, who: Actor, agency: str) -> None:
    """Every act for an agency comes through here; refused unless the person may speak for it."""
    capacity.require_agency(desk, who, agency)
    await acquaint(desk, who, agency)


async def acquaint(desk: Desk, who: Actor, agency: str) -> None:
    """Remember the person and, at their first answer, that they speak for the agency.

    Somebody who holds a post may bring the bot into a group, and does not become a liaison by it.
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
    # Whoever leaves the agency's only group is no longer its liaison.
    for chat in await chats.bound_with_id(desk.session, desk.jurisdiction, chat_id):
        bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, chat.agency or "")
        if {one.chat_id for one in bound} == {chat_id}:
            await dismiss(desk, user_id, [chat.agency or ""])


async def dismiss(desk: Desk, user_id: int, agencies: Collection[str]) -> None:
    for held in await appointments.appointments_here(desk.session, desk.jurisdiction, user_id):
        if held.position == LIAISON and held.agency in agencies:
            await _end(desk, held)


async def _end(desk: Desk, held: Appointment) -> None:
    agency = held.agency or ""
    await leaving.end(desk, held)
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
    users = await appointments.liaisons_of(desk.session, desk.jurisdiction, agency)
    places = [
        await chats.private_chat(desk.session, desk.jurisdiction, user_id) for user_id in users
    ]
    return [place for place in places if place is not None]
