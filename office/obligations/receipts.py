"""Receipts: an agency presses 收到, and one that has not pressed it is asked again."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum

from messages.drills import room
from messages.keyboards import Button, Keyboard, button
from messages.length import plain, units
from messages.render import Message
from messages.views.alerts import ChaseView, OverdueView
from office import post
from office.bodies import liaisons
from office.bodies.people import Actor
from office.delivery import together
from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.matters.naming import address, order_of
from office.matters.order_texts import (
    answers,
    named_answers,
    receipt_keyboard,
    title,
)
from office.matters.orders import order_sent_to
from office.obligations import joint_receipts, lifecycle, receipt_lines, restraint
from office.obligations.lateness import is_overdue
from office.plan.model import Addressee, Rung
from office.post import Place, Posting
from office.refusal import Refusal
from office.shifts import alarms, rota
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.decisions import matters as store
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.immutable import immutable
from storage.occasions import of_order
from storage.owed import obligations as owed
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.roster import chats, people
from storage.roster.chats import Chat
from storage.subjects import Subject

_ENOUGH_KNOWN = 2
"""So many liaisons can stand in for one another; a body with fewer is offered to have one more."""

StandingAlerts = list[tuple[Delivery, Delivery | None]]
"""The messages by which an order stands in an agency's chats, each with the edit that waits."""


class Pressed(StrEnum):
    """The outcome of a press of 收到; each has its phrase."""

    RECORDED = "receipt_recorded"
    RECORDED_LATE = "receipt_recorded_late"
    ANOTHER_TOO = "receipt_given_before"
    """A colleague confirmed it before; this person is recorded as well."""
    SAME_AGAIN = "receipt_given_by_you"


async def press(
    desk: Desk, agency: str, who: Actor, order_id: int, *, in_private: bool = False
) -> tuple[Pressed, str, datetime]:
    """收到 was pressed in the agency's own chat, or under its alert as relayed to a liaison.

    Return the outcome, who confirmed first, and when.
    """
    order, receipt = await asked_of(desk, agency, order_id)
    if receipt.state != ObligationState.OPEN:
        return await _press_again(desk, receipt, who)
    await give(desk, order, receipt, who, _received, in_private=in_private)
    return (Pressed.RECORDED_LATE if _is_late(receipt) else Pressed.RECORDED), who.name, desk.now


async def asked_of(desk: Desk, agency: str, order_id: int) -> tuple[Order, Obligation]:
    """The order with the receipt that the agency owes for it or has given."""
    order = await order_sent_to(desk, agency, order_id)
    receipt = await owed.find(
        desk.session, order.matter_id, ObligationKind.RECEIPT, agency, of_order(order.key)
    )
    if receipt is None or receipt.state == ObligationState.SUPERSEDED:
        raise await _not_owed(desk, order)
    return order, receipt


Line = Callable[[Desk, Order, Obligation, Actor], Awaitable[str]]
"""It says below an order who answered it, and how."""


async def give(
    desk: Desk, order: Order, receipt: Obligation, who: Actor, line: Line, *, in_private: bool
) -> None:
    agency = receipt.agency
    await liaisons.speak(desk, who, agency)
    # Whatever is asked after the first change makes a statement of its own of what changed so far.
    standing = await _standing_alerts(desk, order, agency)
    await lifecycle.meet(desk, receipt, who)
    if in_private:
        await lifecycle.event(desk, receipt, "in private", f"user:{who.user_id}")
    await desk.record(
        "receipt",
        kinds.audit_subject(order),
        revision=order.key,
        agency=agency,
        by=who.user_id,
        in_private=in_private,
    )
    done = receipt_lines.on_button(desk, order, receipt, who.name, desk.now)
    await _mark(desk, receipt, order, standing, await line(desk, order, receipt, who), done)


async def say_anew(desk: Desk, order: Order, receipt: Obligation, who: Actor, line: Line) -> None:
    """Whoever has answered answers otherwise: what stands below the order is replaced."""
    standing = await _standing_alerts(desk, order, receipt.agency)
    await _mark(desk, receipt, order, standing, await line(desk, order, receipt, who))


async def _received(desk: Desk, _order: Order, receipt: Obligation, who: Actor) -> str:
    late = _is_late(receipt)
    return desk.words.phrase("receipt_line", name=who.name, at=desk.now, late=late)


async def register(desk: Desk, receipt: Obligation, who: Actor, at: datetime) -> None:
    order = await order_of(desk, receipt)
    standing = await _standing_alerts(desk, order, receipt.agency)
    await lifecycle.meet(desk, receipt, who, at=at)
    facts = {"name": who.name, "at": at, "late": _is_late(receipt)}
    said = receipt_lines.registered(order)
    done = receipt_lines.on_button(desk, order, receipt, who.name, at)
    await _mark(desk, receipt, order, standing, desk.words.phrase(said, **facts), done)


async def confirm_by_answer(desk: Desk, answered: Obligation, who: Actor) -> None:
    # An agency that answers an order has received it and need not press 收到 as well.
    order = await order_of(desk, answered)
    receipt = await owed.find(
        desk.session, order.matter_id, ObligationKind.RECEIPT, answered.agency, of_order(order.key)
    )
    if receipt is None or receipt.state != ObligationState.OPEN:
        return
    standing = await _standing_alerts(desk, order, receipt.agency)
    await lifecycle.meet(desk, receipt, who, at=answered.met_at)
    facts = {"revision": order.key, "agency": answered.agency, "by": who.user_id}
    await desk.record("receipt_by_answer", kinds.audit_subject(order), **facts)
    line = desk.words.phrase(
        "receipt_line", name=who.name, at=receipt.met_at, late=_is_late(receipt)
    )
    done = receipt_lines.on_button(desk, order, receipt, who.name, receipt.met_at or desk.now)
    await _mark(desk, receipt, order, standing, line, done)


async def unmark(desk: Desk, receipt: Obligation) -> None:
    order = await order_of(desk, receipt)
    for sent, edit in await _standing_alerts(desk, order, receipt.agency):
        if together.bodies_of(sent):
            await joint_receipts.show(desk, order, sent, without=receipt.key)
        else:
            _edit(desk, sent, edit, Message(sent.text or "", receipt_keyboard(desk, order)))


@immutable
class Tap:
    """The button 确认收到 for one person in one chat, and what the message around it needs."""

    title: str
    buttons: tuple[Button, ...]
    named: str
    """These buttons, as a sentence names them."""
    about: Subject
    dedupe_key: str


async def tap(desk: Desk, place: Place, agency: str, order_id: int, by: int | None) -> Tap | None:
    """Return None where no receipt is owed, or where this person was offered it before.

    Only the newest order of an alert is owed a receipt, whichever order somebody answers.
    """
    answered = await order_sent_to(desk, agency, order_id)
    receipt = await _owed_of(desk, agency, answered.matter_id)
    if receipt is None:
        return None
    key = f"receipt_offered:{receipt.key}:{place.chat_id}:{by or 0}"
    if await outbox.by_dedupe_key(desk.session, desk.jurisdiction, key) is not None:
        return None
    order = await order_of(desk, receipt)
    row = kinds.of_order(order)
    # Beside another question the usual label would not say what is received.
    label = desk.words.plain("button_confirm_receipt")
    by_one = tuple(button(label, one.verb, order.key) for one in row.answered_by)
    return Tap(
        title=title(desk, await desk.plan_of(order), order),
        buttons=by_one if len(by_one) == 1 else answers(desk, row, order.key),
        named=desk.words.plain("receipt_buttons", labels=[label])
        if len(by_one) == 1
        else named_answers(desk, order),
        about=Subject.of(receipt),
        dedupe_key=key,
    )


async def offer(
    desk: Desk, place: Place, agency: str, order_id: int, answered: int, by: int | None
) -> None:
    offered = await tap(desk, place, agency, order_id, by)
    if offered is None:
        return
    words = desk.words.phrase("receipt_offered", title=offered.title, buttons=offered.named)
    posting = Posting(offered.about, agency, reply_to=answered, dedupe_key=offered.dedupe_key)
    await post.send(desk, place, DeliveryKind.ANSWER, Message(words, (offered.buttons,)), posting)


async def say_none_is_owed(
    desk: Desk, place: Place, order_id: int, answered: int, by: int | None
) -> bool:
    """Tell whoever confirms an order of a kind without receipts that there is no need, once.

    Return False where the order's kind has receipts.
    """
    order = await store.order(desk.session, order_id)
    if order is None or kinds.wants_receipts(order):
        return False
    key = f"no_receipt:{order.key}:{place.chat_id}:{by or 0}"
    posting = Posting(Subject.of(order), reply_to=answered, dedupe_key=key)
    message = Message(desk.words.phrase(_none_is_owed(order)))
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)
    return True


async def chase(desk: Desk, receipt: Obligation) -> None:
    await _remind(desk, receipt, "alert_chase")


async def overdue(desk: Desk, receipt: Obligation, rung: Rung) -> None:
    if Addressee.BODY in rung.addressees and await restraint.is_reminded(desk, receipt):
        await _remind(desk, receipt, "alert_overdue", of=_of(rung))
    if Addressee.OFFICE in rung.addressees:
        await _tell_office(desk, receipt, _of(rung))


FIRST_WORD = "overdue"
CALL_LIST_VERB = "calllist"


def _of(rung: Rung) -> str:
    """A step adds this to its keys, so that each step has its say.

    The step that every plan had before it could name others adds nothing: its keys are stored.
    """
    return "" if rung.step == FIRST_WORD else f"{rung.step}:"


async def _owed_of(desk: Desk, agency: str, matter_id: int) -> Obligation | None:
    rows = await owed.open_of_agency(
        desk.session, desk.jurisdiction, agency, ObligationKind.RECEIPT
    )
    return next((row for row in rows if row.matter_id == matter_id), None)


def _none_is_owed(order: Order) -> str:
    return kinds.of_order(order).key("no_receipt")


async def _not_owed(desk: Desk, order: Order) -> Refusal:
    row = kinds.of_order(order)
    if not kinds.wants_receipts(order):
        return Refusal(_none_is_owed(order))
    matter = await store.matter(desk.session, order.matter_id)
    newest = newest_terms(await store.issued_orders(desk.session, order.matter_id))
    for ending, state in row.ends.items():
        if matter is not None and matter.state == state:
            return Refusal(row.key(f"receipt_after_{ending}"))
    return Refusal("receipt_superseded", serial=newest.serial if newest else "")


async def _press_again(
    desk: Desk, receipt: Obligation, who: Actor
) -> tuple[Pressed, str, datetime]:
    first, at = await owed.met_by(desk.session, receipt)
    if first.user_id == who.user_id:
        return Pressed.SAME_AGAIN, first.name, at
    was_alone = await _is_one_known_alone(desk, receipt.agency)
    await liaisons.speak(desk, who, receipt.agency)
    if was_alone and not await _is_one_known_alone(desk, receipt.agency):
        await _show_as_given(desk, receipt, first.name, at)
    await lifecycle.event(desk, receipt, "pressed again", f"user:{who.user_id}")
    await desk.record(
        "receipt_again",
        kinds.audit_subject(await order_of(desk, receipt)),
        revision=receipt.order_id,
        agency=receipt.agency,
        by=who.user_id,
    )
    return Pressed.ANOTHER_TOO, first.name, at


async def _is_one_known_alone(desk: Desk, agency: str) -> bool:
    return len(await people.liaisons_of(desk.session, desk.jurisdiction, agency)) < _ENOUGH_KNOWN


async def _show_as_given(desk: Desk, receipt: Obligation, name: str, at: datetime) -> None:
    """Nobody else has to press, so the second button goes."""
    order = await order_of(desk, receipt)
    standing = await _standing_alerts(desk, order, receipt.agency)
    done = receipt_lines.on_button(desk, order, receipt, name, at)
    await _mark(
        desk, receipt, order, standing, await receipt_lines.given(desk, order, receipt), done
    )


async def _mark(
    desk: Desk,
    receipt: Obligation,
    order: Order,
    standing: StandingAlerts,
    line: str,
    done: str = "",
) -> None:
    alone = bool(done) and await _is_one_known_alone(desk, receipt.agency)
    keyboard = receipt_keyboard(desk, order, done, others_too=alone)
    for sent, edit in standing:
        text = f"{sent.text}\n\n{line}"
        if together.bodies_of(sent):
            await joint_receipts.show(desk, order, sent)
        elif units(plain(text)) <= room(drill=sent.drill, caption=outbox.is_caption(sent.context)):
            _edit(desk, sent, edit, Message(text, keyboard))
        elif sent.message_id is not None:
            # An order is never cut to make room for this line; the line then stands below it.
            place = Place(sent.chat_id, sent.thread_id)
            below = Posting(Subject.of(order), reply_to=sent.message_id)
            await post.send(desk, place, DeliveryKind.ANSWER, Message(line), below)


def _edit(desk: Desk, sent: Delivery, waiting: Delivery | None, message: Message) -> None:
    if waiting is None:
        post.new_edit(desk, sent, message)
    else:
        post.change_edit(desk, waiting, message)


async def _standing_alerts(desk: Desk, order: Order, agency: str) -> StandingAlerts:
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    places = {Place.of(chat) for chat in bound}
    places |= {Place.of(chat) for chat in await liaisons.private_chats(desk, agency)}
    kinds_of_alert = kinds_that(lambda one: one.brings_order)
    found = await outbox.bringing_order(desk.session, order.key, kinds_of_alert, agency)
    return [
        (row, edit)
        for row, edit in found
        if row.keyboard and Place(row.chat_id, row.thread_id) in places
    ]


async def _remind(desk: Desk, receipt: Obligation, template: str, *, of: str = "") -> None:
    order = await order_of(desk, receipt)
    plan = await desk.plan_of(order)
    view = ChaseView(
        you=address(desk, plan, receipt.agency),
        title=title(desk, plan, order),
        colour=kinds.mark(plan, order),
        serial=order.serial or "",
        due_at=receipt.due_at,
        minutes=max(0, round((receipt.due_at - desk.now).total_seconds() / 60)),
        has_measures=order.level is not None,
        buttons=named_answers(desk, order),
    )
    keyboard = (answers(desk, kinds.of_order(order), order.key),)
    message = Message(desk.words.text(template, view), keyboard)
    sent = [row for row, _ in await _standing_alerts(desk, order, receipt.agency)]
    for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, receipt.agency):
        if chat.reachable:
            posting = _under_alert(receipt, chat, sent, f"{template}:{of}")
            await post.send(desk, Place.of(chat), DeliveryKind.CHASE, message, posting)


def _under_alert(receipt: Obligation, chat: Chat, sent: list[Delivery], key: str) -> Posting:
    standing = [
        row.message_id
        for row in sent
        if row.state == DeliveryState.SENT and Place(row.chat_id, row.thread_id) == Place.of(chat)
    ]
    return Posting(
        Subject.of(receipt),
        receipt.agency,
        reply_to=standing[-1] if standing else None,
        dedupe_key=f"{key}{receipt.key}:{chat.key}:{receipt.due_at.timestamp():.0f}",
    )


async def _tell_office(desk: Desk, receipt: Obligation, of: str) -> None:
    order = await order_of(desk, receipt)
    plan = await desk.plan_of(order)
    # One message names all that are overdue, though each receipt comes here by itself.
    rows = await owed.of_occasion(
        desk.session, receipt.matter_id, ObligationKind.RECEIPT, receipt.occasion
    )
    late = {row.agency for row in rows if is_overdue(row, desk.now)}
    view = OverdueView(
        title=title(desk, plan, order),
        serial=order.serial or "",
        due_at=receipt.due_at,
        agencies=tuple(body.name for body in plan.bodies if body.id in late),
    )
    posting = Posting(
        Subject.of(order),
        dedupe_key=f"receipts_overdue:{of}{order.key}:{receipt.due_at.timestamp():.0f}",
    )
    cause = AlarmCause(Concern.RECEIPTS, Subject.of(order))
    message = Message(desk.words.text("alert_overdue_office", view), await _call_list(desk, order))
    await alarms.raise_alarm(desk, cause, message, posting)


async def _call_list(desk: Desk, order: Order) -> Keyboard:
    """Whoever is on duty is shown whom to call; nobody is called for an exercise."""
    if order.drill or await rota.on_duty(desk) is None:
        return ()
    return ((button(desk.words.plain("button_call_list"), CALL_LIST_VERB),),)


def _is_late(receipt: Obligation) -> bool:
    return receipt.state == ObligationState.MET_LATE
