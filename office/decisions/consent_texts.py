"""The card of a consent in the office, and what its signer reads, kept true at every step."""

from markupsafe import Markup

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.signing import ConsentView
from office import post
from office.bodies.people import name_of
from office.bodies.readers import readers
from office.desk import Desk
from office.matters.order_texts import order_text
from office.plan.model import Position
from office.post import Place, Posting
from office.signing import requests
from office.signing.rounds import Step
from storage.decisions.consents import Consent, ConsentState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats

CONFIRM_VERB, REFUSE_VERB = "cnok", "cnno"
RATIFY_VERB, OBJECT_VERB = "cnsign", "cnobj"


async def post_card(desk: Desk, place: Place, step: Step, consent: Consent) -> None:
    """It stands in the office's group, where somebody else can check it."""
    message = await _card(desk, step, consent)
    posting = Posting(step.asked.subject)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    place = Place.of(office) if office is not None else place
    shown = await post.send(desk, place, DeliveryKind.DRAFT, message, posting)
    consent.card_id = shown.key
    desk.session.add(consent)
    await desk.session.flush()


async def redraw_card(desk: Desk, step: Step, consent: Consent) -> None:
    if consent.card_id is not None:
        shown = await outbox.delivery(desk.session, consent.card_id)
        await post.edit(desk, shown, await _card(desk, step, consent), kind=DeliveryKind.DRAFT)


async def ask_signer(desk: Desk, step: Step, consent: Consent) -> None:
    message = await _request(desk, step, consent)
    shown = await post.send(
        desk, Place(consent.given_by), DeliveryKind.APPROVAL, message, Posting(step.asked.subject)
    )
    consent.request_id = shown.key
    desk.session.add(consent)
    await desk.session.flush()


async def redraw_request(desk: Desk, step: Step, consent: Consent) -> None:
    if consent.request_id is not None:
        shown = await outbox.delivery(desk.session, consent.request_id)
        message = post.last_part(await _request(desk, step, consent), drill=shown.drill)
        await post.edit(desk, shown, message, kind=DeliveryKind.APPROVAL)


async def remind(desk: Desk, step: Step, consent: Consent) -> None:
    phrase = desk.words.phrase("consent_reminder", **await _facts(desk, step, consent))
    asked_in = None
    if consent.request_id is not None:
        asked_in = (await outbox.delivery(desk.session, consent.request_id)).message_id
    posting = Posting(step.asked.subject, reply_to=asked_in)
    await post.send(desk, Place(consent.given_by), DeliveryKind.OFFICE, Message(phrase), posting)


async def tell_overdue(desk: Desk, step: Step, consent: Consent) -> None:
    phrase = desk.words.phrase("consent_overdue", **await _facts(desk, step, consent))
    await post.tell_office(desk, Message(phrase), Posting(step.asked.subject))


async def put_before_office(desk: Desk, step: Step, consent: Consent, head: Position) -> None:
    facts = await _facts(desk, step, consent)
    said = Message(desk.words.phrase("consent_objected", **facts, objection=consent.objection))
    posting = Posting(step.asked.subject, ahead=True)
    await post.tell_office(desk, said, posting)
    for reader in await readers(desk, [head.id]):
        if reader.chat.chat_id != consent.given_by:
            place = Place.of(reader.chat)
            await post.send(desk, place, DeliveryKind.OFFICE, said, posting)


async def _facts(desk: Desk, step: Step, consent: Consent) -> dict[str, object]:
    return {
        "title": step.asked.title,
        "position": requests.post_name(desk, step.asked, step.row),
        "person": await name_of(desk, consent.given_by),
        "due_at": consent.due_at,
    }


async def _card(desk: Desk, step: Step, consent: Consent) -> Message:
    view = await _view(desk, step, consent)
    keyboard: Keyboard = ()
    if consent.state == ConsentState.RECORDED:
        keyboard = _pair(desk, consent, ("confirm", CONFIRM_VERB), ("refuse", REFUSE_VERB))
    return Message(desk.words.text("consent_card", view), keyboard)


async def _request(desk: Desk, step: Step, consent: Consent) -> Message:
    view = await _view(desk, step, consent)
    keyboard: Keyboard = ()
    if consent.state == ConsentState.CONFIRMED:
        keyboard = _pair(desk, consent, ("ratify", RATIFY_VERB), ("object", OBJECT_VERB))
    return Message(desk.words.text("consent_request", view), keyboard)


def _pair(desk: Desk, consent: Consent, *buttons: tuple[str, str]) -> Keyboard:
    plain = desk.words.plain
    return (
        tuple(button(plain(f"button_consent_{one}"), verb, consent.key) for one, verb in buttons),
    )


async def _view(desk: Desk, step: Step, consent: Consent) -> ConsentView:
    checker = consent.checked_by
    return ConsentView(
        title=step.asked.title,
        act=requests.signed_word(desk, step.asked, step.row),
        position=requests.post_name(desk, step.asked, step.row),
        signer=await name_of(desk, consent.given_by),
        asker=await name_of(desk, consent.asked_by),
        given_at=consent.given_at,
        words=consent.words,
        state=consent.state,
        checker=await name_of(desk, checker) if checker is not None else "",
        checked_at=consent.checked_at,
        due_at=consent.due_at,
        settled_at=consent.settled_at,
        objection=consent.objection or "",
        body=Markup(await order_text(desk, step.asked.row)),
    )
