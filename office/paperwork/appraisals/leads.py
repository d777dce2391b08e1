"""The second road to a referral: an appraisal that was signed brings up a lead on a body.

Somebody of the office proposes it in their own words, and whoever confirms a referral of the ladder
confirms this one too. All of it is said in private: whoever it does not concern never sees it.
"""

from collections.abc import Collection

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.appraisals import LeadView
from messages.views.slips import ReferralOutcome
from office import post
from office.bodies import agency_names, people
from office.bodies.people import Actor, name_of, require_office
from office.bodies.readers import private_chats
from office.conversation import reasons
from office.desk import Desk
from office.ladder.referral_notes import NOTE, PROPOSAL
from office.paperwork.appraisals import member_pages
from office.paperwork.appraisals.known import known
from office.paperwork.appraisals.standing import standing
from office.plan.model import AnyPlan, Capability, Rung
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision import appraisal_leads as store
from storage.supervision import appraisals
from storage.supervision.appraisal_leads import AppraisalLead, LeadState
from storage.supervision.appraisals import AppraisalState, DrawnAppraisal

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


def may_read(desk: Desk, who: Actor, lead: AppraisalLead) -> bool:
    concerned = {*lead.posts, lead.handled_by}
    return bool(concerned.intersection(who.positions)) or who.can(desk, Capability.REFERRAL)


async def require_proposable(desk: Desk, who: Actor, made: DrawnAppraisal, body: str) -> Rung:
    """Somebody else's lead on the same body refuses nothing: that would tell that there is one."""
    require_office(desk, who)
    step = road(desk.plan)
    if made.state != AppraisalState.SIGNED or step is None:
        raise Refusal("appraisal_no_lead")
    for before in await store.leads_of(desk.session, made.key, body):
        if before.proposed_by == who.user_id and before.state != LeadState.DECLINED:
            raise Refusal("appraisal_lead_before")
    return step


async def propose(
    desk: Desk, who: Actor, made: DrawnAppraisal, body: str, words: str
) -> AppraisalLead:
    step = await require_proposable(desk, who, made, body)
    said = reasons.checked(words, of="appraisal")
    await require_holder(desk, step.confirmed_by[0])
    lead = AppraisalLead(
        jurisdiction=desk.jurisdiction,
        appraisal_id=made.key,
        agency=body,
        serial=await desk.serial(step.step, desk.plan),
        words=said,
        posts=list(step.confirmed_by),
        sent_to=step.sent_to or "",
        handled_by=step.proposed_to or step.confirmed_by[0],
        on_paper=step.goes_on_paper,
        proposed_by=who.user_id,
        proposed_at=desk.now,
    )
    desk.session.add(lead)
    await desk.session.flush()
    await ask_next(desk, lead)
    await record(desk, "referral_proposed", lead)
    return lead


async def require_holder(desk: Desk, position: str) -> None:
    if not await private_chats(desk, position):
        name = people.position_name(desk, position)
        raise Refusal("position_not_enrolled", position=name)


def awaited_post(lead: AppraisalLead) -> str:
    return lead.posts[min(lead.confirmed, len(lead.posts) - 1)]


async def ask_next(desk: Desk, lead: AppraisalLead) -> None:
    for chat in await private_chats(desk, awaited_post(lead)):
        await _ask(desk, lead, chat)


async def lay_before(desk: Desk, positions: Collection[str], chat: Chat) -> int:
    waiting = await proposed_to(desk, positions)
    for lead in waiting:
        await _ask(desk, lead, chat)
    return len(waiting)


async def proposed_to(desk: Desk, positions: Collection[str]) -> list[AppraisalLead]:
    rows = await store.proposed(desk.session, desk.jurisdiction)
    return [lead for lead in rows if awaited_post(lead) in positions]


async def _ask(desk: Desk, lead: AppraisalLead, chat: Chat) -> None:
    text = desk.words.text("appraisal_lead", await view(desk, lead, proposal=True))
    message = Message(text, _keyboard(desk, lead))
    await post.send(desk, Place.of(chat), PROPOSAL, message, Posting(Subject.of(lead)))


async def note_outcome(desk: Desk, lead: AppraisalLead, key: str, **facts: object) -> None:
    """Whoever was asked reads under what they were asked what became of it."""
    made = await known(desk, lead.appraisal_id)
    outcome = ReferralOutcome(
        serial=lead.serial,
        agency=agency_names.name(desk, lead.agency),
        matter=made.title,
        outcome=desk.words.plain(key, at=desk.now, **facts),
    )
    message = Message(desk.words.text("referral_outcome", outcome))
    for row in await outbox.deliveries_about(desk.session, Subject.of(lead)):
        if row.kind == PROPOSAL and row.action == Action.SEND and row.keyboard:
            await post.edit(desk, row, message)


async def tell_proposer(desk: Desk, lead: AppraisalLead, who: Actor) -> None:
    """Its number is for those whom it concerns: it would tell how many there were."""
    place = await chats.private_chat(desk.session, desk.jurisdiction, lead.proposed_by)
    if place is not None:
        body = agency_names.short(desk, lead.agency)
        facts = {"body": body, "who": who.name, "reason": lead.reason}
        told = desk.words.phrase(f"appraisal_lead_{lead.state}", **facts)
        await note(desk, lead, place, Message(told))


async def note(desk: Desk, lead: AppraisalLead, chat: Chat, message: Message) -> None:
    await post.send(desk, Place.of(chat), NOTE, message, Posting(Subject.of(lead)))


async def view(desk: Desk, lead: AppraisalLead, *, proposal: bool) -> LeadView:
    made = await known(desk, lead.appraisal_id)
    now = await standing(desk, made)
    paper = await appraisals.newest_paper(desk.session, lead.appraisal_id)
    member = now.board.member(lead.agency)
    if member is None:
        raise Refusal("button_obsolete")
    others = await store.leads_of(desk.session, made.key, lead.agency)
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
        others=tuple((one.serial, one.state) for one in others if one.key != lead.key),
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


async def record(desk: Desk, action: str, lead: AppraisalLead, **facts: object) -> None:
    subject = f"appraisal:{lead.appraisal_id}"
    await desk.record(action, subject, serial=lead.serial, agency=lead.agency, **facts)
