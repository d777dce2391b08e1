"""A bulletin on paper: the problems that it names and who is responsible, under a red heading."""

from messages.keyboards import button
from messages.render import Message
from messages.views import documents
from messages.views.bulletins import BulletinView
from messages.views.documents import DocumentSection, LetterView
from office import post
from office.bodies.people import Actor, require_reader
from office.desk import Desk
from office.matters import bulletins, kinds
from office.matters.bulletins import BulletinTerms
from office.paperwork.printing import Paperwork
from office.paperwork.wording import words_of
from office.post import Posting
from office.refusal import Refusal
from office.signing import requests
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import MatterKind, Order, OrderState
from storage.subjects import Subject

CRAFT = "letter"
VERB = "bulpaper"
"""The button that brings it; its argument is the order."""


async def offer(desk: Desk, order: Order) -> None:
    said, ends = BulletinTerms.of(order), kinds.ends(order)
    paper = (await _wordings(desk, order))[-1] if ends else order
    phrase = "bulletin_paper_taken_back_offer" if ends else "bulletin_paper_offer"
    told = desk.words.phrase(phrase, serial=paper.serial, count=len(said.problems))
    bring = button(desk.words.plain("button_bulletin_paper"), VERB, paper.key)
    posting = Posting(Subject.of(order), dedupe_key=f"bulletin_paper:{order.key}")
    await post.tell_office(desk, Message(told, ((bring,),)), posting)


async def paper_of(desk: Desk, who: Actor, order_id: int) -> Paperwork:
    require_reader(desk, who)
    order = await matters.order(desk.session, order_id)
    if order is None or order.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if order.matter_kind != MatterKind.BULLETIN or order.state != OrderState.ISSUED:
        raise Refusal("button_obsolete")
    if kinds.ends(order):
        raise Refusal("button_obsolete")
    view = await _letter(desk, order)
    name = f"{view.title} {order.serial}.docx"
    return Paperwork(CRAFT, documents.frozen(view), name, Subject.of(order))


async def _letter(desk: Desk, order: Order) -> LetterView:
    plan, text = await desk.plan_of(order), desk.words.plain
    said = await bulletins.said(desk, plan, order, None)
    issued_at = order.issued_at or desk.now
    date = text("form_day", day=desk.local(issued_at).date())
    to = text("addressee_all") if said.is_all else desk.words.listed(said.bodies)
    overtaken = await _standing(desk, order)
    return LetterView(
        mark=text("paper_drill_mark") if order.drill else "",
        issuer=plan.office,
        serial=await _numbered(desk, order),
        title=text("bulletin_paper_title"),
        addressee=to,
        sections=(*overtaken, *_sections(desk, said, holds=not overtaken)),
        enclosed=(),
        annexes=(),
        signature=plan.office,
        date=date,
        copied_to="",
        printed_by=plan.office,
        printed_on=text("paper_printed_on", date=date),
        words=words_of(desk.words),
    )


async def _wordings(desk: Desk, order: Order) -> list[Order]:
    issued = await matters.issued_orders(desk.session, order.matter_id)
    return [one for one in issued if not kinds.ends(one)]


async def _standing(desk: Desk, order: Order) -> tuple[DocumentSection, ...]:
    """Whether it holds, where a later order says otherwise."""
    issued = await matters.issued_orders(desk.session, order.matter_id)
    later = next((one for one in reversed(issued) if one.key > order.key), None)
    if later is None:
        return ()
    phrase = "bulletin_paper_taken_back" if kinds.ends(later) else "bulletin_paper_corrected"
    said = desk.words.plain(phrase, serial=later.serial or "", at=later.issued_at)
    return (DocumentSection("", (said,)),)


async def _numbered(desk: Desk, order: Order) -> str:
    """Beside its number stands whoever signed it last."""
    rows = await approvals.approvals(desk.session, Subject.of(order))
    signed = [row for row in rows if row.decision == Decision.APPROVED]
    if not signed:
        return order.serial or ""
    person = await requests.signer_of(desk, signed[-1])
    signer = desk.words.plain("bulletin_paper_signer", person=person)
    return f"{order.serial}\t{signer}"


def _sections(desk: Desk, said: BulletinView, *, holds: bool) -> tuple[DocumentSection, ...]:
    """One that holds no more does not say that it counts in place of another."""
    text = desk.words.plain
    lines = tuple(
        text("bulletin_paper_line", number=number, one=one)
        for number, one in enumerate(said.lines, start=1)
    )
    counts = tuple(
        text("bulletin_paper_count", body=body, count=count) for body, count in said.counts
    )
    corrects: tuple[str, ...] = ()
    if said.corrects and holds:
        corrects = (text("bulletin_paper_corrects", serial=said.corrects),)
    gone = tuple(text("bulletin_paper_named_no_more", one=one) for one in said.named_no_more)
    due = (text("bulletin_paper_due", at=said.due_at),) if said.due_at else ()
    return (
        DocumentSection("", (*corrects, *gone, said.text, *due)),
        DocumentSection(text("bulletin_paper_problems"), lines),
        DocumentSection(text("bulletin_paper_counts"), counts),
    )
