"""更正, and the buttons under words of a report that may mean several things."""

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.obligations import report_buttons, understood
from office.plan.forms import MEASURED, Form
from office.post import Posting
from office.refusal import Refusal
from office.reports import acknowledging, drafts, fields, firms_told, named_firms, taking
from office.reports.confirming import DOUBT_VERB, FIX_VERB
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.owed import firm_days, reports, values
from storage.owed.obligations import Obligation
from storage.owed.reports import Report
from storage.subjects import Subject


async def fix_pressed(turn: Turn, press: Press) -> None:
    """Say how to correct; the reply to this adds to the report as any other does."""
    _, owed = await _own(turn, press.number() or 0)
    form = await understood.form_of(turn.desk, owed)
    if form is None:
        raise Refusal("button_obsolete")
    facts, words = _example(form), turn.desk.words
    message = Message(
        words.phrase("report_fix_ask", **facts), ask=words.plain("report_fix_placeholder", **facts)
    )
    await turn.say(message, Posting(Subject.of(owed), owed.agency))


async def zero_pressed(turn: Turn, press: Press) -> None:
    body = turn.speaks
    taken = await drafts.zero(turn.desk, turn.person, body, press.number() or 0, _pressed(turn))
    await _acknowledged(turn, taken)


async def same_pressed(turn: Turn, press: Press) -> None:
    body = turn.speaks
    taken = await drafts.same(turn.desk, turn.person, body, press.number() or 0, _pressed(turn))
    await _acknowledged(turn, taken)


async def draft_pressed(turn: Turn, press: Press) -> None:
    message, owed = await drafts.draft(turn.desk, turn.speaks, press.number() or 0)
    posting = Posting(Subject.of(owed), owed.agency, context={drafts.IS_DRAFT: True})
    await turn.say(message, posting)


def _pressed(turn: Turn) -> Incoming:
    under = turn.message
    return drafts.pressed(under.chat.id, under.message_id, turn.person, turn.desk.now)


async def _acknowledged(turn: Turn, taken: Taken) -> None:
    await acknowledging.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


async def doubt_pressed(turn: Turn, press: Press) -> None:
    doubt = await values.doubt(turn.desk.session, press.number() or 0)
    if doubt is None:
        raise Refusal("button_obsolete")
    report, owed = await _own(turn, doubt.report_id)
    index = press.number(1)
    if index is None or index > len(doubt.readings):
        raise Refusal("button_obsolete")
    await fields.choose(turn.desk, owed, doubt, index, turn.person.user_id)
    await acknowledging.show_again(turn.desk, owed, report)
    turn.show("doubt_settled_toast")


async def firm_pressed(turn: Turn, press: Press) -> None:
    doubt = await firm_days.doubt(turn.desk.session, press.number() or 0)
    index = press.number(1)
    if doubt is None or index is None or index > len(doubt.readings):
        raise Refusal("button_obsolete")
    report, owed = await _own(turn, doubt.report_id)
    await named_firms.choose(turn.desk, owed, doubt, index, turn.person.user_id)
    await acknowledging.show_again(turn.desk, owed, report)
    turn.show("doubt_settled_toast")


async def _own(turn: Turn, report_id: int) -> tuple[Report, Obligation]:
    """A report of the body for which this person speaks, unless it was taken back."""
    body = turn.speaks
    report = await reports.find(turn.desk.session, report_id)
    if report is None or (report.jurisdiction, report.agency) != (turn.desk.jurisdiction, body):
        raise Refusal("report_not_yours")
    if report.withdrawn_at is not None:
        raise Refusal("button_obsolete")
    return report, await taking.answerable(turn.desk, body, report.obligation_id)


def _example(form: Form) -> dict[str, str]:
    measured = (one for one in form.fields if one.kind in MEASURED)
    one = next(measured, form.fields[0])
    return {"field": one.name, "unit": one.unit or ""}


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    FIX_VERB: fix_pressed,
    DOUBT_VERB: doubt_pressed,
    firms_told.DOUBT_VERB: firm_pressed,
    report_buttons.DRAFT_VERB: draft_pressed,
    report_buttons.SAME_VERB: same_pressed,
    report_buttons.ZERO_VERB: zero_pressed,
}
ANSWERS: dict[str, AnswerHandler] = {}
