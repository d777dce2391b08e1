"""Referrals to the discipline commission: the ladder proposes them, only a person sends them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from messages.keyboards import Keyboard, button
from messages.render import Message, Words
from messages.views.slips import ReferralView
from office import post
from office.bodies.people import Actor
from office.bodies.readers import private_chats
from office.desk import Desk
from office.ladder import joint
from office.ladder.dossiers import dossier
from office.ladder.policies import ladder_of
from office.ladder.referral_notes import PROPOSAL, note_outcome, tell_of_handover
from office.matters.naming import audit_subject, matter_of, plan_of
from office.obligations import delay_offers
from office.plan.model import Rung
from office.post import Place, Posting
from office.refusal import Refusal
from office.supervision import confirming, known_slips, on_paper, slips
from office.supervision.confirming import awaited_post
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.immutable import immutable
from storage.owed import extensions as stored_extensions
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Slip, SlipState

CAPABILITY = "referral"


@immutable
class Request:
    """A request for more time, for one of the things that a referral lists."""

    number: int
    matter: str
    asked_at: datetime
    reason: str


@immutable
class Confirmation:
    """What a person has to know and confirm before a referral leaves."""

    slip: Slip
    agency: str
    recipient: str
    requests: tuple[Request, ...]
    """The requests for more time that the office has not decided, the newest last."""

    @property
    def newest(self) -> int | None:
        """By its number: whoever was told of it was told of all that waited then."""
        return self.requests[-1].number if self.requests else None

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "serial": self.slip.serial,
            "agency": self.agency,
            "recipient": self.recipient,
            "requests": self.requests,
        }


async def propose(
    desk: Desk, obligation: Obligation, rung: Rung, others: Sequence[Obligation] = ()
) -> Slip:
    slip = await slips.write(desk, obligation, rung, None, SlipState.PROPOSED, others=others)
    view = await _view(desk, obligation, slip, rung)
    message = Message(desk.words.text("referral_proposal", view), keyboard(desk.words, slip.key))
    await _ask_post(desk, obligation, slip, rung.proposed_to or "", message)
    await desk.record(
        "referral_proposed",
        await audit_subject(desk, obligation),
        serial=slip.serial,
        agency=slip.agency,
    )
    return slip


async def lay_before(desk: Desk, positions: Collection[str], chat: Chat) -> int:
    waiting = await _decided_by(desk, positions)
    for slip in waiting:
        obligation = await known_slips.obligation_of(desk, slip)
        view = await _view(desk, obligation, slip, await _rung(desk, obligation, slip))
        message = Message(
            desk.words.text("referral_proposal", view), keyboard(desk.words, slip.key)
        )
        posting = Posting(Subject.of(slip))
        await post.send(desk, Place.of(chat), PROPOSAL, message, posting)
    return len(waiting)


async def proposed_to(desk: Desk, positions: Collection[str]) -> list[Slip]:
    """The referrals that the holders of these posts are to decide on, the oldest first."""
    return [slip for slip in await _decided_by(desk, positions) if not slip.drill]


async def _decided_by(desk: Desk, positions: Collection[str]) -> list[Slip]:
    waiting = await stored_slips.slips_in(desk.session, desk.jurisdiction, SlipState.PROPOSED)
    found = []
    for slip in reversed(waiting):
        rung = await _rung(desk, await known_slips.obligation_of(desk, slip), slip)
        if awaited_post(rung, slip) in positions:
            found.append(slip)
    return found


async def confirm(desk: Desk, actor: Actor, slip_id: int, *, told_of: int | None = None) -> Slip:
    """Send the referral with the whole record as it is now.

    Requests for more time may have come after the proposal and still wait for the office. Then
    this person must have been told of the newest of them, and with it of all.
    """
    slip = await proposed(desk, actor, slip_id)
    obligation = await known_slips.obligation_of(desk, slip)
    await _check_is_due(desk, slip)
    requests = await _pending(desk, slip)
    if requests and requests[-1].number != told_of:
        raise Refusal("referral_request_pending", asked_at=requests[-1].asked_at)
    rung = await _rung(desk, obligation, slip)
    await _require_recipient(desk, obligation, rung)
    if not await confirming.confirm(desk, actor, rung, slip):
        await _ask_next(desk, actor, obligation, slip, rung)
        return slip
    await _decide(desk, slip, SlipState.ISSUED)
    slip.issued_at, slip.on_paper = desk.now, rung.goes_on_paper
    desk.session.add(slip)
    await desk.session.flush()
    if rung.goes_on_paper:
        await _hand_to_office(desk, actor, obligation, slip, rung)
    else:
        await _send_document(desk, actor, obligation, slip, rung)
    await delay_offers.show(desk, obligation)
    await _record(desk, "referral_confirmed", obligation, slip)
    return slip


async def said_of(desk: Desk, slip: Slip) -> tuple[str, dict[str, str]]:
    """What whoever confirmed it reads: it was sent, or is printed, or waits for another."""
    obligation = await known_slips.obligation_of(desk, slip)
    rung, plan = await _rung(desk, obligation, slip), await plan_of(desk, obligation)
    if slip.state == SlipState.PROPOSED:
        return "referral_agreed", {"next": plan.position(awaited_post(rung, slip)).name}
    return ("referral_on_paper_done" if rung.goes_on_paper else "referral_was_sent"), {}


async def _ask_next(
    desk: Desk, actor: Actor, obligation: Obligation, slip: Slip, rung: Rung
) -> None:
    """One of several has confirmed it, so the next one is asked; nothing has left."""
    plan, position = await plan_of(desk, obligation), awaited_post(rung, slip)
    facts = {"who": actor.name, "next": plan.position(position).name}
    await note_outcome(desk, obligation, slip, "referral_outcome_agreed", **facts)
    view = await _view(desk, obligation, slip, rung)
    message = Message(desk.words.text("referral_proposal", view), keyboard(desk.words, slip.key))
    await _ask_post(desk, obligation, slip, position, message)
    await _record(desk, "referral_agreed", obligation, slip)


async def _hand_to_office(
    desk: Desk, actor: Actor, obligation: Obligation, slip: Slip, rung: Rung
) -> None:
    facts = {"who": actor.name, "to": await _recipient(desk, obligation, rung)}
    await note_outcome(desk, obligation, slip, "referral_outcome_on_paper", **facts)
    await on_paper.ask_to_print(desk, obligation, slip, rung)


async def _send_document(
    desk: Desk, actor: Actor, obligation: Obligation, slip: Slip, rung: Rung
) -> None:
    view = await _view(desk, obligation, slip, rung)
    recipients = await private_chats(desk, rung.sent_to or "")
    message = Message(desk.words.text("referral_document", view))
    first, *_ = [await _send(desk, obligation, slip, chat, message) for chat in recipients]
    facts = {"who": actor.name, "to": view.recipient}
    await note_outcome(desk, obligation, slip, "referral_outcome_confirmed", **facts)
    await tell_of_handover(desk, obligation, slip, first, **facts)


async def _require_recipient(desk: Desk, obligation: Obligation, rung: Rung) -> None:
    if rung.goes_on_paper or await private_chats(desk, rung.sent_to or ""):
        return
    raise Refusal("referral_no_recipient", recipient=await _recipient(desk, obligation, rung))


async def _recipient(desk: Desk, obligation: Obligation, rung: Rung) -> str:
    plan = await plan_of(desk, obligation)
    return plan.position(rung.sent_to).name if rung.sent_to else ""


async def decline(desk: Desk, actor: Actor, slip_id: int, reason: str) -> Slip:
    """Refuse the referral with a reason; the ladder has no step beyond it."""
    slip = await proposed(desk, actor, slip_id)
    obligation = await known_slips.obligation_of(desk, slip)
    await _decide(desk, slip, SlipState.DECLINED)
    slip.reason, slip.closed_at, slip.closed_by = reason, desk.now, actor.user_id
    desk.session.add(slip)
    await desk.session.flush()
    await note_outcome(
        desk, obligation, slip, "referral_outcome_declined", who=actor.name, reason=reason
    )
    await _record(desk, "referral_declined", obligation, slip)
    return slip


async def proposed(desk: Desk, actor: Actor, slip_id: int) -> Slip:
    """The referral, if this person may decide it and nobody has decided it yet."""
    if not actor.can(desk, CAPABILITY):
        raise Refusal("referral_not_yours")
    slip = await known_slips.known(desk, slip_id)
    if slip.state != SlipState.PROPOSED:
        raise Refusal("referral_decided", serial=slip.serial)
    obligation = await known_slips.obligation_of(desk, slip)
    position = awaited_post(await _rung(desk, obligation, slip), slip)
    if position not in actor.positions:
        plan = await plan_of(desk, obligation)
        raise Refusal("referral_anothers_turn", position=plan.position(position).name)
    return slip


async def to_confirm(desk: Desk, actor: Actor, slip_id: int) -> Confirmation:
    slip = await proposed(desk, actor, slip_id)
    obligation = await known_slips.obligation_of(desk, slip)
    await _check_is_due(desk, slip)
    rung = await _rung(desk, obligation, slip)
    await _require_recipient(desk, obligation, rung)
    recipient = await _recipient(desk, obligation, rung)
    agency = (await plan_of(desk, obligation)).body(obligation.agency).name
    return Confirmation(slip, agency, recipient, await _pending(desk, slip))


def keyboard(words: Words, slip_id: int) -> Keyboard:
    return (
        (
            button(words.plain("button_referral_confirm"), "refyes", slip_id),
            button(words.plain("button_referral_decline"), "refno", slip_id),
        ),
    )


async def _check_is_due(desk: Desk, slip: Slip) -> None:
    """Refuse while time that was granted after the proposal runs, for whatever the slip lists."""
    rows = [
        row
        for owed in await joint.still_owed(desk, slip)
        for row in await stored_extensions.extensions_of(desk.session, owed.key)
    ]
    until = max((row.new_due_at for row in rows if row.new_due_at is not None), default=desk.now)
    if until > desk.now:
        raise Refusal("referral_extended", due_at=until)


async def _pending(desk: Desk, slip: Slip) -> tuple[Request, ...]:
    """The requests for more time that wait, for whatever the slip lists."""
    found = []
    for owed in await joint.still_owed(desk, slip):
        row = await stored_extensions.pending(desk.session, owed.key)
        if row is not None:
            found.append(Request(row.key, matter_of(desk, owed), row.asked_at, row.reason))
    return tuple(sorted(found, key=lambda one: one.number))


async def _decide(desk: Desk, slip: Slip, state: SlipState) -> None:
    if not await stored_slips.claim(desk.session, slip.key, SlipState.PROPOSED, state):
        raise Refusal("referral_decided", serial=slip.serial)
    slip.state = state


async def _ask(
    desk: Desk, obligation: Obligation, slip: Slip, chat: Chat, message: Message
) -> None:
    posting = Posting(Subject.of(slip), dedupe_key=f"proposal:{slip.key}:{chat.key}")
    await post.send(desk, Place.of(chat), PROPOSAL, message, posting)


async def _send(
    desk: Desk, obligation: Obligation, slip: Slip, chat: Chat, message: Message
) -> Delivery:
    posting = Posting(Subject.of(slip), dedupe_key=f"referral:{slip.key}:{chat.key}")
    row = await post.send(desk, Place.of(chat), DeliveryKind.REFERRAL, message, posting)
    slip.delivery_id = slip.delivery_id or row.key
    desk.session.add(slip)
    await desk.session.flush()
    return row


async def _ask_post(
    desk: Desk, obligation: Obligation, slip: Slip, position: str, message: Message
) -> None:
    asked = await private_chats(desk, position)
    for chat in asked:
        await _ask(desk, obligation, slip, chat, message)
    if not asked:
        await _tell_of_vacancy(desk, obligation, position)


async def _tell_of_vacancy(desk: Desk, obligation: Obligation, position: str) -> None:
    plan = await plan_of(desk, obligation)
    name = plan.position(position).name if position else ""
    # The office is to fill the post; what waits to be decided is not for its group to know.
    phrase = desk.words.phrase("referral_nobody_to_ask", position=name)
    await post.tell_office(desk, Message(phrase))


async def _rung(desk: Desk, obligation: Obligation, slip: Slip) -> Rung:
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    if rung is None:
        raise Refusal("slip_unknown")
    return rung


async def _view(desk: Desk, obligation: Obligation, slip: Slip, rung: Rung) -> ReferralView:
    plan = await plan_of(desk, obligation)
    return ReferralView(
        serial=slip.serial,
        recipient=plan.position(rung.sent_to).name if rung.sent_to else "",
        rules=plan.supervision_rules or "",
        office=plan.office,
        at=desk.now,
        record=await dossier(desk, obligation),
        confirmed=await confirming.lines(desk, obligation, slip),
    )


async def _record(desk: Desk, action: str, obligation: Obligation, slip: Slip) -> None:
    await desk.record(
        action, await audit_subject(desk, obligation), serial=slip.serial, agency=slip.agency
    )
