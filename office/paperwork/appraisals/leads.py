"""The second road to a referral: an appraisal that was signed brings up a lead on a body.

The office proposes it in its own words, and whoever confirms a referral of the ladder confirms this
one too. All of it is said in private: whoever it does not concern never sees it.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.appraisals import LeadView
from office import post
from office.bodies import people
from office.bodies.people import Actor, name_of, require_office
from office.bodies.readers import private_chats
from office.conversation import reasons
from office.desk import Desk
from office.paperwork.appraisals import member_pages
from office.paperwork.appraisals.known import known
from office.paperwork.appraisals.standing import standing
from office.plan.model import AnyPlan, Capability, Rung
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.subjects import Subject
from storage.supervision import appraisals as store
from storage.supervision.appraisals import (
    AppraisalLead,
    AppraisalState,
    DrawnAppraisal,
    LeadState,
)

SURE_VERB, DECLINE_VERB = "apprhand", "apprhold"


def road(plan: AnyPlan) -> Rung | None:
    """The step by which the plan hands leads over; no referral where it knows none.

    Of several that one is taken which the most persons confirm.
    """
    steps = (rung for rungs in plan.ladders.values() for rung in rungs)
    decided = [rung for rung in steps if rung.is_decided and rung.sent_to]
    return max(decided, key=lambda rung: len(rung.confirmed_by), default=None)


def is_open(desk: Desk, made: DrawnAppraisal) -> bool:
    return made.state == AppraisalState.SIGNED and road(desk.plan) is not None


async def require_proposable(desk: Desk, who: Actor, made: DrawnAppraisal, body: str) -> Rung:
    require_office(desk, who)
    step = road(desk.plan)
    if made.state != AppraisalState.SIGNED or step is None:
        raise Refusal("appraisal_no_lead")
    before = await store.leads_of(desk.session, made.key, body)
    standing = [one for one in before if one.state != LeadState.DECLINED]
    if any(one.proposed_by == who.user_id for one in standing):
        raise Refusal("appraisal_lead_before")
    if standing:
        # Only its proposer and those who decide it know that there is one.
        raise Refusal("appraisal_lead_not_now")
    return step


async def propose(
    desk: Desk, who: Actor, made: DrawnAppraisal, body: str, words: str
) -> AppraisalLead:
    step = await require_proposable(desk, who, made, body)
    said = reasons.checked(words, of="appraisal")
    await _require_holder(desk, step.confirmed_by[0])
    lead = AppraisalLead(
        jurisdiction=desk.jurisdiction,
        appraisal_id=made.key,
        agency=body,
        serial=await desk.serial(step.step, desk.plan),
        words=said,
        posts=list(step.confirmed_by),
        sent_to=step.sent_to or "",
        proposed_by=who.user_id,
        proposed_at=desk.now,
    )
    desk.session.add(lead)
    await desk.session.flush()
    await _ask_next(desk, made, lead)
    await _record(desk, "referral_proposed", lead)
    return lead


async def _require_holder(desk: Desk, position: str) -> None:
    if not await private_chats(desk, position):
        name = people.position_name(desk, position)
        raise Refusal("position_not_enrolled", position=name)


async def _ask_next(desk: Desk, made: DrawnAppraisal, lead: AppraisalLead) -> None:
    text = desk.words.text("appraisal_lead", await _view(desk, lead, proposal=True))
    for chat in await private_chats(desk, lead.posts[lead.confirmed]):
        await _send(desk, Place.of(chat), Message(text, _keyboard(desk, lead)), made)


async def proposed(desk: Desk, who: Actor, lead_id: int) -> AppraisalLead:
    """The lead, if this person may decide it and nobody has decided it yet."""
    if not who.can(desk, Capability.REFERRAL):
        raise Refusal("referral_not_yours")
    lead = await store.lead(desk.session, lead_id)
    if lead is None or lead.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if lead.state != LeadState.PROPOSED:
        raise Refusal("referral_decided", serial=lead.serial)
    awaited = lead.posts[lead.confirmed]
    if awaited not in who.positions:
        raise Refusal("referral_anothers_turn", position=people.position_name(desk, awaited))
    return lead


async def to_confirm(desk: Desk, who: Actor, lead_id: int) -> tuple[AppraisalLead, str]:
    """The lead with the name of its recipient, who must be there to receive it."""
    lead = await proposed(desk, who, lead_id)
    recipient = people.position_name(desk, lead.sent_to)
    if not await private_chats(desk, lead.sent_to):
        raise Refusal("referral_no_recipient", recipient=recipient)
    return lead, recipient


async def confirm(desk: Desk, who: Actor, lead_id: int) -> AppraisalLead:
    """The word of one of several sends nothing; the next one is asked."""
    lead, _ = await to_confirm(desk, who, lead_id)
    made, following = await known(desk, lead.appraisal_id), lead.posts[lead.confirmed + 1 :]
    if following:
        await _require_holder(desk, following[0])
    post_held = lead.posts[lead.confirmed]
    agreed = {"post": post_held, "who": who.name, "at": desk.now.isoformat()}
    if not await store.agree_to_lead(desk.session, lead, agreed):
        raise Refusal("referral_decided", serial=lead.serial)
    await desk.session.refresh(lead)
    if following:
        await _ask_next(desk, made, lead)
        await _record(desk, "referral_agreed", lead)
        return lead
    await _decide(desk, who, lead, LeadState.CONFIRMED)
    await _hand_over(desk, made, lead)
    await _tell_proposer(desk, made, lead, who)
    await _record(desk, "referral_confirmed", lead)
    return lead


async def _hand_over(desk: Desk, made: DrawnAppraisal, lead: AppraisalLead) -> None:
    text = desk.words.text("appraisal_lead", await _view(desk, lead, proposal=False))
    for chat in await private_chats(desk, lead.sent_to):
        await _send(desk, Place.of(chat), Message(text), made)


async def decline(desk: Desk, who: Actor, lead_id: int, reason: str) -> AppraisalLead:
    lead = await proposed(desk, who, lead_id)
    said = reasons.checked(reason, of="appraisal")
    await _decide(desk, who, lead, LeadState.DECLINED, said)
    await _tell_proposer(desk, await known(desk, lead.appraisal_id), lead, who)
    await _record(desk, "referral_declined", lead)
    return lead


async def _decide(
    desk: Desk, who: Actor, lead: AppraisalLead, to: LeadState, reason: str = ""
) -> None:
    if not await store.decide_lead(
        desk.session, lead.key, to, by=who.user_id, at=desk.now, reason=reason
    ):
        raise Refusal("referral_decided", serial=lead.serial)
    await desk.session.refresh(lead)


async def _tell_proposer(desk: Desk, made: DrawnAppraisal, lead: AppraisalLead, who: Actor) -> None:
    place = await chats.private_chat(desk.session, desk.jurisdiction, lead.proposed_by)
    if place is not None:
        facts = {"serial": lead.serial, "who": who.name, "reason": lead.reason}
        phrase = desk.words.phrase(f"appraisal_lead_{lead.state}", **facts)
        await _send(desk, Place.of(place), Message(phrase), made)


async def _send(desk: Desk, place: Place, message: Message, made: DrawnAppraisal) -> None:
    posting = Posting(Subject.of(made))
    await post.send(desk, place, DeliveryKind.SUPPLEMENT, message, posting)


async def _view(desk: Desk, lead: AppraisalLead, *, proposal: bool) -> LeadView:
    now = await standing(desk, await known(desk, lead.appraisal_id))
    paper = await store.newest_paper(desk.session, lead.appraisal_id)
    member = now.board.member(lead.agency)
    if member is None:
        raise Refusal("button_obsolete")
    return LeadView(
        proposal=proposal,
        serial=lead.serial,
        appraisal=(paper.serial or "") if paper is not None else "",
        recipient=people.position_name(desk, lead.sent_to),
        rules=desk.plan.supervision_rules or "",
        office=desk.plan.office,
        proposer=await name_of(desk, lead.proposed_by),
        words=lead.words,
        confirmed=tuple(
            (people.position_name(desk, one["post"]), one["who"]) for one in lead.confirmations
        ),
        at=desk.now,
        member=member_pages.page(desk, now.made, now.board, member, now.corrections),
    )


def _keyboard(desk: Desk, lead: AppraisalLead) -> Keyboard:
    plain = desk.words.plain
    return (
        (
            button(plain("button_referral_confirm"), SURE_VERB, lead.key),
            button(plain("button_referral_decline"), DECLINE_VERB, lead.key),
        ),
    )


async def _record(desk: Desk, action: str, lead: AppraisalLead) -> None:
    subject = f"appraisal:{lead.appraisal_id}"
    await desk.record(action, subject, serial=lead.serial, agency=lead.agency)
