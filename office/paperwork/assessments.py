"""The assessment after an episode: the plan's headings, for its authors to write under.

What the record knows stands before the first heading; nothing is written in their place.
"""

from dataclasses import replace

from messages.views import documents
from messages.views.documents import AssessmentView, DocumentSection
from office.desk import Desk
from office.paperwork import deliberations, fields, forms, record
from office.paperwork.printing import Paperwork
from office.paperwork.record import Answered, Record
from office.plan.model import Plan
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import Matter
from storage.subjects import Subject

CRAFT, OWED = "assessment", "assessment"
KNOWN = ("occurred", "level_changes", "ended", "measures")


def headings(plan: Plan, alert: Matter) -> tuple[str, ...]:
    """Those of an alert that has ended, where the plan wants an assessment with headings."""
    owed = plan.known_owed(OWED)
    if owed is None or alert.ended_at is None:
        return ()
    forms_of_it = [form for form in plan.forms if form.id == owed.form]
    return owed.content or tuple(field.name for form in forms_of_it for field in form.fields)


async def paper_of(desk: Desk, alert: Matter) -> Paperwork:
    plan = await forms.plan_of(desk, alert)
    wanted = headings(plan, alert)
    if not wanted:
        raise Refusal("button_obsolete")
    title = desk.words.plain("paper_assessment", title=await forms.matter_named(desk, alert))
    text, today = desk.words.plain, desk.local(desk.now).date()
    # "The day before" is a day of the form that is sent on that day, and none of the whole episode.
    found = replace(await record.of(desk, alert, today), reports=Answered(0, 0))
    empty = (text("paper_assessment_empty"),)
    sections = [
        DocumentSection(text("paper_heading", number=number, title=one), empty)
        for number, one in enumerate(wanted, start=1)
    ]
    view = AssessmentView(
        mark=text("paper_drill_mark") if alert.drill else "",
        title=title,
        subtitle=text("paper_assessment_draft"),
        sections=(
            DocumentSection("", (*_known(desk, found), *await _deliberated(desk, alert))),
            *sections,
        ),
        signature=plan.office,
        date=text("form_day", day=today),
    )
    return Paperwork(CRAFT, documents.frozen(view), f"{title}.docx", Subject.of(alert))


def _known(desk: Desk, found: Record) -> tuple[str, ...]:
    """In a form these stand beside the names of its rows; here each says itself what it is."""
    said = {one: fields.filled(found, one) or fields.offered(found, one) for one in KNOWN}
    return tuple(
        desk.words.plain(f"paper_known_{name}", said=words) for name, words in said.items() if words
    )


async def _deliberated(desk: Desk, alert: Matter) -> tuple[str, ...]:
    """Each decision about this alert with what led to it, one a paragraph."""
    orders = await store.issued_orders(desk.session, alert.key)
    decided = [order for order in orders if deliberations.decides(order)]
    if not decided:
        return ()
    until = max(order.issued_at or desk.now for order in decided)
    found = await deliberations.between(desk, decided[0].drafted_at, until, decided)
    keys = {order.key for order in decided}
    lines = [
        await deliberations.line(desk, one)
        for one in found
        if one.order is not None and one.order.key in keys
    ]
    return tuple(desk.words.plain("paper_known_deliberated", one=one) for one in lines)
