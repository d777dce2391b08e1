"""A bulletin of an appraisal on paper: who is named and for what, under a red heading."""

from messages.keyboards import button
from messages.render import Message
from messages.views import documents
from messages.views.appraisal_bulletins import AppraisalBulletinView
from messages.views.documents import DocumentSection, LetterView
from office import post
from office.bodies.people import Actor, require_reader
from office.desk import Desk
from office.matters import appraisal_bulletins
from office.paperwork.printing import Paperwork
from office.paperwork.slip_papers import CRAFT
from office.paperwork.wording import words_of
from office.post import Posting
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.matters import MatterKind, Order, OrderKind, OrderState
from storage.subjects import Subject

VERB = "apprnews"
"""The button that brings it; its argument is the order."""


async def offer(desk: Desk, order: Order) -> None:
    told = desk.words.phrase("appraisal_bulletin_paper_offer", serial=order.serial)
    bring = button(desk.words.plain("button_appraisal_bulletin_paper"), VERB, order.key)
    posting = Posting(Subject.of(order), dedupe_key=f"appraisal_bulletin_paper:{order.key}")
    await post.tell_office(desk, Message(told, ((bring,),)), posting)


async def paper_of(desk: Desk, who: Actor, order_id: int) -> Paperwork:
    require_reader(desk, who)
    order = await matters.order(desk.session, order_id)
    if order is None or order.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    issued = order.kind == OrderKind.ISSUE and order.state == OrderState.ISSUED
    if order.matter_kind != MatterKind.APPRAISAL_BULLETIN or not issued:
        raise Refusal("button_obsolete")
    letter = await _letter(desk, order)
    name = f"{letter.title} {order.serial}.docx"
    return Paperwork(CRAFT, documents.frozen(letter), name, Subject.of(order))


async def _letter(desk: Desk, order: Order) -> LetterView:
    plan, text = await desk.plan_of(order), desk.words.plain
    said = await appraisal_bulletins.view(desk, plan, order, None)
    date = text("form_day", day=desk.local(order.issued_at or desk.now).date())
    return LetterView(
        mark="",
        issuer=plan.office,
        serial=order.serial or "",
        title=text("appraisal_bulletin_paper_title", period=said.period),
        addressee=text("addressee_all") if said.is_all else desk.words.listed(said.bodies),
        sections=_sections(desk, said),
        enclosed=(),
        annexes=(),
        signature=plan.office,
        date=date,
        copied_to="",
        printed_by=plan.office,
        printed_on=text("paper_printed_on", date=date),
        words=words_of(desk.words),
    )


def _sections(desk: Desk, said: AppraisalBulletinView) -> tuple[DocumentSection, ...]:
    text = desk.words.plain
    lines = tuple(
        text("appraisal_bulletin_paper_line", number=number, body=body, lines=against)
        for number, (body, against) in enumerate(said.named, start=1)
    )
    heading = "praise" if said.praise else "criticism"
    grounds = text("appraisal_bulletin_paper_grounds", appraisal=said.appraisal)
    return (
        DocumentSection("", (said.text,)),
        DocumentSection(text(f"appraisal_bulletin_paper_{heading}"), lines),
        DocumentSection("", (grounds,)),
    )
