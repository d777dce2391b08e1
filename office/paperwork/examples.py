"""One full example of each kind of paper, in the office's own names: every field says something.

A template is tried on it, and whoever sent the template looks at what came of that.
"""

from collections.abc import Callable, Mapping

from messages.views.documents import (
    AssessmentView,
    ConsultationFormView,
    DocumentBox,
    DocumentLine,
    DocumentSection,
    LetterView,
    OfficialFormView,
)
from office.desk import Desk
from office.paperwork.wording import words_of
from office.plan.serials import SerialKind

Example = OfficialFormView | LetterView | AssessmentView | ConsultationFormView


def official_form(desk: Desk) -> OfficialFormView:
    text, form = desk.words.plain, next(iter(desk.plan.official_forms), None)
    names = [row.name for row in form.rows] if form else [text("example_row")]
    value, person = text("example_value"), text("example_person")
    head, foot = ("form_signed_by",), ("form_filled_in_by", "form_examined_by")
    return OfficialFormView(
        mark=text("example_mark"),
        place=(form and form.place) or text("example_place"),
        title=form.name if form else text("example_title"),
        serial=_serial(desk, SerialKind.FORM),
        head=tuple(DocumentLine(text(label), person) for label in head),
        rows=tuple(DocumentLine(name, value) for name in names),
        foot=tuple(DocumentLine(text(label), person) for label in foot),
        notes=((form and form.note) or text("example_note"),),
        words=words_of(desk.words),
    )


def letter(desk: Desk) -> LetterView:
    text, office = desk.words.plain, desk.plan.office
    record = text("paper_referral_record")
    headings = ("paper_slip_task", "paper_slip_limit", "paper_slip_then")
    return LetterView(
        mark=text("example_mark"),
        issuer=office,
        serial=_serial(desk, _series_of_slips(desk)),
        title=text("example_title"),
        addressee=desk.plan.bodies[0].name,
        sections=_sections(desk, [text(one) for one in headings]),
        enclosed=(record,),
        annexes=(DocumentSection(record, (text("example_text"),)),),
        signature=office,
        date=_today(desk),
        copied_to=desk.plan.positions[0].name,
        printed_by=office,
        printed_on=text("paper_printed_on", date=_today(desk)),
        words=words_of(desk.words),
    )


def assessment(desk: Desk) -> AssessmentView:
    text = desk.words.plain
    return AssessmentView(
        mark=text("example_mark"),
        title=text("paper_assessment", title=text("example_title")),
        subtitle=text("paper_assessment_draft"),
        sections=_sections(desk, [text("example_heading")]),
        signature=desk.plan.office,
        date=_today(desk),
    )


def consultation_form(desk: Desk) -> ConsultationFormView:
    text = desk.words.plain
    box = DocumentBox(
        text("example_heading"),
        (text("example_text"),),
        text("consultation_paper_signed", by=text("example_person")),
        text("form_hour", at=desk.local(desk.now)),
    )
    return ConsultationFormView(
        mark=text("example_mark"),
        place=text("example_place"),
        title=text("example_title"),
        serial=_serial(desk, SerialKind.FORM),
        corrected=text("consultation_paper_corrected", at=desk.now),
        boxes=(box,),
        words=words_of(desk.words),
    )


EXAMPLES: Mapping[str, Callable[[Desk], Example]] = {
    "official_form": official_form,
    "letter": letter,
    "assessment": assessment,
    "consultation_form": consultation_form,
}
"""The kinds of paper of which an office may bring a template, in the order of `/templates`."""


def _sections(desk: Desk, headings: list[str]) -> tuple[DocumentSection, ...]:
    """Papers begin without a heading; then come those with one."""
    text = desk.words.plain
    said = (text("example_text"),)
    numbered = [
        DocumentSection(text("paper_heading", number=number, title=one), said)
        for number, one in enumerate(headings, start=1)
    ]
    return (DocumentSection("", said), *numbered)


def _series_of_slips(desk: Desk) -> str:
    """One of them; a plan without slips has only those that every office keeps."""
    others = [kind for kind in desk.plan.serials if kind not in {*SerialKind}]
    return others[0] if others else SerialKind.FORM


def _serial(desk: Desk, kind: str) -> str:
    return desk.plan.serial(kind, desk.local(desk.now).year, 1)


def _today(desk: Desk) -> str:
    return desk.words.plain("form_day", day=desk.local(desk.now).date())
