"""撤回，重新报送: whoever sent a report takes it back before its deadline; it stays on record.

The obligation is owed again with its ladder as it was. What comes then is a new report.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import rules
from office.ladder.policies import policy_of
from office.matters.naming import matter_of
from office.obligations import lifecycle, settling
from office.obligations.settling import Happening, OwedChange
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.owed import obligations as stored_obligations
from storage.owed import reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report
from storage.subjects import Subject

VERB = "rback"


def keyboard(desk: Desk, owed: Obligation, report: Report) -> Keyboard:
    # What the office registered for an agency is taken back by the office alone.
    if owed.state != ObligationState.MET or owed.on_behalf or desk.now > owed.due_at:
        return ()
    return ((button(desk.words.plain("button_withdraw_report"), VERB, report.key),),)


async def withdraw(
    desk: Desk, who: Actor, agency: str, report_id: int
) -> tuple[Report, Obligation]:
    report, owed = await _withdrawable(desk, who, agency, report_id)
    report.withdrawn_at = desk.now
    desk.session.add(report)
    await desk.session.flush()
    look_at = rules.looks_at(owed.step, owed.due_at, await policy_of(desk, owed), desk.now)
    line = desk.words.phrase("report_withdrawn_line", by=who.name, at=desk.now)
    happening = Happening(OwedChange.WITHDRAWN, line=line)
    why = f"report:{report.key}"
    await lifecycle.reopen(desk, owed, owed.due_at, look_at, why, happening)
    await desk.record(
        "report_withdrawn", f"obligation:{owed.key}", report=report.serial, by=who.user_id
    )
    await _mark_answers(desk, owed, report, line)
    return report, owed


async def ask_anew(desk: Desk, place: Place, owed: Obligation, report: Report) -> None:
    facts = {"serial": report.serial, "matter": matter_of(desk, owed), "due_at": owed.due_at}
    message = Message(desk.words.phrase("report_withdrawn", **facts))
    await post.send(
        desk, place, DeliveryKind.ANSWER, message, Posting(Subject.of(owed), owed.agency)
    )


async def _withdrawable(
    desk: Desk, who: Actor, agency: str, report_id: int
) -> tuple[Report, Obligation]:
    report = await reports.find(desk.session, report_id)
    if report is None or (report.jurisdiction, report.agency) != (desk.jurisdiction, agency):
        raise Refusal("report_not_yours")
    owed = await stored_obligations.obligation(desk.session, report.obligation_id)
    if owed is None:
        raise Refusal("report_not_yours")
    if report.withdrawn_at is not None:
        raise Refusal("withdraw_done", serial=report.serial, at=report.withdrawn_at)
    if report.submitted_by != who.user_id:
        by = await people.name_of(desk, report.submitted_by)
        raise Refusal("withdraw_not_sender", serial=report.serial, by=by)
    if owed.state != ObligationState.MET or desk.now > owed.due_at:
        raise Refusal("withdraw_too_late", due_at=owed.due_at)
    await settling.require(desk, owed, OwedChange.WITHDRAWN)
    return report, owed


async def _mark_answers(desk: Desk, owed: Obligation, report: Report, line: str) -> None:
    # The old answer still offers its button, so the edit takes it away.
    rows = await outbox.deliveries_about(desk.session, Subject.of(owed))
    for row in rows:
        if row.action == Action.SEND and row.context.get("report") == report.key:
            edits = [one.text for one in rows if one.target_id == row.key]
            said = edits[-1] if edits else row.text
            await post.edit(desk, row, Message(f"{said}\n\n{line}"), kind=DeliveryKind.ANSWER)
