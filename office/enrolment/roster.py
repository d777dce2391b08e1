"""The roster: who is enrolled, where, and whether they can be reached; and how that is ended."""

from collections.abc import Iterable

from messages.render import Message
from messages.views.people import (
    BodyLine,
    BodySection,
    ChatLine,
    HolderLine,
    Mark,
    PositionLine,
    RosterView,
)
from office import post
from office.bodies import agency_names, chat_roles, leaving, people, responsible
from office.bodies.chat_roles import ChatTexts
from office.bodies.people import Actor
from office.decisions import holders
from office.desk import Desk
from office.enrolment import reachability, using_codes
from office.plan.model import Body, BodyKind
from office.post import Place
from office.refusal import Refusal
from storage.decisions.matters import MatterKind
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.roster import chats
from storage.roster import people as people_store
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON, RESPONSIBLE, Appointment, Person


@immutable
class _Known:
    """All rows that the roster is made of; they are read once."""

    people: dict[int, Person]
    appointments: list[Appointment]
    private: dict[int, Chat]
    groups: dict[str, list[Chat]]
    office: Chat | None
    public: list[Chat]


async def roster(desk: Desk) -> RosterView:
    known = await _read(desk)
    agencies = tuple(_body_line(known, agency) for agency in desk.plan.agencies)
    return RosterView(
        jurisdiction=desk.plan.name,
        office=(_chat_line(known.office),) if known.office else (),
        public=tuple(map(_chat_line, known.public)) if desk.plan.public or known.public else None,
        positions=tuple(
            PositionLine(position.name, tuple(_holders(known, position.id)))
            for position in desk.plan.positions
        ),
        agencies=agencies,
        others=tuple(_sections(desk, known)),
        dropped_positions=tuple(
            PositionLine(position.name, holders)
            for position in desk.former.positions.values()
            if (holders := tuple(_holders(known, position.id)))
        ),
        dropped_bodies=tuple(
            _body_line(known, body)
            for body in desk.former.bodies.values()
            if body.id in known.groups
        ),
        enrolled=sum(bool(line.chats) for line in agencies),
        reachable=sum(any(_is_reachable(chat) for chat in line.chats) for line in agencies),
        total=len(agencies),
    )


def _sections(desk: Desk, known: _Known) -> Iterable[BodySection]:
    for kind in BodyKind:
        those = [body for body in desk.plan.bodies if body.body_kind is kind]
        if those and kind is not BodyKind.AGENCY:
            lines = tuple(_body_line(known, body) for body in those)
            yield BodySection(desk.words.plain(f"button_{kind}"), lines)


def _body_line(known: _Known, body: Body) -> BodyLine:
    return BodyLine(
        short=body.short,
        chats=tuple(map(_chat_line, known.groups.get(body.id, ()))),
        liaisons=tuple(_names(known, LIAISON, body.id)),
        responsible=tuple(_names(known, RESPONSIBLE, body.id)),
    )


async def public_channels(desk: Desk) -> list[Chat]:
    return await chats.in_roles(desk.session, desk.jurisdiction, [ChatRole.PUBLIC])


async def _read(desk: Desk) -> _Known:
    private = await chats.private_chats(desk.session, desk.jurisdiction)
    return _Known(
        people=await people_store.everybody(desk.session, desk.jurisdiction),
        appointments=await people_store.current_appointments(desk.session, desk.jurisdiction),
        private={chat.chat_id: chat for chat in private},
        groups=await chats.agency_chats(desk.session, desk.jurisdiction),
        office=await chats.office_chat(desk.session, desk.jurisdiction),
        public=await public_channels(desk),
    )


def _chat_line(chat: Chat) -> ChatLine:
    if not chat.reachable:
        return ChatLine(chat.title, Mark.LOST, chat.unreachable_since)
    return ChatLine(chat.title, Mark.OK if chat.bot_is_admin else Mark.NOT_ADMIN)


def _is_reachable(chat: ChatLine) -> bool:
    return chat.mark is not Mark.LOST


def _holders(known: _Known, position: str) -> Iterable[HolderLine]:
    for row in known.appointments:
        if row.position != position:
            continue
        chat = known.private.get(row.user_id)
        name = _name(known, row.user_id)
        if chat is None:
            yield HolderLine(name, Mark.NONE)
        elif chat.reachable:
            yield HolderLine(name, Mark.OK)
        else:
            yield HolderLine(name, Mark.LOST, chat.unreachable_since)


def _names(known: _Known, position: str, agency: str) -> Iterable[str]:
    for row in known.appointments:
        if (row.position, row.agency) == (position, agency):
            yield _name(known, row.user_id)


def _name(known: _Known, user_id: int) -> str:
    person = known.people.get(user_id)
    return person.name if person else str(user_id)


async def appointment(desk: Desk, row_id: int | None) -> Appointment:
    row = (
        await people_store.appointment(desk.session, desk.jurisdiction, row_id) if row_id else None
    )
    if row is None or row.until is not None:
        raise Refusal("roster_gone")
    return row


def held_name(desk: Desk, held: Appointment) -> str:
    if responsible.is_responsible(held):
        return responsible.title(desk, held.agency or "")
    if held.position != LIAISON:
        return people.position_name(desk, held.position)
    agency = agency_names.short(desk, held.agency or "")
    return desk.words.plain("liaison_of", agency=agency)


async def end_appointment(desk: Desk, who: Actor, row_id: int | None) -> None:
    people.require_office(desk, who)
    row = await appointment(desk, row_id)
    if not await leaving.end(desk, row):
        raise Refusal("roster_gone")
    await desk.record(
        "appointment.ended", f"user:{row.user_id}", position=row.position, agency=row.agency
    )
    facts = {
        "name": held_name(desk, row),
        "person": await people.name_of(desk, row.user_id),
        "by": who.name,
    }
    await post.tell_office(desk, Message(desk.words.phrase("position_ended", **facts)))
    chat = await chats.private_chat(desk.session, desk.jurisdiction, row.user_id)
    if chat is not None:
        told = Message(desk.words.phrase("your_position_ended", **facts))
        await post.send(desk, Place.of(chat), DeliveryKind.OFFICE, told)
    await holders.left(desk, row.user_id, row.position)


async def group(desk: Desk, row_id: int | None) -> Chat:
    chat = await chats.bound_chat(desk.session, desk.jurisdiction, row_id) if row_id else None
    if chat is None or chat.role in (ChatRole.OFFICE, ChatRole.PERSON):
        raise Refusal("roster_gone")
    return chat


def is_alerted(desk: Desk, chat: Chat) -> bool:
    """Whether alerts go to this group; for a dropped body the chat's own role decides."""
    body = desk.plan.known_body(chat.agency or "")
    if body is not None and body.hears_of(MatterKind.ALERT):
        return True
    return chat_roles.of_chat(desk.plan, chat).texts is ChatTexts.AGENCY


async def unbind_group(desk: Desk, who: Actor, row_id: int | None) -> None:
    people.require_office(desk, who)
    chat = await group(desk, row_id)
    if chat.role == ChatRole.PUBLIC:
        raise Refusal("public_channel_two_release")
    name = using_codes.chat_name(desk, chat)
    await using_codes.unbind(desk, chat)
    await _end_liaisons(desk, chat)
    await reachability.reckon(desk, chat.agency)
    facts = {
        "name": name,
        "title": chat.title,
        "by": who.name,
        "is_alerted": is_alerted(desk, chat),
    }
    await post.tell_office(desk, Message(desk.words.phrase("group_unbound", **facts)))
    if chat.reachable:
        told = Message(desk.words.phrase("your_group_unbound", **facts))
        await post.send(desk, Place.of(chat), DeliveryKind.OFFICE, told)


async def _end_liaisons(desk: Desk, chat: Chat) -> None:
    agency = chat.agency or ""
    if await chats.chats_of_agency(desk.session, desk.jurisdiction, agency):
        return
    for row in await people_store.current_appointments(desk.session, desk.jurisdiction):
        if (row.position, row.agency) == (LIAISON, agency):
            await leaving.end(desk, row)
