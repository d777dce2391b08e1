"""What comes of a consultation: its report and its form, numbered, kept, sent on, and corrected."""

from collections.abc import Sequence

from messages.views import documents
from office.bodies import people
from office.bodies.people import Actor
from office.consultations import held, product_readers
from office.consultations.product_texts import Concluded, form, form_title, report, report_title
from office.desk import Desk
from office.paperwork import printing, templates
from office.paperwork.printing import Paperwork
from office.plan.model import Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.sky import consultation_papers as store
from storage.sky import consultations
from storage.sky.consultation_papers import ConsultationPaper, ConsultationPaperKind
from storage.sky.consultations import Consultation, ConsultationOccasion
from storage.subjects import Subject

CRAFTS = {
    ConsultationPaperKind.REPORT: "letter",
    ConsultationPaperKind.FORM: "consultation_form",
}
CORRECTION_AT_MOST = 300
SHOWN = 20
"""So many of the newest papers are offered again; the older ones stand in the ledger."""


async def produce(desk: Desk, concluded: Consultation) -> None:
    """Put down what was concluded, and send it on; it is done once."""
    if not await store.of_matter(desk.session, concluded.matter_id):
        await _make(desk, await _of(desk, concluded), None)


async def correct(desk: Desk, who: Actor, paper_id: int, said: str) -> ConsultationPaper:
    """Make new wordings of its papers, which say that they are corrected and in what.

    What the bodies have signed stays as they signed it; the office corrects in its own words.
    """
    paper = await correctable(desk, who, paper_id)
    correction = " ".join(said.split())
    if not states_something(correction) or len(correction) > CORRECTION_AT_MOST:
        raise Refusal("consultation_correction_unclear", most=CORRECTION_AT_MOST)
    concluded = await consultations.of_matter(desk.session, paper.matter_id)
    if concluded is None:
        raise Refusal("button_obsolete")
    known = await store.of_matter(desk.session, paper.matter_id)
    one = await _of(desk, concluded, correction, known[-1])
    [first, *_] = await _make(desk, one, who)
    return first


async def correctable(desk: Desk, who: Actor, paper_id: int) -> ConsultationPaper:
    """The last wording of a paper, for whoever may sign another."""
    paper = await of_reader(desk, who, paper_id)
    order = await held.order_of(desk, paper.matter_id)
    _require_signer(desk, who, await desk.plan_of(order))
    known = await store.of_matter(desk.session, paper.matter_id)
    if any(row.kind == paper.kind and row.version > paper.version for row in known):
        raise Refusal("button_obsolete")
    return paper


async def of_reader(desk: Desk, who: Actor, paper_id: int) -> ConsultationPaper:
    people.require_auditor(desk, who)
    row = await store.paper(desk.session, paper_id)
    if row is None or row.jurisdiction != desk.jurisdiction or row.drill:
        raise Refusal("button_obsolete")
    return row


async def newest(desk: Desk) -> list[ConsultationPaper]:
    """The last wording of each paper, the newest first."""
    rows = await store.newest(desk.session, desk.jurisdiction, SHOWN)
    last = {(row.matter_id, row.kind): row for row in reversed(rows)}
    return sorted(last.values(), key=lambda row: row.key, reverse=True)


def paperwork(row: ConsultationPaper) -> Paperwork:
    name = f"{row.title} {row.serial}.docx"
    craft = CRAFTS[ConsultationPaperKind(row.kind)]
    return Paperwork(craft, row.says, name, Subject.of(row), row.template_sha256)


def _require_signer(desk: Desk, who: Actor, plan: Plan) -> None:
    """A corrected paper is signed by whoever signs the office's box, where the plan names posts."""
    people.require_office(desk, who)
    steps = plan.consultation.signed_by
    if steps and not set(steps[-1].by) & set(who.positions):
        posts = [people.position_name(desk, one) for one in steps[-1].by]
        raise Refusal("consultation_correction_signer", posts=posts)


async def _of(
    desk: Desk,
    concluded: Consultation,
    correction: str = "",
    former: ConsultationPaper | None = None,
) -> Concluded:
    filled = await consultations.signed(desk.session, concluded.matter_id)
    return Concluded(await _plan(desk, concluded), concluded, filled, correction, former)


async def _plan(desk: Desk, concluded: Consultation) -> Plan:
    return await desk.plan_of(await held.order_of(desk, concluded.matter_id))


async def _make(desk: Desk, one: Concluded, who: Actor | None) -> list[ConsultationPaper]:
    """The first of them is read by all who get it; a form beside a report stays with the office."""
    made = [await _written(desk, one, kind, who) for kind in _kinds(one)]
    for row, sent in zip(made, (True, False), strict=False):
        await printing.want(
            desk, paperwork(row), await product_readers.of(desk, one, row, sent=sent)
        )
        facts = {"paper": row.kind, "version": row.version, "serial": row.serial}
        await desk.record("consultation_paper_made", f"matter:{row.matter_id}", **facts)
    return made


def _kinds(one: Concluded) -> Sequence[ConsultationPaperKind]:
    if one.held.occasion == ConsultationOccasion.ALERT:
        return (ConsultationPaperKind.FORM,)
    if one.plan.consultation_reports.form is None:
        return (ConsultationPaperKind.REPORT,)
    return (ConsultationPaperKind.REPORT, ConsultationPaperKind.FORM)


async def _written(
    desk: Desk, one: Concluded, kind: ConsultationPaperKind, who: Actor | None
) -> ConsultationPaper:
    known = await store.of_matter(desk.session, one.held.matter_id)
    before = [row for row in known if row.kind == kind]
    if kind is ConsultationPaperKind.FORM:
        serial, title = one.held.serial, form_title(desk, one.plan)
        says = documents.frozen(form(desk, one, title))
    else:
        serial = before[-1].serial if before else await _number(desk, one)
        title = report_title(desk, one.plan, one.held.occasion)
        copied = product_readers.copied_to(desk, one)
        says = documents.frozen(report(desk, one, serial, title, copied))
    row = ConsultationPaper(
        jurisdiction=desk.jurisdiction,
        matter_id=one.held.matter_id,
        drill=one.held.drill,
        kind=kind,
        version=len(before) + 1,
        serial=serial,
        title=title,
        says=says,
        correction=one.correction,
        made_by=who.user_id if who is not None else None,
        made_at=desk.now,
        template_sha256=await templates.in_force(desk, CRAFTS[kind]),
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _number(desk: Desk, one: Concluded) -> str:
    series = f"consultation_{one.held.occasion}"
    return await desk.serial(series, one.plan, drill=one.held.drill)
