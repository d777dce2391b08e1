"""What came of a consultation as it stands on paper: its report, and the form with the boxes."""

from collections.abc import Iterator, Mapping

from messages.views.documents import (
    ConsultationFormView,
    DocumentBox,
    DocumentSection,
    LetterView,
)
from office.bodies import agency_names
from office.desk import Desk
from office.matters import consultations
from office.paperwork.wording import words_of
from office.plan.consultation_reports import ConsultationForm
from office.plan.model import Plan
from storage.immutable import immutable
from storage.sky.consultation_papers import ConsultationPaper
from storage.sky.consultations import Consultation, ConsultationBox, ConsultationOpinion

Filled = Mapping[str, ConsultationOpinion]


@immutable
class Concluded:
    """A consultation with what stands in its boxes, and what is put right of its papers."""

    plan: Plan
    held: Consultation
    filled: Filled
    correction: str = ""
    former: ConsultationPaper | None = None
    """The wording of before, where this is a corrected one."""


def report_title(desk: Desk, plan: Plan, occasion: str) -> str:
    held = plan.consultation_reports.known_held(occasion)
    return held.name if held else desk.words.plain(f"consultation_report_{occasion}")


def form_title(desk: Desk, plan: Plan) -> str:
    form = plan.consultation_reports.form
    return form.name if form else desk.words.plain("consultation_form_title", place=plan.name)


def report(desk: Desk, one: Concluded, serial: str, title: str, copied_to: str = "") -> LetterView:
    """会商月报, 周报 or 日报: what each body found, and what the office concludes."""
    date = _day(desk)
    return LetterView(
        mark=_mark(desk, one),
        issuer=one.plan.office,
        serial=serial,
        title=title,
        addressee="",
        sections=tuple(_sections(desk, one)),
        enclosed=(),
        annexes=(),
        signature=one.plan.office,
        date=date,
        copied_to=copied_to,
        printed_by=one.plan.office,
        printed_on=desk.words.plain("paper_printed_on", date=date),
        words=words_of(desk.words),
    )


def form(desk: Desk, one: Concluded, title: str) -> ConsultationFormView:
    said = one.plan.consultation_reports.form
    place = (said.place if said else None) or ""
    remarks = DocumentBox(
        desk.words.plain("consultation_paper_remarks"), _remarks(desk, one), "", ""
    )
    return ConsultationFormView(
        mark=_mark(desk, one),
        place=place,
        title=title,
        serial=one.held.serial,
        corrected=_corrected(desk, one),
        boxes=(*(_box(desk, one, said, box) for box in ConsultationBox), remarks),
        words=words_of(desk.words),
    )


# The parts of the report


def _sections(desk: Desk, one: Concluded) -> Iterator[DocumentSection]:
    asked = desk.words.plain("consultation_paper_asked", asked=one.held.asked)
    yield DocumentSection("", (*_put_right(desk, one), asked))
    for number, box in enumerate(ConsultationBox, start=1):
        heading = desk.words.plain("paper_heading", number=number, title=_heading(desk, one, box))
        yield DocumentSection(heading, _said(desk, one, box))
    remarks = _remarks(desk, one)
    if remarks:
        number, title = len(ConsultationBox) + 1, desk.words.plain("consultation_paper_remarks")
        yield DocumentSection(
            desk.words.plain("paper_heading", number=number, title=title), remarks
        )


def _heading(desk: Desk, one: Concluded, box: ConsultationBox) -> str:
    body = one.held.boxes.get(box)
    name = consultations.box_name(desk, box)
    if body is None:
        return name
    return desk.words.plain(
        "consultation_paper_heading", box=name, body=agency_names.name(desk, body)
    )


def _said(desk: Desk, one: Concluded, box: ConsultationBox) -> tuple[str, ...]:
    opinion = one.filled.get(box)
    if opinion is None:
        return (desk.words.plain("consultation_paper_nothing"),)
    signed = desk.words.plain(
        "consultation_paper_signed_at", by=opinion.signed_by, hour=_hour(desk, opinion)
    )
    return (*_outcome(desk, one, box), *_paragraphs(opinion.text), signed)


def _outcome(desk: Desk, one: Concluded, box: ConsultationBox) -> tuple[str, ...]:
    if box is not ConsultationBox.OFFICE:
        return ()
    said = consultations.outcome_of(desk, one.plan, one.held)
    return (desk.words.plain("consultation_paper_outcome", said=said),) if said else ()


# The parts of the form


def _box(
    desk: Desk, one: Concluded, form: ConsultationForm | None, box: ConsultationBox
) -> DocumentBox:
    opinion = one.filled.get(box)
    text = desk.words.plain
    if opinion is None:
        signed, hour = text("consultation_paper_signed", by=""), text("consultation_paper_no_hour")
        return DocumentBox(_name(desk, one, form, box), (), signed, hour)
    return DocumentBox(
        _name(desk, one, form, box),
        (*_outcome(desk, one, box), *_paragraphs(opinion.text)),
        text("consultation_paper_signed", by=opinion.signed_by),
        _hour(desk, opinion),
    )


def _name(desk: Desk, one: Concluded, form: ConsultationForm | None, box: ConsultationBox) -> str:
    """As the plan's form calls the box; elsewhere by the body that fills it."""
    named = {said.box: said.name for said in form.boxes} if form else {}
    if box in named:
        return named[box]
    if box is ConsultationBox.OFFICE:
        return one.plan.office
    body = one.held.boxes.get(box)
    return agency_names.name(desk, body) if body else consultations.box_name(desk, box)


def _remarks(desk: Desk, one: Concluded) -> tuple[str, ...]:
    """What whoever signed has added, why a box stayed empty, and what is put right."""
    text = desk.words.plain
    said = [
        text(
            "consultation_paper_remark",
            box=consultations.box_name(desk, box),
            said=one.filled[box].remarks,
        )
        for box in ConsultationBox
        if box in one.filled and one.filled[box].remarks
    ]
    if one.held.without:
        said.append(text("consultation_paper_without", why=one.held.without))
    if one.correction:
        said.append(text("consultation_paper_correction", said=one.correction))
    return tuple(said)


def _put_right(desk: Desk, one: Concluded) -> tuple[str, ...]:
    corrected = _corrected(desk, one)
    return (corrected,) if corrected else ()


def _corrected(desk: Desk, one: Concluded) -> str:
    if one.former is None:
        return ""
    return desk.words.plain("consultation_paper_corrected", at=one.former.made_at)


def _mark(desk: Desk, one: Concluded) -> str:
    return desk.words.plain("paper_drill_mark") if one.held.drill else ""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _hour(desk: Desk, opinion: ConsultationOpinion) -> str:
    return desk.words.plain("form_hour", at=desk.local(opinion.signed_at or opinion.written_at))


def _day(desk: Desk) -> str:
    return desk.words.plain("form_day", day=desk.local(desk.now).date())
