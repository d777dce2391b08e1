"""The papers of decisions about an enterprise: notice and record of an interview, letters, 请示."""

from collections.abc import Sequence
from datetime import datetime

from messages.views import documents
from messages.views.documents import DocumentSection, LetterView
from office.bodies import agency_names
from office.desk import Desk
from office.enterprises import decision_texts
from office.matters.in_effect import order_at
from office.paperwork.printing import Paperwork
from office.paperwork.wording import words_of
from office.plan.model import Plan
from office.signing import requests
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.enterprises.decisions import DecisionKind, EnterpriseDecision
from storage.immutable import immutable
from storage.subjects import Subject

CRAFT = "letter"
_OF_THE_LIST = ("title", "industry", "place", "grade")


@immutable
class PaperHead:
    """What stands above the words of a paper, and the day that it bears."""

    title: str
    serial: str
    addressee: str
    at: datetime


async def letter_of(desk: Desk, made: EnterpriseDecision) -> Paperwork:
    """The paper by which it was issued; the same record always makes the same paper."""
    plan, firm = await _of(desk, made)
    text = desk.words.plain
    facts = {
        "name": firm,
        "said": made.said,
        "listed": _listed(desk, plan, made),
        "alert": await _alert(desk, plan, made),
    }
    rules = {"rules": plan.supervision_rules or ""}
    title = text(f"firm_paper_title_{made.kind}", **facts)
    sections = [DocumentSection("", (text(f"firm_paper_{made.kind}", **facts, **rules),))]
    sections += _points(desk, made) if made.kind == DecisionKind.INTERVIEW else []
    sections.append(DocumentSection("", (text(f"firm_paper_end_{made.kind}"),)))
    serial = await _serial(desk, made)
    head = PaperHead(title, serial, _addressee(desk, plan, made, firm), made.issued_at or desk.now)
    return _paper(desk, plan, made, head, sections)


async def record_of(desk: Desk, made: EnterpriseDecision) -> Paperwork:
    """What was said at an interview, as it was entered."""
    plan, firm = await _of(desk, made)
    text = desk.words.plain
    sections = [DocumentSection("", (text("firm_paper_record", name=firm, serial=made.serial),))]
    sections += _points(desk, made)
    outcomes = await decision_texts.outcomes(desk, made)
    entered = [text("firm_paper_entered", at=one.at, by=one.by, text=one.text) for one in outcomes]
    heading = text("firm_paper_heading_record")
    sections.append(DocumentSection(text("paper_heading", number=4, title=heading), tuple(entered)))
    by_hand = tuple(text(f"firm_paper_by_hand_{one}") for one in ("office", "firm", "writer"))
    sections.append(DocumentSection("", by_hand))
    # It is of the day on which it was last added to, and not of that of the notice.
    head = PaperHead(
        text("firm_paper_title_record", name=firm), made.serial or "", "", outcomes[-1].at
    )
    return _paper(desk, plan, made, head, sections)


async def _alert(desk: Desk, plan: Plan, made: EnterpriseDecision) -> str:
    """The level and the number of the alert that held as it was drafted; empty without one."""
    if made.alert_id is None:
        return ""
    order = order_at(await matters.issued_orders(desk.session, made.alert_id), made.drafted_at)
    level = plan.known_level((order.level if order is not None else None) or "")
    if order is None or level is None:
        return ""
    return desk.words.plain("firm_paper_alert", level=level.name, serial=order.serial)


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
    # The signer stands opposite the number, as the tab says to whoever lays out the page.
    return f"{made.serial}\t{desk.words.plain('firm_paper_signer', person=person)}"


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
    head: PaperHead,
    sections: Sequence[DocumentSection],
) -> Paperwork:
    date = desk.words.plain("form_day", day=desk.local(head.at).date())
    view = LetterView(
        mark=desk.words.plain("paper_drill_mark") if made.drill else "",
        issuer=plan.office,
        serial=head.serial,
        title=head.title,
        addressee=head.addressee,
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
    name = f"{head.title} {made.serial}.docx"
    return Paperwork(CRAFT, documents.frozen(view), name, Subject.of(made))
