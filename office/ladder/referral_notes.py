"""What the people whom a referral concerns read about it. Nobody else reads anything."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from messages.render import Message
from messages.views.slips import ReferralOutcome, Supplement, SupplementFact
from office import post
from office.bodies.people import Actor
from office.bodies.readers import Reader, readers
from office.desk import Desk
from office.ladder import service, slip_buttons, step_words
from office.ladder.policies import ladder_of
from office.matters.naming import agency_name, audit_subject, matter_of, plan_of
from office.plan.model import Capability, Rung
from office.post import Place, Posting
from storage.delivery import about, outbox
from storage.delivery.outbox import NOT_LOST, OPEN_STATES, Action, Delivery, DeliveryKind
from storage.owed import obligations
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import Subject, SubjectKind
from storage.supervision import appraisal_leads, slip_items
from storage.supervision.appraisal_leads import AppraisalLead
from storage.supervision.slips import Slip, SlipState

PROPOSAL = DeliveryKind.APPROVAL
"""A referral is proposed by this kind, because it waits for a decision."""
NOTE = DeliveryKind.REFERRAL_NOTE
SUPPLEMENT = DeliveryKind.SUPPLEMENT


async def may_read(desk: Desk, who: Actor, slip: Slip) -> bool:
    owed = await obligations.obligation(desk.session, slip.obligation_id)
    rung = await _rung(desk, owed, slip) if owed is not None else None
    concerned = {*_deciders(rung), *_told(rung), *([rung.sent_to] if rung else [])}
    return bool(concerned.intersection(who.positions)) or who.can(desk, Capability.REFERRAL)


async def is_about_one(desk: Desk, row: Delivery) -> bool:
    """A lead from an appraisal has no slip, and is no less secret."""
    return (await _lead_of(desk, row) or await _referral_of(desk, row)) is not None


async def _lead_of(desk: Desk, row: Delivery) -> AppraisalLead | None:
    number = row.is_about(SubjectKind.APPRAISAL_LEAD)
    return await appraisal_leads.lead(desk.session, number) if number is not None else None


async def may_read_row(desk: Desk, who: Actor, row: Delivery) -> bool:
    if await _lead_of(desk, row) is not None:
        return who.can(desk, Capability.REFERRAL)
    slip = await _referral_of(desk, row)
    return slip is None or await may_read(desk, who, slip)


async def tell_deciders(desk: Desk, row: Delivery, message: Message, posting: Posting) -> None:
    """Tell the deciders what the office would be told of a message that is not about a referral."""
    for reader in await readers(desk, await _deciders_of(desk, row)):
        own = replace(posting, dedupe_key=f"{posting.dedupe_key}:{reader.chat.key}")
        await post.send(desk, Place.of(reader.chat), DeliveryKind.OFFICE, message, own)


async def _deciders_of(desk: Desk, row: Delivery) -> list[str]:
    lead = await _lead_of(desk, row)
    if lead is not None:
        return [lead.handled_by, *lead.posts]
    slip = await _referral_of(desk, row)
    owed = await obligations.obligation(desk.session, slip.obligation_id) if slip else None
    rung = await _rung(desk, owed, slip) if slip and owed is not None else None
    return _deciders(rung)


async def handed_over(desk: Desk, obligation: Obligation) -> Slip | None:
    """The referral that left or may have left; nothing takes it back."""
    slip = await _issued(desk, obligation)
    return slip if slip is not None and await service.has_left(desk, slip) else None


async def confirmed(desk: Desk, obligation: Obligation) -> Slip | None:
    """The referral that somebody confirmed: it has left or may leave at any moment."""
    # Every prompt and every reminder asks this, so nothing is read before that step of the ladder.
    rung = (await ladder_of(desk, obligation)).rung(obligation.step)
    if rung is None or not rung.is_decided:
        return None
    return await _issued(desk, obligation)


async def _issued(desk: Desk, obligation: Obligation) -> Slip | None:
    for slip in await slip_items.slips_listing(desk.session, obligation):
        if slip.is_referral and slip.state == SlipState.ISSUED:
            return slip
    return None


async def note_outcome(
    desk: Desk, obligation: Obligation, slip: Slip, key: str, **facts: Any
) -> None:
    message = await _outcome(desk, obligation, slip, key, facts)
    for row in await proposals(desk, slip):
        await post.edit(desk, row, message)


async def proposals(desk: Desk, slip: Slip) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    return [
        row for row in rows if row.kind == PROPOSAL and row.action == Action.SEND and row.keyboard
    ]


async def tell_of_handover(
    desk: Desk, obligation: Obligation, slip: Slip, document: Delivery, **facts: Any
) -> None:
    # Those who decided know already; the others are told once the document has left.
    told = await readers(desk, _told(await _rung(desk, obligation, slip)))
    asked = {row.chat_id for row in await proposals(desk, slip)}
    await _tell(
        desk,
        obligation,
        slip,
        [reader for reader in told if reader.chat.chat_id not in asked],
        "referral_outcome_confirmed",
        after=document,
        **facts,
    )


async def tell_of_receipt(desk: Desk, obligation: Obligation, slip: Slip, who: Actor) -> None:
    """All whom it concerns hear that the paper was taken, except who noted it."""
    told = await _informed(desk, obligation, slip)
    facts = {**await _handover(desk, obligation, slip), "by": slip.received_by}
    others = [reader for reader in told if reader.chat.chat_id != who.user_id]
    await _tell(desk, obligation, slip, others, "referral_outcome_received", **facts)


async def tell_unsent(
    desk: Desk,
    obligation: Obligation,
    slip: Slip,
    key: str = "referral_outcome_unsent",
    **facts: Any,
) -> None:
    # It was confirmed and did not leave, but those who decided it believe that it did.
    await note_outcome(desk, obligation, slip, key, **facts)
    deciders = await readers(desk, _deciders(await _rung(desk, obligation, slip)))
    await _tell(desk, obligation, slip, deciders, key, **facts)


async def tell_withdrawn(
    desk: Desk, obligation: Obligation, slip: Slip, who: Actor, reason: str
) -> None:
    told = await _informed(desk, obligation, slip)
    others = [reader for reader in told if reader.chat.chat_id != who.user_id]
    facts = {**await _handover(desk, obligation, slip), "who": who.name, "reason": reason}
    await _tell(desk, obligation, slip, others, "referral_outcome_withdrawn", **facts)


async def report_came(desk: Desk, obligation: Obligation, slip: Slip) -> None:
    at = obligation.met_at or desk.now
    # The report is added to what was sent and takes nothing of it back.
    facts = {"reported_at": at, "on_behalf": obligation.on_behalf}
    if at < slip.issued_at:
        # It was registered or recognised after the slip, so the new fact is that it counts.
        fact = SupplementFact(desk.now, desk.words.plain("supplement_counted", **facts))
    else:
        fact = SupplementFact(at, desk.words.plain("supplement_reported", **facts))
    first = await _supplement(desk, obligation, slip, fact, f"reported:{at.isoformat()}")
    late = obligation.state == ObligationState.MET_LATE
    await _tell_all(desk, obligation, slip, "referral_outcome_reported", first, late=late, **facts)


async def owed_no_more(desk: Desk, obligation: Obligation, slip: Slip, why: str) -> None:
    """What the document is about is owed no more; whoever has it is told so."""
    fact = SupplementFact(desk.now, desk.words.plain("supplement_over", why=why))
    first = await _supplement(desk, obligation, slip, fact, f"over:{obligation.key}")
    await _tell_all(desk, obligation, slip, "referral_outcome_taken_back", first, why=why)


async def who_heard_more(desk: Desk, obligation: Obligation) -> set[int]:
    referral = await handed_over(desk, obligation)
    if referral is None:
        return set()
    return {reader.chat.chat_id for reader in await _informed(desk, obligation, referral)}


async def slip_was_withdrawn(desk: Desk, obligation: Obligation, withdrawn: Slip) -> None:
    """A slip that the document names was withdrawn, so its readers are told too.

    A referral that is only proposed rests on the slips that hold, so it is not decided any more.
    """
    ladder = await ladder_of(desk, obligation)
    facts = {
        "title": step_words.title(desk, ladder, withdrawn.step),
        "withdrawn": withdrawn.serial,
    }
    await _end_proposal(desk, obligation, withdrawn, facts)
    referral = await handed_over(desk, obligation)
    if referral is None:
        return
    what = desk.words.plain("supplement_withdrawn", **facts)
    fact = SupplementFact(desk.now, what)
    first = await _supplement(desk, obligation, referral, fact, f"withdrawn:{withdrawn.key}")
    await _tell_all(desk, obligation, referral, "referral_outcome_slip_withdrawn", first, **facts)


async def extension_was_decided(desk: Desk, obligation: Obligation, asked: Extension) -> None:
    """Tell the document's readers of the decision; the document only says it was pending.

    Its text is frozen once the referral is confirmed, so a document that still waits in the
    queue is followed by the decision as well.
    """
    referral = await confirmed(desk, obligation)
    if referral is None or not (referral.received_at or await _recipients(desk, referral)):
        return
    granted = asked.state == ExtensionState.GRANTED
    facts = {"asked_at": asked.asked_at, "granted": granted, "new_due_at": asked.new_due_at}
    fact = SupplementFact(desk.now, desk.words.plain("supplement_extension", **facts))
    first = await _supplement(desk, obligation, referral, fact, f"extension:{asked.key}")
    await _tell_all(desk, obligation, referral, "referral_outcome_extension", first, **facts)


async def _end_proposal(
    desk: Desk, obligation: Obligation, withdrawn: Slip, facts: dict[str, str]
) -> None:
    for slip in await slip_items.slips_listing(desk.session, obligation):
        if slip.is_referral and slip.state == SlipState.PROPOSED:
            slip.state, slip.reason = SlipState.WITHDRAWN, withdrawn.reason
            slip.closed_at, slip.closed_by = desk.now, withdrawn.closed_by
            desk.session.add(slip)
            await desk.session.flush()
            await note_outcome(desk, obligation, slip, "referral_outcome_ended", **facts)


async def _supplement(
    desk: Desk, obligation: Obligation, slip: Slip, fact: SupplementFact, what: str
) -> Delivery | None:
    """Send it to each chat that has the document or may have it; return the first delivery."""
    view = await _supplement_view(desk, obligation, slip, fact)
    message = Message(desk.words.text("referral_supplement", view))
    sent = []
    for row in await _recipients(desk, slip):
        posting = Posting(
            subject=Subject.of(slip),
            # A message that follows one that was given up would be dropped.
            after_id=row.key if row.state in NOT_LOST else None,
            reply_to=row.message_id,
            dedupe_key=f"supplement:{row.key}:{what}",
        )
        place = Place(row.chat_id, row.thread_id)
        sent.append(await post.send(desk, place, SUPPLEMENT, message, posting))
    await desk.record(
        "referral_supplemented",
        await audit_subject(desk, obligation),
        serial=slip.serial,
        what=what,
    )
    return next(iter(sent), None)


async def _supplement_view(
    desk: Desk, obligation: Obligation, slip: Slip, fact: SupplementFact
) -> Supplement:
    return Supplement(
        serial=slip.serial,
        agency=await agency_name(desk, obligation),
        matter=_matter(desk, obligation, slip),
        due_at=obligation.due_at,
        fact=fact,
        office=(await plan_of(desk, obligation)).office,
        at=desk.now,
        **await _handover(desk, obligation, slip),
    )


async def _recipients(desk: Desk, slip: Slip) -> list[Delivery]:
    return [
        row
        for row in await service.servings(desk, slip)
        if service.may_have_arrived(row) or row.state in OPEN_STATES
    ]


async def _tell_all(
    desk: Desk, obligation: Obligation, slip: Slip, key: str, after: Delivery | None, **facts: Any
) -> None:
    told = await _informed(desk, obligation, slip)
    handover = await _handover(desk, obligation, slip)
    await _tell(desk, obligation, slip, told, key, after=after, **handover, **facts)


async def _informed(desk: Desk, obligation: Obligation, slip: Slip) -> list[Reader]:
    rung = await _rung(desk, obligation, slip)
    return await readers(desk, [*_deciders(rung), *_told(rung)])


async def _tell(
    desk: Desk,
    obligation: Obligation,
    slip: Slip,
    told: Iterable[Reader],
    key: str,
    *,
    after: Delivery | None = None,
    **facts: Any,
) -> None:
    message = await _outcome(desk, obligation, slip, key, facts)
    deciders = set(_deciders(await _rung(desk, obligation, slip)))
    for reader in told:
        decides = slip.state == SlipState.ISSUED and deciders.intersection(reader.positions)
        posting = Posting(
            subject=Subject.of(slip),
            after_id=after.key if after is not None else None,
        )
        keyboard = ((slip_buttons.withdraw(desk.words, slip.key),),) if decides else ()
        await post.send(desk, Place.of(reader.chat), NOTE, Message(message.html, keyboard), posting)


async def _outcome(
    desk: Desk, obligation: Obligation, slip: Slip, key: str, facts: dict[str, Any]
) -> Message:
    view = ReferralOutcome(
        serial=slip.serial,
        agency=await agency_name(desk, obligation),
        matter=_matter(desk, obligation, slip),
        outcome=desk.words.plain(key, at=desk.now, **facts),
    )
    return Message(desk.words.text("referral_outcome", view))


async def _handover(desk: Desk, obligation: Obligation, slip: Slip) -> dict[str, Any]:
    plan, rung = await plan_of(desk, obligation), await _rung(desk, obligation, slip)
    recipient = plan.position(rung.sent_to).name if rung and rung.sent_to else ""
    return {"recipient": recipient, "handed_over_at": slip.received_at or slip.issued_at}


def _matter(desk: Desk, obligation: Obligation, slip: Slip) -> str:
    return matter_of(desk, obligation) if slip.lists_more else slip.matter


async def _referral_of(desk: Desk, row: Delivery) -> Slip | None:
    slip = await about.slip(desk.session, row.subject)
    return slip if slip is not None and slip.is_referral else None


async def _rung(desk: Desk, obligation: Obligation, slip: Slip) -> Rung | None:
    return (await ladder_of(desk, obligation)).rung(slip.step)


def _deciders(rung: Rung | None) -> list[str]:
    named = (rung.proposed_to, *rung.confirmed_by) if rung else ()
    return [position for position in dict.fromkeys(named) if position]


def _told(rung: Rung | None) -> list[str]:
    return list(rung.copies) if rung else []
