"""Responsible persons: each answers for one body, from a post that the plan names beside it."""

from office.desk import Desk
from storage.roster import chats, people
from storage.roster.chats import Chat
from storage.roster.people import RESPONSIBLE, Appointment


def title(desk: Desk, body_id: str) -> str:
    body = desk.plan.known_body(body_id) or desk.former.bodies.get(body_id)
    named = (body.short, body.responsible or "") if body else (body_id, "")
    return desk.words.plain("responsible_of", agency=named[0], post=named[1])


async def holders(desk: Desk, body_id: str) -> list[Appointment]:
    return await people.responsible_for(desk.session, desk.jurisdiction, body_id)


def is_responsible(held: Appointment) -> bool:
    return held.position == RESPONSIBLE


async def private_chats(desk: Desk, body_id: str) -> list[Chat]:
    users = dict.fromkeys(held.user_id for held in await holders(desk, body_id))
    found = [await chats.private_chat(desk.session, desk.jurisdiction, one) for one in users]
    return [chat for chat in found if chat is not None]
