"""A lead on paper, as a referral of the ladder goes: it is printed, and somebody signs for it."""

from messages.keyboards import Keyboard, button
from messages.length import plain
from messages.render import Message
from messages.views import documents
from messages.views.appraisals import LeadView
from messages.views.documents import DocumentSection, LetterView
from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import readers
from office.desk import Desk
from office.paperwork.appraisals import leads
from office.paperwork.printing import Paperwork
from office.paperwork.slip_papers import CRAFT, SIGNS
from office.paperwork.wording import words_of
from office.refusal import Refusal
from office.supervision import on_paper
from storage.subjects import Subject
from storage.supervision import appraisal_leads as store
from storage.supervision.appraisal_leads import AppraisalLead, LeadState

PAPER_VERB, RECEIPT_VERB = "apprletter", "apprtaken"


async def ask_to_print(desk: Desk, lead: AppraisalLead) -> None:
    """Whoever handles it has it printed; nobody else reads of it."""
    recipient = people.position_name(desk, lead.sent_to)
    told = desk.words.phrase("referral_to_print", serial=lead.serial, recipient=recipient)
    for reader in await readers(desk, [lead.handled_by]):
        await leads.note(desk, lead, reader.chat, Message(told, _keyboard(desk, lead)))


def _keyboard(desk: Desk, lead: AppraisalLead) -> Keyboard:
    text = desk.words.plain
    return (
        (button(text("button_slip_paper"), PAPER_VERB, lead.key),),
        (button(text("button_referral_receipt"), RECEIPT_VERB, lead.key),),
    )


async def paper_of(desk: Desk, who: Actor, lead_id: int) -> Paperwork:
    lead = await _readable(desk, who, lead_id)
    if not lead.on_paper or lead.state != LeadState.CONFIRMED:
        raise Refusal("button_obsolete")
    letter = await _letter(desk, lead)
    name = f"{letter.title} {lead.serial}.docx"
    return Paperwork(CRAFT, documents.frozen(letter), name, Subject.of(lead))


async def _readable(desk: Desk, who: Actor, lead_id: int) -> AppraisalLead:
    lead = await store.lead(desk.session, lead_id)
    if lead is None or lead.jurisdiction != desk.jurisdiction:
        raise Refusal("slip_unknown")
    if not leads.may_read(desk, who, lead):
        raise Refusal("slip_unknown")
    return lead


async def _letter(desk: Desk, lead: AppraisalLead) -> LetterView:
    text = desk.words.plain
    said = await leads.view(desk, lead, proposal=False)
    date = text("form_day", day=desk.local(lead.decided_at or desk.now).date())
    heading = text("paper_lead_record")
    return LetterView(
        mark="",
        issuer=said.office,
        serial=lead.serial,
        title=text("paper_referral_title"),
        addressee=said.recipient,
        sections=(DocumentSection("", (text("paper_lead_text", lead=said), lead.words)),),
        enclosed=(heading,),
        annexes=(DocumentSection(heading, _lines(desk, said)),),
        signature=said.office,
        date=date,
        copied_to="",
        printed_by=said.office,
        printed_on=text("paper_printed_on", date=date),
        words=words_of(desk.words),
    )


def _lines(desk: Desk, said: LeadView) -> tuple[str, ...]:
    told = SIGNS.sub("", plain(desk.words.text("appraisal_member", said.member)))
    return tuple(line for line in told.splitlines() if line)


async def to_be_signed_for(desk: Desk, who: Actor, lead_id: int) -> AppraisalLead:
    """A lead that is on its way on paper, if this person may say that it was taken."""
    lead = await _readable(desk, who, lead_id)
    if not lead.on_paper or lead.state != LeadState.CONFIRMED:
        raise Refusal("referral_not_on_paper", serial=lead.serial)
    if lead.handled_by not in who.positions:
        raise Refusal("referral_not_yours")
    if lead.received_at is not None:
        raise Refusal("referral_received", by=lead.received_by, at=lead.received_at)
    return lead


async def sign_for(desk: Desk, who: Actor, lead_id: int, text: str) -> AppraisalLead:
    lead = await to_be_signed_for(desk, who, lead_id)
    taken = on_paper.read(desk, lead.decided_at or desk.now, text)
    if not await store.claim_receipt(desk.session, lead.key, taken.by, taken.at):
        await desk.session.refresh(lead)
        raise Refusal("referral_received", by=lead.received_by, at=lead.received_at)
    await desk.session.refresh(lead)
    at = taken.at.isoformat()
    await leads.record(desk, "referral_received", lead, by=taken.by, at=at)
    await _tell_of_receipt(desk, lead, who)
    return lead


async def _tell_of_receipt(desk: Desk, lead: AppraisalLead, who: Actor) -> None:
    """All who decided it hear that the paper was taken, except who noted it."""
    facts = {
        "recipient": people.position_name(desk, lead.sent_to),
        "handed_over_at": lead.received_at,
        "by": lead.received_by,
    }
    told = desk.words.phrase("appraisal_lead_received", serial=lead.serial, **facts)
    for reader in await readers(desk, [*lead.posts, lead.handled_by]):
        if reader.chat.chat_id != who.user_id:
            await leads.note(desk, lead, reader.chat, Message(told))
