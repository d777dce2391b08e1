"""以昨日为底稿 and 零报告: a report by one tap, with yesterday's figures or with none at all."""

from collections.abc import Mapping
from datetime import datetime

from messages.keyboards import button
from messages.render import Message
from messages.views.understood import YesterdayView
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import naming
from office.obligations import report_buttons, understood
from office.plan.forms import Form
from office.reading.replies.reading import Value
from office.refusal import Refusal
from office.reports import confirming, fields, taking
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import PartKind
from storage.owed.values import ValueFrom

LONGEST = 2000
"""The most characters of yesterday's words that are repeated whole."""
IS_DRAFT = "draft"
"""The fact in the context of a message that it is such a draft."""


async def zero(desk: Desk, who: Actor, body: str, obligation_id: int, stands: Incoming) -> Taken:
    """Report that there was nothing. `stands` is the message that was pressed: it is sent once."""
    await _open(desk, body, obligation_id)
    item = stands.model_copy(update={"text": desk.words.plain("zero_report")})
    return await _taken(desk, who, body, obligation_id, item)


async def draft(desk: Desk, body: str, obligation_id: int) -> tuple[Message, Obligation]:
    owed, form = await _open(desk, body, obligation_id)
    known = await _yesterday(desk, owed)
    html = desk.words.text("report_draft", await _view(desk, owed, form, known))
    same = button(desk.words.plain("button_same"), report_buttons.SAME_VERB, owed.key)
    return Message(html, ((same,),)), owed


async def same(desk: Desk, who: Actor, body: str, obligation_id: int, stands: Incoming) -> Taken:
    """Report the same as the day before, in the words of the draft."""
    owed, form = await _open(desk, body, obligation_id)
    known = await _yesterday(desk, owed)
    view = await _view(desk, owed, form, known)
    item = stands.model_copy(update={"text": _lines(view)})
    taken = await _taken(desk, who, body, obligation_id, item)
    part = taken.parts[0]
    await fields.note(desk, form, taken.report, part, known, ValueFrom.DRAFT)
    return taken


async def fill(desk: Desk, taken: Taken) -> None:
    """Whoever answered a draft with corrections alone means all else to be as it was."""
    form = await understood.form_of(desk, taken.obligation)
    if form is None or not taken.is_first:
        return
    before = await understood.of_the_day_before(desk, taken.obligation)
    part = taken.parts[0]
    corrected = fields.corrected(form, before, part.text)
    if corrected is None:
        return
    read = await understood.of_report(desk, form, taken.report.key)
    whole = {**before, **read.values, **corrected.values}
    await fields.note(desk, form, taken.report, part, whole, ValueFrom.DRAFT)


def pressed(chat_id: int, message_id: int, who: Actor, at: datetime) -> Incoming:
    """What a press reports has no message of its own; that of the button stands for it."""
    return Incoming(
        chat_id=chat_id,
        message_id=message_id,
        sent_by=who.user_id,
        sent_at=at,
        kind=PartKind.TEXT,
    )


async def _open(desk: Desk, body: str, obligation_id: int) -> tuple[Obligation, Form]:
    owed = await taking.answerable(desk, body, obligation_id)
    form = await understood.form_of(desk, owed)
    if form is None:
        raise Refusal("button_obsolete")
    if owed.state != ObligationState.OPEN or owed.returned_at is not None:
        # One tap must not put zeros in the place of what somebody wrote.
        raise Refusal("draft_reported_before")
    return owed, form


async def _taken(desk: Desk, who: Actor, body: str, obligation_id: int, item: Incoming) -> Taken:
    taken = await taking.receive(desk, who, body, obligation_id, [item], sent_at=item.sent_at)
    if taken is None:
        raise Refusal("draft_reported_before")
    return taken


async def _yesterday(desk: Desk, owed: Obligation) -> dict[str, Value]:
    known = await understood.of_the_day_before(desk, owed)
    if not known:
        raise Refusal("draft_nothing")
    return known


async def _view(
    desk: Desk, owed: Obligation, form: Form, known: Mapping[str, Value]
) -> YesterdayView:
    """Whole, so that it can be copied, unless it would fill the message."""
    said = [(one, known[one.id]) for one in form.fields if one.id in known]
    is_long = sum(len(str(value)) for _, value in said) > LONGEST
    shown = confirming.said if is_long else confirming.whole
    told = tuple(shown(desk, one, value) for one, value in said)
    return YesterdayView(naming.matter_of(desk, owed), told)


def _lines(view: YesterdayView) -> str:
    return "\n".join(f"{one.name}：{one.value}{one.unit}" for one in view.fields)
