"""确认移交 and 暂不移交 of a lead: post after post confirms it, and then it is handed over."""

from messages.render import Message
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import private_chats
from office.conversation import reasons
from office.desk import Desk
from office.ladder.referral_notes import SUPPLEMENT
from office.paperwork.appraisals import leads, leads_on_paper
from office.paperwork.appraisals.leads import awaited_post
from office.plan.model import Capability
from office.post import Place, Posting
from office.refusal import Refusal
from storage.subjects import Subject
from storage.supervision import appraisal_leads as store
from storage.supervision.appraisal_leads import AppraisalLead, LeadState


async def proposed(desk: Desk, who: Actor, lead_id: int) -> AppraisalLead:
    """The lead, if this person may decide it and nobody has decided it yet."""
    if not who.can(desk, Capability.REFERRAL):
        raise Refusal("referral_not_yours")
    lead = await store.lead(desk.session, lead_id)
    if lead is None or lead.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if lead.state != LeadState.PROPOSED:
        raise Refusal("referral_decided", serial=lead.serial)
    awaited = awaited_post(lead)
    name = people.position_name(desk, awaited)
    if awaited not in who.positions:
        raise Refusal("referral_anothers_turn", position=name)
    if any(one.get("user_id") == who.user_id for one in lead.confirmations):
        # Whoever holds both posts is one person, and a referral wants the word of two.
        raise Refusal("referral_wants_another", position=name)
    return lead


async def to_confirm(desk: Desk, who: Actor, lead_id: int) -> tuple[AppraisalLead, str]:
    """The lead with the name of its recipient, who must be there unless it goes on paper."""
    lead = await proposed(desk, who, lead_id)
    recipient = people.position_name(desk, lead.sent_to)
    if not lead.on_paper and not await private_chats(desk, lead.sent_to):
        raise Refusal("referral_no_recipient", recipient=recipient)
    return lead, recipient


async def confirm(desk: Desk, who: Actor, lead_id: int) -> AppraisalLead:
    """The word of one of several sends nothing; the next one is asked."""
    lead, recipient = await to_confirm(desk, who, lead_id)
    await _agree(desk, who, lead)
    if lead.confirmed < len(lead.posts):
        following = people.position_name(desk, awaited_post(lead))
        await leads.note_outcome(
            desk, lead, "referral_outcome_agreed", who=who.name, next=following
        )
        await leads.ask_next(desk, lead)
        await leads.record(desk, "referral_agreed", lead)
        return lead
    await _decide(desk, who, lead, LeadState.CONFIRMED)
    outcome = "referral_outcome_on_paper" if lead.on_paper else "referral_outcome_confirmed"
    await leads.note_outcome(desk, lead, outcome, who=who.name, to=recipient)
    await (leads_on_paper.ask_to_print if lead.on_paper else _send)(desk, lead)
    await leads.tell_proposer(desk, lead, who)
    await leads.record(desk, "referral_confirmed", lead)
    return lead


async def _agree(desk: Desk, who: Actor, lead: AppraisalLead) -> None:
    following = lead.posts[lead.confirmed + 1 :]
    if following:
        await leads.require_holder(desk, following[0])
    agreed = {
        "post": awaited_post(lead),
        "who": who.name,
        "user_id": who.user_id,
        "at": desk.now.isoformat(),
    }
    if not await store.agree_to_lead(desk.session, lead, agreed):
        raise Refusal("referral_decided", serial=lead.serial)
    await desk.session.refresh(lead)


async def _send(desk: Desk, lead: AppraisalLead) -> None:
    text = desk.words.text("appraisal_lead", await leads.view(desk, lead, proposal=False))
    posting = Posting(Subject.of(lead))
    for chat in await private_chats(desk, lead.sent_to):
        await post.send(desk, Place.of(chat), SUPPLEMENT, Message(text), posting)


def said_of(desk: Desk, lead: AppraisalLead) -> tuple[str, dict[str, str]]:
    """What whoever confirmed it reads: it was sent, or is printed, or waits for another."""
    if lead.state == LeadState.PROPOSED:
        return "referral_agreed", {"next": people.position_name(desk, awaited_post(lead))}
    return ("referral_on_paper_done" if lead.on_paper else "referral_was_sent"), {}


async def decline(desk: Desk, who: Actor, lead_id: int, reason: str) -> AppraisalLead:
    lead = await proposed(desk, who, lead_id)
    said = reasons.checked(reason, of="appraisal")
    await _decide(desk, who, lead, LeadState.DECLINED, said)
    await leads.note_outcome(desk, lead, "referral_outcome_declined", who=who.name, reason=said)
    await leads.tell_proposer(desk, lead, who)
    await leads.record(desk, "referral_declined", lead)
    return lead


async def _decide(
    desk: Desk, who: Actor, lead: AppraisalLead, to: LeadState, reason: str = ""
) -> None:
    if not await store.decide_lead(
        desk.session, lead.key, to, by=who.user_id, at=desk.now, reason=reason
    ):
        raise Refusal("referral_decided", serial=lead.serial)
    await desk.session.refresh(lead)
