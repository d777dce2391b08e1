"""Brings an urgent dispatch that was signed to the office above, and to the leaders."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.urgent import UrgentSent, UrgentText
from office import post
from office.bodies.people import position_name
from office.bodies.readers import readers
from office.desk import Desk
from office.plan.model import Body
from office.post import Place, Posting
from office.region import letters, offices, urgent_texts
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.delivery.outbox import DeliveryKind
from storage.region.letters import LetterKind
from storage.region.urgent import UrgentDispatch, UrgentWay
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

RECEIVED_VERB = "urgok"
"""收到 in the chat of the office above; the argument is the dispatch."""
RECORD_VERB = "urgrec"
"""The office records who received it; the argument is the dispatch."""


def above(desk: Desk) -> Body | None:
    named = desk.plan.urgent.to
    return desk.plan.known_body(named) if named is not None else desk.plan.upper


async def send(desk: Desk, made: UrgentDispatch, said: UrgentText, signer: int | None) -> None:
    """By letter to an office on this bot, in its own chat here, or by our office's hand."""
    body = above(desk)
    made.body = body.id if body is not None else None
    made.way = await _bring_up(desk, made, said, body)
    desk.session.add(made)
    await desk.session.flush()
    if not made.drill:
        await _tell_leaders(desk, made, said, signer)
    await _tell_office(desk, made, said)


def leaders(desk: Desk, made: UrgentDispatch) -> tuple[str, ...]:
    if made.drill:
        return ()
    return tuple(position_name(desk, one) for one in desk.plan.urgent.leaders)


def upper_name(desk: Desk, made: UrgentDispatch) -> str:
    body = desk.plan.known_body(made.body) if made.body else above(desk)
    return body.name if body is not None else ""


def record_button(desk: Desk, made: UrgentDispatch) -> Keyboard:
    return ((button(desk.words.plain("button_urgent_record"), RECORD_VERB, made.key),),)


async def _bring_up(
    desk: Desk, made: UrgentDispatch, said: UrgentText, body: Body | None
) -> UrgentWay:
    if made.drill:
        return UrgentWay.EXERCISE
    if body is None:
        return UrgentWay.HAND
    homes = await offices.reached(desk, [body])
    if homes:
        await _write(desk, made, said, homes[body.id])
        return UrgentWay.LETTER
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, body.id)
    reached = [chat for chat in bound if chat.reachable]
    for chat in reached:
        await _post(desk, made, said, chat, body)
    return UrgentWay.CHAT if reached else UrgentWay.HAND


async def _write(desk: Desk, made: UrgentDispatch, said: UrgentText, home: str) -> None:
    await letters.write(
        desk,
        home,
        LetterKind.URGENT,
        urgent_texts.title(desk, made),
        key=f"urgent:{made.key}",
        number=made.serial,
        about=Subject.of(made),
        urgent_kind=made.kind,
        part=made.part,
        place_in_line=made.place_in_line,
        text=made.text,
        position=said.position,
        person=said.person,
    )


async def _post(desk: Desk, made: UrgentDispatch, said: UrgentText, chat: Chat, body: Body) -> None:
    received = button(desk.words.plain("button_receipt"), RECEIVED_VERB, made.key)
    message = Message(desk.words.text("urgent_text", {"said": said}), ((received,),))
    posting = Posting(Subject.of(made), agency=body.id, dedupe_key=f"urgent:{made.key}:{chat.key}")
    await post.send(desk, Place.of(chat), DeliveryKind.URGENT, message, posting)


async def _tell_leaders(
    desk: Desk, made: UrgentDispatch, said: UrgentText, signer: int | None
) -> None:
    message = Message(desk.words.text("urgent_text", {"said": said}))
    for reader in await readers(desk, desk.plan.urgent.leaders):
        # Whoever signed it has it before them.
        if reader.chat.chat_id != signer:
            posting = Posting(Subject.of(made), dedupe_key=f"urgent:{made.key}:{reader.chat.key}")
            await post.send(desk, Place.of(reader.chat), DeliveryKind.URGENT, message, posting)


async def _tell_office(desk: Desk, made: UrgentDispatch, said: UrgentText) -> None:
    view = UrgentSent(
        urgent_texts.title(desk, made),
        said,
        upper_name(desk, made),
        made.way or "",
        leaders(desk, made),
    )
    posting = Posting(Subject.of(made), dedupe_key=f"urgent_sent:{made.key}")
    html = desk.words.text("urgent_sent", view)
    if made.way != UrgentWay.HAND:
        await post.tell_office(desk, Message(html), posting)
        return
    # Somebody has to hand it on now, whatever the hour.
    cause = AlarmCause(Concern.HANDED_UP, Subject.of(made))
    message = Message(html, record_button(desk, made))
    await alarms.raise_alarm(desk, cause, message, posting, answerable=False)
