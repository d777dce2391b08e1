"""Oral reports 口头汇报: what a body said at the meeting, written down by the office.

It counts as nothing until the body makes it its report of the day, by one tap, or says in a reply
what is to be put right. Until then the prompt of the day brings it along.
"""

from datetime import date

from messages.render import Message
from messages.views.meetings import OralReportView
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import alerts, kinds, naming
from office.matters.in_effect import newest_terms
from office.matters.meetings import MeetingTerms, Purpose
from office.matters.orders import recipients_of
from office.obligations import report_buttons, understood
from office.plan.forms import Form
from office.post import Place, Posting
from office.reading.replies.reading import Value
from office.reading.typed import states_something
from office.refusal import Refusal
from office.reports import confirming, early, fields, taking
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.decisions import matters
from storage.decisions.matters import MatterState, Order
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_day
from storage.owed import obligations, reports
from storage.owed import oral_reports as store
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.oral_reports import OralReport, OralState
from storage.owed.values import ValueFrom
from storage.roster import chats
from storage.subjects import Subject

TEXT_AT_MOST = 1000


async def silent(desk: Desk, who: Actor, order_id: int) -> list[str]:
    """The bodies of the meeting that have not reported of its day, in the order of the plan."""
    people.require_office(desk, who)
    order = await _meeting(desk, order_id)
    alert = await alerts.standing_alert(desk, drill=order.drill)
    if alert is None:
        raise Refusal("oral_no_alert")
    occasion = of_day(_day(desk, order))
    rows = await obligations.of_occasion(desk.session, alert.key, ObligationKind.DAILY, occasion)
    done = {row.agency for row in rows if row.state != ObligationState.OPEN}
    plan, asked = await desk.plan_of(order), recipients_of(order)
    return [body.id for body in plan.bodies if body.id in asked and body.id not in done]


async def written(desk: Desk, order_id: int) -> set[str]:
    """The bodies for which the office has written something down."""
    return set(await store.of_order(desk.session, order_id))


async def asked_for(desk: Desk, owed: Obligation) -> str:
    """The names of what the form asks for, to go by while writing."""
    form = await understood.form_of(desk, owed)
    return desk.words.listed(one.name for one in form.fields) if form is not None else ""


async def owed_by(desk: Desk, who: Actor, order_id: int, body: str) -> Obligation:
    """The report of the day that it would be; refused where none is owed any more."""
    people.require_office(desk, who)
    order = await _meeting(desk, order_id)
    if body not in recipients_of(order):
        raise Refusal("button_obsolete")
    alert = await alerts.standing_alert(desk, drill=order.drill)
    day = _day(desk, order)
    owed = await early.open_on(desk, alert, body, day) if alert is not None else None
    if owed is None:
        raise Refusal("oral_not_owed", day=day)
    if owed.state != ObligationState.OPEN or owed.returned_at is not None:
        raise Refusal("oral_reported_before", day=day)
    return owed


async def write(desk: Desk, who: Actor, order_id: int, body: str, text: str) -> bool:
    """Write it down and put it before the body; return whether the body can be reached."""
    owed = await owed_by(desk, who, order_id, body)
    said = text.strip()
    if not states_something(said):
        raise Refusal("oral_nothing_said")
    if len(said) > TEXT_AT_MOST:
        raise Refusal("oral_too_long", most=TEXT_AT_MOST, length=len(said))
    before = await store.waiting(desk.session, owed.key)
    if before is not None:
        await store.move(desk.session, before, OralState.REPLACED)
    row = OralReport(
        jurisdiction=desk.jurisdiction,
        order_id=order_id,
        obligation_id=owed.key,
        agency=body,
        text=said,
        written_by=who.user_id,
        written_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("oral_report_written", _audit(owed), agency=body, oral=row.key)
    return await _put_before(desk, row, owed)


async def confirm(desk: Desk, who: Actor, body: str, oral_id: int, stands: Incoming) -> Taken:
    """以此作为日报. `stands` is the message that was pressed, in the place of the body's own."""
    row = await store.oral_report(desk.session, oral_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    owed = await taking.answerable(desk, body, row.obligation_id)
    if row.state == OralState.REPLACED:
        raise Refusal("oral_replaced")
    if owed.state != ObligationState.OPEN or owed.returned_at is not None:
        raise Refusal("draft_reported_before")
    if not await store.move(desk.session, row, OralState.CONFIRMED):
        raise Refusal("draft_reported_before")
    row.confirmed_by, row.confirmed_at = who.user_id, desk.now
    desk.session.add(row)
    item = stands.model_copy(update={"text": row.text})
    taken = await taking.receive(desk, who, body, owed.key, [item], sent_at=item.sent_at)
    if taken is None:
        raise Refusal("draft_reported_before")
    await desk.record("oral_report_confirmed", _audit(owed), agency=body, oral=row.key)
    return taken


async def fill(desk: Desk, taken: Taken) -> None:
    """What a body writes later counts; what that says nothing of stays as it was said.

    A photo says nothing of the record that it stands below, and a file is read later.
    """
    row = await store.waiting(desk.session, taken.obligation.key)
    form = await understood.form_of(desk, taken.obligation)
    if row is None or form is None or await _has_said_something(desk, taken):
        return
    part = next((one for one in taken.parts if fields.has_words(one)), None)
    if part is None:
        return
    said = _read(form, row)
    corrected = fields.corrected(form, said, part.text)
    read = await understood.of_report(desk, form, taken.report.key)
    whole = {**read.values, **(corrected.values if corrected is not None else {})}
    await fields.note(desk, form, taken.report, part, whole)
    unsaid = {name: value for name, value in said.items() if name not in whole}
    await fields.note(desk, form, taken.report, part, unsaid, ValueFrom.ORAL)


async def _has_said_something(desk: Desk, taken: Taken) -> bool:
    """Whether words of this report came before: a photo may come first, and its words after it."""
    now = {part.key for part in taken.parts}
    parts = [] if taken.is_first else await reports.parts(desk.session, taken.report.key)
    return any(fields.has_words(part) for part in parts if part.key not in now)


async def _meeting(desk: Desk, order_id: int) -> Order:
    """The daily meeting that has begun, as it was held last."""
    order = await matters.order(desk.session, order_id)
    if order is None or order.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    matter = await matters.matter(desk.session, order.matter_id)
    newest = newest_terms(await matters.issued_orders(desk.session, order.matter_id))
    if not kinds.of_order(order).gathers or newest is None or newest.key != order.key:
        raise Refusal("button_obsolete")
    if MeetingTerms.of(order).purpose is not Purpose.DISPATCH:
        raise Refusal("button_obsolete")
    if matter is None or matter.state == MatterState.CANCELLED:
        raise Refusal("meeting_is_over")
    meets_at = MeetingTerms.of(order).meets_at
    if desk.now < meets_at:
        raise Refusal("oral_not_begun", at=meets_at)
    return order


def _day(desk: Desk, order: Order) -> date:
    return desk.local(MeetingTerms.of(order).meets_at).date()


async def _put_before(desk: Desk, row: OralReport, owed: Obligation) -> bool:
    message = await _message(desk, row, owed)
    reached = False
    for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, row.agency):
        key = f"oral_report:{row.key}:{chat.key}"
        posting = Posting(Subject.of(owed), row.agency, dedupe_key=key)
        await post.send(desk, Place.of(chat), DeliveryKind.DECISION, message, posting)
        reached = reached or chat.reachable
    return reached


async def _message(desk: Desk, row: OralReport, owed: Obligation) -> Message:
    order = await matters.order(desk.session, row.order_id)
    form = await understood.form_of(desk, owed)
    said = _read(form, row) if form is not None else {}
    known = [one for one in form.fields if one.id in said] if form is not None else []
    view = OralReportView(
        you=naming.address(desk, await naming.plan_of(desk, owed), row.agency),
        matter=naming.matter_of(desk, owed),
        meeting=order.says["title"] if order is not None else "",
        text=row.text,
        written_by=await people.name_of(desk, row.written_by),
        fields=tuple(confirming.said(desk, one, said[one.id]) for one in known),
        left_out=_left_out(form, said) if form is not None else (),
    )
    html = desk.words.text("oral_report", view)
    return Message(html, ((report_buttons.as_daily(desk, row),),))


def _read(form: Form, row: OralReport) -> dict[str, Value]:
    # The reader is loaded with the first words that are read; see office/reports/fields.py.
    from office.reading.replies import later

    return dict(later.read_later(form, {}, row.text).values)


def _left_out(form: Form, said: dict[str, Value]) -> tuple[str, ...]:
    return tuple(one.name for one in form.fields if one.required and one.id not in said)


def _audit(owed: Obligation) -> str:
    return f"obligation:{owed.key}"
