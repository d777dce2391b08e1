"""The papers of decisions about an enterprise: notice and record of an interview, letters, 请示."""

from collections.abc import Sequence

from messages.views import documents
from messages.views.documents import DocumentSection, LetterView
from office.bodies import agency_names
from office.desk import Desk
from office.enterprises import decision_texts
from office.paperwork.printing import Paperwork
from office.paperwork.wording import words_of
from office.plan.model import Plan
from office.signing import requests
from storage.decisions import approvals
from storage.decisions.approvals import Decision
from storage.enterprises.decisions import DecisionKind, EnterpriseDecision
from storage.subjects import Subject

CRAFT = "letter"
_OF_THE_LIST = ("title", "industry", "place", "grade")


async def letter_of(desk: Desk, made: EnterpriseDecision) -> Paperwork:
    """The paper by which it was issued; the same record always makes the same paper."""
    plan, firm = await _of(desk, made)
    text = desk.words.plain
    facts = {"name": firm, "said": made.said, "listed": _listed(desk, plan, made)}
    rules = {"rules": plan.supervision_rules or ""}
    title = text(f"firm_paper_title_{made.kind}", **facts)
    sections = [DocumentSection("", (text(f"firm_paper_{made.kind}", **facts, **rules),))]
    sections += _points(desk, made) if made.kind == DecisionKind.INTERVIEW else []
    sections.append(DocumentSection("", (text(f"firm_paper_end_{made.kind}"),)))
    serial = await _serial(desk, made)
    return _paper(desk, plan, made, (title, serial), _addressee(desk, plan, made, firm), sections)


async def record_of(desk: Desk, made: EnterpriseDecision) -> Paperwork:
    """What was said at an interview, as it was entered."""
    plan, firm = await _of(desk, made)
    text = desk.words.plain
    sections = [DocumentSection("", (text("firm_paper_record", name=firm, serial=made.serial),))]
    sections += _points(desk, made)
    entered = [
        text("firm_paper_entered", at=one.at, by=one.by, text=one.text)
        for one in await decision_texts.outcomes(desk, made)
    ]
    heading = text("firm_paper_heading_record")
    sections.append(DocumentSection(text("paper_heading", number=4, title=heading), tuple(entered)))
    title = text("firm_paper_title_record", name=firm)
    return _paper(desk, plan, made, (title, made.serial or ""), "", sections)


async def _of(desk: Desk, made: EnterpriseDecision) -> tuple[Plan, str]:
    plan = await desk.plan_version(made.plan_version_id)
    return plan, await decision_texts.firm_name(desk, made)


def _listed(desk: Desk, plan: Plan, made: EnterpriseDecision) -> dict[str, str]:
    """What the list said of it at that time, in words; empty where it stood in none."""
    facts = {name: str(made.listed.get(name, "")) for name in _OF_THE_LIST}
    if not made.listed:
        return facts | {"curbs": ""}
    ordered = sorted(plan.levels, key=lambda level: level.rank)
    curbs = made.listed["curbs"]
    said = [
        desk.words.plain("firm_paper_curb", level=level.name, said=curbs[level.id]["said"])
        for level in ordered
        if level.id in curbs and curbs[level.id]["said"]
    ]
    return facts | {"curbs": desk.words.listed(said)}


def _points(desk: Desk, made: EnterpriseDecision) -> list[DocumentSection]:
    """When, where and with whom."""
    told = dict(decision_texts.said(desk, made.said))
    called = [desk.words.plain(f"firm_asked_{name}") for name in ("at", "place", "attendees")]
    lines = [
        desk.words.plain("firm_paper_point", number=number, name=name, value=told[name])
        for number, name in enumerate(called, start=1)
    ]
    return [DocumentSection("", tuple(lines))]


async def _serial(desk: Desk, made: EnterpriseDecision) -> str:
    """A paper that goes up names beside its number whoever signed it last."""
    signed = [
        row
        for row in await approvals.approvals(desk.session, Subject.of(made))
        if row.decision == Decision.APPROVED
    ]
    if made.kind != DecisionKind.STOP_ORDER or not signed:
        return made.serial or ""
    person = await requests.signer_of(desk, signed[-1])
    return desk.words.plain("firm_paper_serial", serial=made.serial, person=person)


def _addressee(desk: Desk, plan: Plan, made: EnterpriseDecision, firm: str) -> str:
    if made.kind == DecisionKind.INTERVIEW:
        return firm
    if made.kind == DecisionKind.STOP_ORDER:
        return desk.words.plain("firm_paper_government", place=plan.name)
    return agency_names.name(desk, made.said["body"])


def _paper(
    desk: Desk,
    plan: Plan,
    made: EnterpriseDecision,
    head: tuple[str, str],
    addressee: str,
    sections: Sequence[DocumentSection],
) -> Paperwork:
    (title, serial), at = head, made.issued_at or made.drafted_at
    date = desk.words.plain("form_day", day=desk.local(at).date())
    view = LetterView(
        mark=desk.words.plain("paper_drill_mark") if made.drill else "",
        issuer=plan.office,
        serial=serial,
        title=title,
        addressee=addressee,
        sections=tuple(sections),
        enclosed=(),
        annexes=(),
        signature=plan.office,
        date=date,
        copied_to="",
        printed_by=plan.office,
        printed_on=desk.words.plain("paper_printed_on", date=date),
        words=words_of(desk.words),
    )
    name = f"{title} {made.serial}.docx"
    return Paperwork(CRAFT, documents.frozen(view), name, Subject.of(made))
