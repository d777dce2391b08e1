"""Slips: the ladder issues them, agencies are served, leaders get copies, the office withdraws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from messages.render import Message
from messages.views.slips import SlipView, Withdrawal
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import Reader, readers
from office.delivery_kinds import kinds_that, rules_of
from office.desk import Desk
from office.ladder import joint, referral_notes, service, slip_buttons, slip_marks, step_words
from office.ladder.policies import ladder_of, limit_unchecked
from office.ladder.rules import Reason
from office.matters.naming import audit_subject, plan_of
from office.obligations import (
    closing_out,
    delay_offers,
    lifecycle,
    questioned_cards,
    report_buttons,
)
from office.plan.model import Ladder, Plan, Rung
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.refusal import Refusal
from office.supervision import in_private
from storage.delivery import about, outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed import obligations as stored_obligations
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision import slip_items, slips
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Copying, Slip, SlipCopy, SlipState
from storage.transaction import last


async def issue(
    desk: Desk,
    obligation: Obligation,
    rung: Rung,
    deadline_at: datetime | None,
    others: Sequence[Obligation] = (),
) -> Slip:
    plan = await plan_of(desk, obligation)
    slip = await write(desk, obligation, rung, deadline_at, others=others)
    at_once = _copied_at_once(slip, rung)
    leaders = await readers(desk, at_once)
    view = await _copied_view(desk, plan, obligation, slip, at_once, leaders)
    first, *_ = await _serve(desk, obligation, slip, view, fresh=True)
    for reader in leaders:
        await _copy(desk, obligation, slip, view, first, reader, fresh=True)
    asked = rung.copies if slip.copying == Copying.ASKED else ()
    unserved = await _serve_in_private(desk, obligation, slip, view, first)
    told = replace(view, asked_to=_names(desk, plan, asked), unserved=unserved)
    await _tell_office(desk, slip, told, first)
    await desk.record(
        "slip_issued",
        await audit_subject(desk, obligation),
        slip=slip.key,
        serial=slip.serial,
        step=slip.step,
        agency=slip.agency,
    )
    return slip


async def _serve_in_private(
    desk: Desk, obligation: Obligation, slip: Slip, view: SlipView, first: Delivery
) -> str:
    """Return the post of whoever answers for the body, where nobody is enrolled in it."""
    if await in_private.serve(desk, obligation, slip, view, first):
        return ""
    body = (await plan_of(desk, obligation)).body(slip.agency)
    return (body.responsible or "") if await in_private.is_wanted(desk, obligation, slip) else ""


async def write(
    desk: Desk,
    obligation: Obligation,
    rung: Rung,
    deadline_at: datetime | None,
    state: SlipState = SlipState.ISSUED,
    *,
    others: Sequence[Obligation] = (),
) -> Slip:
    """Write the slip; it names these others that its body owes as well."""
    plan = await plan_of(desk, obligation)
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=obligation.key,
        drill=obligation.drill,
        agency=obligation.agency,
        step=rung.step,
        is_referral=rung.is_decided,
        copying=Copying.ASKED if rung.asks_for_copies else Copying.AT_ONCE,
        serial=await desk.serial(rung.step, plan, drill=obligation.drill),
        matter=await joint.matters_of(desk, (obligation, *others)),
        state=state,
        issued_at=desk.now,
        deadline_at=deadline_at,
        lists_more=bool(others),
    )
    desk.session.add(slip)
    await desk.session.flush()
    await _list_more(desk, slip, others)
    return slip


async def _list_more(desk: Desk, slip: Slip, others: Sequence[Obligation]) -> None:
    if not others:
        return
    for owed in others:
        owed.joined = True
        item = SlipItem(
            jurisdiction=desk.jurisdiction,
            slip_id=slip.key,
            obligation_id=owed.key,
            added_at=desk.now,
            named=True,
        )
        desk.session.add_all((owed, item))
    await desk.session.flush()


def _copied_at_once(slip: Slip, rung: Rung) -> Sequence[str]:
    """The slip names only the copies that go with it, also where it is said again later."""
    return rung.copies if slip.copying == Copying.AT_ONCE else ()


async def copy_late(desk: Desk, slip: Slip, reader: Reader) -> None:
    """Send a copy that should have gone with the slip; it follows the slip in the same way.

    Somebody who has the copy for another position already does not get a second; only the record
    is completed.
    """
    known = [row for row in await slips.copies(desk.session, slip.key) if _is_for(row, reader)]
    if known:
        _note_copy(desk, slip, reader, known[0].delivery_id)
        return
    obligation = await obligation_of(desk, slip)
    plan = await plan_of(desk, obligation)
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    served = await service.servings(desk, slip)
    if rung is None or not served:
        return
    leaders = await readers(desk, rung.copies)
    view = await _copied_view(desk, plan, obligation, slip, rung.copies, leaders)
    first = next((row for row in served if row.state in outbox.NOT_LOST), served[0])
    await _copy(desk, obligation, slip, view, first, reader)


async def serve_in_private_late(desk: Desk, slip: Slip, chat: Chat) -> None:
    """Send what should have gone to a responsible person with the slip."""
    obligation = await obligation_of(desk, slip)
    served = await service.servings(desk, slip)
    if served:
        plan = await plan_of(desk, obligation)
        view = await _copied_view(desk, plan, obligation, slip, (), [])
        first = next((row for row in served if row.state in outbox.NOT_LOST), served[0])
        await in_private.send(desk, slip, view, first, chat)


async def say_again(
    desk: Desk, obligation: Obligation, slip: Slip, rung: Rung, deadline_at: datetime | None
) -> None:
    """Send the same slip in the same words, because nobody knows whether it arrived.

    A new number for the same step would be a second slip for an agency that has the first.
    """
    slip.deadline_at = deadline_at
    plan = await plan_of(desk, obligation)
    at_once = _copied_at_once(slip, rung)
    leaders = await readers(desk, at_once)
    view = await _copied_view(desk, plan, obligation, slip, at_once, leaders)
    earlier = await service.servings(desk, slip)
    served = await _serve(desk, obligation, slip, view)
    for row, chat in zip(served, await service.reachable_chats(desk, slip.agency), strict=True):
        await _queue_again(desk, row, Place.of(chat))
    for follower in await post.followers(desk, earlier):
        if follower.after_id in {row.key for row in earlier}:
            follower.after_id = served[0].key
        await post.send_again(desk, follower)
    await desk.record("slip_said_again", await audit_subject(desk, obligation), serial=slip.serial)


async def void(desk: Desk, obligation: Obligation, slip: Slip, reason: str) -> None:
    """The slip reached nobody: it does not count, and its step may be taken again."""
    await closing_out.take_back(desk, slip, reason)
    slip.state, slip.reason, slip.closed_at = SlipState.VOID, reason, desk.now
    desk.session.add(slip)
    await desk.session.flush()
    before = await step_before(desk, obligation)
    await lifecycle.step_back(desk, obligation, before, slip.issued_at, reason)
    await joint.let_go(desk, slip, reason)
    await desk.record(
        "slip_void", await audit_subject(desk, obligation), serial=slip.serial, reason=reason
    )


async def lean_on_another(desk: Desk, lost: Delivery) -> None:
    slip = await about.slip(desk.session, lost.subject)
    if slip is None:
        return
    # The copies follow the slip in another of the agency's chats, where it is not lost.
    standing = [row for row in await service.servings(desk, slip) if row.state in outbox.NOT_LOST]
    for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
        waits = row.state == DeliveryState.WAITING and row.after_id == lost.key
        if standing and waits and row.kind != lost.kind:
            row.after_id = standing[0].key
            desk.session.add(row)
    await desk.session.flush()


async def withdraw(
    desk: Desk, actor: Actor, slip_id: int, reason: str, *, in_private: bool = False
) -> Slip:
    slip = await for_withdrawal(desk, actor, slip_id, in_private=in_private)
    if not await slips.claim(desk.session, slip.key, SlipState.ISSUED, SlipState.WITHDRAWN):
        raise Refusal("slip_not_open", serial=slip.serial)
    slip.state, slip.reason = SlipState.WITHDRAWN, reason
    slip.closed_at, slip.closed_by = desk.now, actor.user_id
    desk.session.add(slip)
    await desk.session.flush()
    obligation = await obligation_of(desk, slip)
    await _follow(desk, obligation, slip, reason)
    await slip_marks.show(desk, obligation, slip)
    if not slip.is_referral:
        await _end_ladders(desk, slip)
        await referral_notes.slip_was_withdrawn(desk, obligation, slip)
    else:
        await delay_offers.show(desk, obligation)
        if await service.has_left(desk, slip):
            await referral_notes.tell_withdrawn(desk, obligation, slip, actor, reason)
    await desk.record(
        "slip_withdrawn", await audit_subject(desk, obligation), serial=slip.serial, slip=slip.key
    )
    return slip


async def _end_ladders(desk: Desk, slip: Slip) -> None:
    for owed in await joint.listed(desk, slip):
        await lifecycle.end_ladder(desk, owed, Reason.WITHDRAWN)
        for row in await outbox.deliveries_about(desk.session, Subject.of(owed)):
            if row.kind == DeliveryKind.ADDITION:
                await post.drop(desk, row, Reason.WITHDRAWN)


async def for_withdrawal(
    desk: Desk, actor: Actor, slip_id: int, *, in_private: bool = False
) -> Slip:
    people.require_office(desk, actor)
    slip = await readable(desk, actor, slip_id, in_private=in_private)
    if slip.state != SlipState.ISSUED:
        raise Refusal("slip_not_open", serial=slip.serial)
    return slip


async def readable(desk: Desk, who: Actor, slip_id: int, *, in_private: bool) -> Slip:
    """The slip, if this person may read it here: a referral is only for those whom it concerns."""
    slip = await known(desk, slip_id)
    if slip.is_referral:
        if not await referral_notes.may_read(desk, who, slip):
            raise Refusal("slip_unknown")
        if not in_private:
            raise Refusal("private_only")
    return slip


async def known(desk: Desk, slip_id: int) -> Slip:
    slip = await slips.slip(desk.session, slip_id)
    if slip is None or slip.jurisdiction != desk.jurisdiction:
        raise Refusal("slip_unknown")
    return slip


async def obligation_of(desk: Desk, slip: Slip) -> Obligation:
    found = await stored_obligations.obligation(desk.session, slip.obligation_id)
    if found is None:
        raise Refusal("slip_unknown")
    return found


async def _follow(desk: Desk, obligation: Obligation, slip: Slip, reason: str) -> None:
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    for row in rows:
        await post.drop(desk, row, Reason.WITHDRAWN)
    gone = [row for row in rows if service.may_have_arrived(row)]
    # A copy follows the slip in the queue, but they are two messages and not two parts of one.
    for kind in kinds_that(lambda one: one.withdrawal is not None):
        for row in service.whole([row for row in gone if row.kind == kind]):
            await _send_withdrawal(desk, obligation, slip, row, reason)


async def _send_withdrawal(
    desk: Desk, obligation: Obligation, slip: Slip, row: Delivery, reason: str
) -> None:
    plan, rules = await plan_of(desk, obligation), rules_of(row.kind)
    view = Withdrawal(
        title=step_words.title(desk, await ladder_of(desk, obligation), slip.step),
        serial=slip.serial,
        agency=plan.body(slip.agency).name,
        matter=slip.matter,
        reason=reason,
        office=plan.office,
        at=desk.now,
        still_owed=rules.takes_report and obligation.met_at is None,
    )
    message = Message(desk.words.text(rules.withdrawal or "", view))
    posting = Posting(
        subject=Subject.of(slip),
        agency=row.agency,
        # A message that follows one that was given up would be dropped.
        after_id=row.key if row.state in outbox.GONE_OUT else None,
        reply_to=row.message_id,
        dedupe_key=f"withdrawal:{row.key}",
    )
    await post.send(
        desk, Place(row.chat_id, row.thread_id), DeliveryKind.WITHDRAWAL, message, posting
    )


async def _serve(
    desk: Desk, obligation: Obligation, slip: Slip, view: SlipView, *, fresh: bool = False
) -> list[Delivery]:
    keyboard = await report_buttons.under_slip(desk, obligation)
    message = Message(desk.words.text("slip_issued", view), keyboard)
    served = []
    for chat in await service.reachable_chats(desk, slip.agency):
        key = f"slip:{slip.key}:{chat.key}"
        posting = Posting(Subject.of(slip), slip.agency, dedupe_key=key, fresh=fresh)
        served.append(await post.send(desk, Place.of(chat), DeliveryKind.SLIP, message, posting))
    slip.delivery_id = served[0].key
    desk.session.add(slip)
    return served


async def _queue_again(desk: Desk, row: Delivery, place: Place) -> None:
    """Queue all parts that were not sent, with the group's new id if it has moved since."""
    for part in await outbox.parts_of(desk.session, row):
        if part.state not in outbox.NOT_LOST:
            part.chat_id, part.thread_id = place.chat_id, place.thread_id
            await post.send_again(desk, part)


async def _copy(
    desk: Desk,
    obligation: Obligation,
    slip: Slip,
    view: SlipView,
    first: Delivery,
    reader: Reader,
    *,
    fresh: bool = False,
) -> None:
    """The copy waits for the slip, so that leaders never get what the agency was not served."""
    message = Message(desk.words.text("slip_copy", view))
    posting = Posting(
        subject=Subject.of(slip),
        after_id=first.key,
        dedupe_key=f"copy:{slip.key}:{reader.positions[0]}:{reader.chat.key}",
        fresh=fresh,
    )
    row = await post.send(desk, Place.of(reader.chat), DeliveryKind.COPY, message, posting)
    _note_copy(desk, slip, reader, row.key)


def _note_copy(desk: Desk, slip: Slip, reader: Reader, delivery_id: int) -> None:
    for position in reader.positions:
        copy = SlipCopy(
            jurisdiction=desk.jurisdiction,
            slip_id=slip.key,
            position=position,
            user_id=reader.chat.chat_id,
            delivery_id=delivery_id,
        )
        last.write_last(desk.session, copy)


def _is_for(copy: SlipCopy, reader: Reader) -> bool:
    return copy.user_id == reader.chat.chat_id


async def _tell_office(desk: Desk, slip: Slip, view: SlipView, first: Delivery) -> None:
    keyboard = slip_buttons.copying(desk.words, slip.key) if view.asked_to else ()
    message = Message(desk.words.text("slip_office", view), keyboard)
    posting = Posting(
        subject=Subject.of(slip),
        after_id=first.key,
        dedupe_key=slip_marks.notice_key(slip),
        fresh=True,
    )
    await post.tell_office(desk, message, posting)


async def _copied_view(
    desk: Desk,
    plan: Plan,
    obligation: Obligation,
    slip: Slip,
    positions: Sequence[str],
    leaders: list[Reader],
) -> SlipView:
    reached = {position for reader in leaders for position in reader.positions}
    ladder = await ladder_of(desk, obligation)
    return replace(
        _view(desk, plan, ladder, obligation, slip),
        items=await joint.items(desk, slip),
        copied_to=_names(desk, plan, [one for one in positions if one in reached]),
        missing=_names(desk, plan, [one for one in positions if one not in reached]),
        replies=await questioned_cards.named_in(desk, obligation, slip),
    )


def _names(desk: Desk, plan: Plan, positions: Sequence[str]) -> str:
    return desk.words.listed(plan.position(one).name for one in dict.fromkeys(positions))


def _view(desk: Desk, plan: Plan, ladder: Ladder, obligation: Obligation, slip: Slip) -> SlipView:
    return SlipView(
        mark=step_words.mark(ladder, slip.step),
        title=step_words.title(desk, ladder, slip.step),
        serial=slip.serial,
        agency=plan.body(slip.agency).name,
        matter=slip.matter,
        due_at=obligation.due_at,
        deadline_at=slip.deadline_at,
        issued_at=slip.issued_at,
        copied_to="",
        missing="",
        warning=step_words.warning(desk, ladder, slip.step, plan.supervision_rules),
        office=plan.office,
        replies=(),
        unchecked=limit_unchecked(plan, ladder, slip),
    )


async def step_before(desk: Desk, obligation: Obligation) -> str:
    """How far the ladder has come without a slip that does not count.

    The time to ask again is over before the ladder begins; words between two slips stay said.
    """
    standing = await standing_slips(desk, obligation)
    newest = standing[-1].step if standing else kind_of(obligation).asks_again
    return (await ladder_of(desk, obligation)).reached(newest)


async def standing_slips(desk: Desk, obligation: Obligation) -> list[Slip]:
    """The slips of an obligation that count, in the order in which they were issued."""
    rows = await slip_items.slips_listing(desk.session, obligation)
    return [row for row in rows if row.state != SlipState.VOID]
