"""Slips and referrals on paper: what the body or the commission read, under a red heading."""

import re

from messages.length import plain
from messages.views import documents
from messages.views.documents import DocumentSection, LetterView
from messages.views.slips import Dossier, SlipView
from office.bodies.people import Actor, require_reader
from office.desk import Desk
from office.ladder.dossiers import dossier, line_of
from office.ladder.policies import ladder_of
from office.matters.naming import plan_of
from office.paperwork.printing import Paperwork
from office.paperwork.wording import words_of
from office.plan.model import Plan
from office.refusal import Refusal
from office.supervision import known_slips, slip_lists, slip_texts
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision.slips import Slip

CRAFT = "letter"
SIGNS = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f? ?")
"""The pictures of chats, which stand on no paper."""


async def paper_of(desk: Desk, who: Actor, slip_id: int, *, in_private: bool) -> Paperwork:
    """The paper of a slip that this person may read."""
    require_reader(desk, who)
    slip = await known_slips.readable(desk, who, slip_id, in_private=in_private)
    if slip.state not in slip_lists.ON_PAPER:
        raise Refusal("button_obsolete")
    view = await letter_of(desk, slip)
    name = f"{view.title} {slip.serial}.docx"
    return Paperwork(CRAFT, documents.frozen(view), name, Subject.of(slip))


async def letter_of(desk: Desk, slip: Slip) -> LetterView:
    owed = await known_slips.obligation_of(desk, slip)
    if slip.is_referral:
        return await _referral(desk, owed, slip)
    said = await slip_texts.view(desk, owed, slip, (), [])
    copies = (await line_of(desk, owed, slip)).copies
    return _letter(
        desk,
        await plan_of(desk, owed),
        slip,
        said.title,
        said.agency,
        _sections(desk, said),
        copied_to=desk.words.listed(one.position for one in copies if not one.is_laid),
    )


def _sections(desk: Desk, said: SlipView) -> tuple[DocumentSection, ...]:
    text = desk.words.plain
    listed = [text("paper_slip_item", item=one) for one in said.items]
    reason = text("paper_slip_reason", said=said)
    found = [DocumentSection("", (reason, *listed))]
    parts = (
        ("paper_slip_task", text("paper_slip_task_text", said=said)),
        ("paper_slip_limit", text("paper_slip_limit_text", said=said) if said.deadline_at else ""),
        ("paper_slip_then", said.warning),
    )
    numbered = [(heading, words) for heading, words in parts if words]
    for number, (heading, words) in enumerate(numbered, start=1):
        title = text("paper_heading", number=number, title=text(heading))
        found.append(DocumentSection(title, (words,)))
    return tuple(found)


async def _referral(desk: Desk, owed: Obligation, slip: Slip) -> LetterView:
    plan, rung = await plan_of(desk, owed), (await ladder_of(desk, owed)).rung(slip.step)
    to = plan.known_position((rung.sent_to if rung else None) or "")
    record = await dossier(desk, owed)
    text = desk.words.plain
    said = text("paper_referral_text", record=record, rules=plan.supervision_rules or "")
    heading = text("paper_referral_record")
    return _letter(
        desk,
        plan,
        slip,
        text("paper_referral_title"),
        to.name if to is not None else "",
        (DocumentSection("", (said,)),),
        annexes=(DocumentSection(heading, _lines(desk, record)),),
    )


def _lines(desk: Desk, record: Dossier) -> tuple[str, ...]:
    told = SIGNS.sub("", plain(desk.words.text("slip_record", {"record": record})))
    return tuple(line for line in told.splitlines() if line)


def _letter(
    desk: Desk,
    plan: Plan,
    slip: Slip,
    title: str,
    addressee: str,
    sections: tuple[DocumentSection, ...],
    *,
    annexes: tuple[DocumentSection, ...] = (),
    copied_to: str = "",
) -> LetterView:
    date = desk.words.plain("form_day", day=desk.local(slip.issued_at).date())
    return LetterView(
        mark=desk.words.plain("paper_drill_mark") if slip.drill else "",
        issuer=plan.office,
        serial=slip.serial,
        title=title,
        addressee=addressee,
        sections=sections,
        enclosed=tuple(one.heading for one in annexes),
        annexes=annexes,
        signature=plan.office,
        date=date,
        copied_to=copied_to,
        printed_by=plan.office,
        printed_on=desk.words.plain("paper_printed_on", date=date),
        words=words_of(desk.words),
    )
