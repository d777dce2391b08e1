"""代为登记: the office registers what an agency answered by telephone or on paper; see ADR 12."""

from datetime import datetime, timedelta

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.reports import RegistrationView
from office import post
from office.bodies import liaisons, people
from office.bodies.people import Actor
from office.consultations import spoken
from office.desk import Desk
from office.ladder.policies import policy_of
from office.matters.naming import address, agency_name, matter_of, plan_of
from office.obligations import lifecycle, receipts, rectifying, settling
from office.obligations.settling import Happening, OwedChange
from office.plan.owed_kinds import answered_by_report, kind_of
from office.post import Place, Posting
from office.reading.phone_numbers import holds_number
from office.refusal import Refusal
from office.reports import confirming, taking
from office.reports.message_parts import Incoming
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.immutable import immutable
from storage.owed import obligations as stored_obligations
from storage.owed import registrations
from storage.owed import reports as stored_reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.registrations import Registration, RegistrationState, Way
from storage.roster import chats
from storage.subjects import Subject

PROMPT = timedelta(hours=1)
"""A registration that comes later than this after the agency's answer is marked 补录."""
LONGEST_NAME = 60
SHOWN = 500
"""The most characters of the text that are shown to the agency."""
_DECIDABLE = (RegistrationState.STANDING, RegistrationState.OBJECTED, RegistrationState.UPHELD)


@immutable
class Statement:
    """The officer says how the agency answered."""

    way: Way
    reported_by: str
    reported_at: datetime
    item: Incoming | None = None
    """The report as the officer passes it on; a receipt has none."""


async def registrable(desk: Desk, who: Actor, obligation_id: int) -> Obligation:
    people.require_office(desk, who)
    owed = await stored_obligations.obligation(desk.session, obligation_id)
    if owed is None or owed.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if owed.state != ObligationState.OPEN:
        raise Refusal("register_not_owed")
    return owed


def checked_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal("register_name_unclear", most=LONGEST_NAME)
    if holds_number(name):
        raise Refusal("register_name_is_number")
    return name


def checked_time(desk: Desk, owed: Obligation, at: datetime) -> datetime:
    # An answer lies in the past, and at most a day before the obligation was opened.
    if at > desk.now:
        raise Refusal("register_time_ahead")
    if at < owed.opened_at - timedelta(days=1):
        raise Refusal("register_time_too_early", at=owed.opened_at)
    return at


async def register(
    desk: Desk, who: Actor, obligation_id: int, said: Statement
) -> tuple[Registration, Obligation]:
    """Register an answer as of when the agency gave it, by the officer's word, and mark it so."""
    owed = await registrable(desk, who, obligation_id)
    row = await _write(desk, who, owed, said)
    owed.on_behalf = True
    await _meet(desk, who, owed, said, row.reported_at)
    await desk.record(
        "registered_for_agency",
        f"obligation:{owed.key}",
        registration=row.key,
        agency=owed.agency,
        way=said.way,
        reported_at=row.reported_at.isoformat(),
        backfilled=row.backfilled,
    )
    await _tell_of(desk, row, owed)
    return row, owed


async def _write(desk: Desk, who: Actor, owed: Obligation, said: Statement) -> Registration:
    at = checked_time(desk, owed, said.reported_at)
    row = Registration(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        way=said.way,
        reported_by=said.reported_by,
        reported_at=at,
        registered_by=who.user_id,
        registered_at=desk.now,
        backfilled=desk.now - at > PROMPT,
        step_due_at=owed.step_due_at,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _tell_of(desk: Desk, row: Registration, owed: Obligation) -> None:
    view = await view_of(desk, row, owed)
    # What was put right by telephone is applied for by a button as well.
    keyboard = (*await rectifying.keyboard(desk, owed), *_objection(desk, row))
    await _tell_agency(desk, row, owed, "registration_agency", view, keyboard)
    message = Message(desk.words.text("registration_office", view), _withdrawal(desk, row))
    await post.tell_office(desk, message, Posting(Subject.of(owed), owed.agency))


async def object_to(desk: Desk, who: Actor, agency: str, registration_id: int) -> None:
    # What was registered counts on until the office decides about the objection.
    await liaisons.speak(desk, who, agency)
    row, owed = await _known(desk, registration_id)
    if row.agency != agency:
        raise Refusal("report_not_yours")
    before = (RegistrationState.STANDING,)
    if not await registrations.claim(desk.session, row.key, before, RegistrationState.OBJECTED):
        raise Refusal("registration_objected_before")
    row.state = RegistrationState.OBJECTED
    row.objected_by, row.objected_at = who.user_id, desk.now
    desk.session.add(row)
    await desk.session.flush()
    await _record(desk, "registration_objected", row)
    view = await view_of(desk, row, owed, person=who.name)
    keyboard = (*_withdrawal(desk, row), *_upholding(desk, row))
    message = Message(desk.words.text("registration_objection", view), keyboard)
    posting = Posting(Subject.of(owed), owed.agency, dedupe_key=_objection_key(row))
    await post.tell_office(desk, message, posting)


async def objections(desk: Desk) -> list[Delivery]:
    rows = await registrations.objected(desk.session, desk.jurisdiction)
    cards = [
        await outbox.by_dedupe_key(desk.session, desk.jurisdiction, _objection_key(row))
        for row in rows
    ]
    return [card for card in cards if card is not None]


async def uphold(desk: Desk, who: Actor, registration_id: int) -> None:
    row, owed = await _decided(
        desk, who, registration_id, (RegistrationState.OBJECTED,), RegistrationState.UPHELD
    )
    await _tell_decision(desk, row, owed, "registration_upheld", who)


async def withdraw(desk: Desk, who: Actor, registration_id: int) -> None:
    """Withdraw a registration: the agency owes the thing again, with time enough to do it.

    Slips that it closed count again. What lay before the director for a referral stays decided.
    """
    _, owed = await _known(desk, registration_id)
    await settling.require(desk, owed, OwedChange.UNREGISTERED)
    row, owed = await _decided(desk, who, registration_id, _DECIDABLE, RegistrationState.WITHDRAWN)
    if kind_of(owed).is_signed:
        await spoken.take_out(desk, owed)
    await _void_report(desk, row, owed)
    if not answered_by_report(owed.kind):
        await receipts.unmark(desk, owed)
    least_notice = (await policy_of(desk, owed)).least_notice
    due_at = max(owed.due_at, desk.now + least_notice)
    look_at = row.step_due_at if row.step_due_at and row.step_due_at > desk.now else due_at
    line = desk.words.phrase("registration_withdrawn_line", by=who.name, at=desk.now)
    happening = Happening(OwedChange.UNREGISTERED, line=line)
    await lifecycle.reopen(desk, owed, due_at, look_at, f"registration:{row.key}", happening)
    await _tell_decision(desk, row, owed, "registration_withdrawn", who)


async def view_of(
    desk: Desk, row: Registration, owed: Obligation, *, person: str = ""
) -> RegistrationView:
    report = await stored_reports.report_of(desk.session, owed.key)
    parts = await stored_reports.parts(desk.session, report.key) if report else []
    own = [part for part in parts if part.sent_by == row.registered_by]
    known = await confirming.view_of(desk, owed, report) if report else None
    is_signed = kind_of(owed).is_signed
    said = await spoken.text_of(desk, owed) if is_signed else ""
    return RegistrationView(
        agency=await agency_name(desk, owed),
        you=address(desk, await plan_of(desk, owed), owed.agency),
        matter=matter_of(desk, owed),
        serial=report.serial if report else "",
        is_report=answered_by_report(owed.kind),
        way=desk.words.plain(f"registration_way_{row.way}"),
        reported_by=row.reported_by,
        reported_at=row.reported_at,
        registered_by=await people.name_of(desk, row.registered_by),
        registered_at=row.registered_at,
        backfilled=row.backfilled,
        late=owed.state == ObligationState.MET_LATE,
        due_at=owed.due_at,
        text=(said or "\n".join(part.text for part in own if part.text))[:SHOWN],
        files=sum(part.file_id is not None for part in own),
        person=person,
        understood=known[0] if known else None,
        is_signed=is_signed,
    )


async def _meet(desk: Desk, who: Actor, owed: Obligation, said: Statement, at: datetime) -> None:
    if not answered_by_report(owed.kind):
        await receipts.register(desk, owed, who, at)
        return
    if said.item is None:
        raise Refusal("register_nothing_said")
    if kind_of(owed).is_signed:
        await spoken.enter(desk, who, owed, said.item.text, said.way, said.reported_by, at)
        await lifecycle.meet(desk, owed, who, at=at)
        return
    await taking.keep(desk, who, owed, [said.item], sent_at=at)


async def _decided(
    desk: Desk,
    who: Actor,
    registration_id: int,
    before: tuple[RegistrationState, ...],
    after: RegistrationState,
) -> tuple[Registration, Obligation]:
    people.require_office(desk, who)
    row, owed = await _known(desk, registration_id)
    if not await registrations.claim(desk.session, row.key, before, after):
        raise Refusal("registration_decided")
    row.state, row.decided_by, row.decided_at = after, who.user_id, desk.now
    desk.session.add(row)
    await desk.session.flush()
    await _record(desk, f"registration_{after}", row)
    return row, owed


async def _void_report(desk: Desk, row: Registration, owed: Obligation) -> None:
    report = await stored_reports.report_of(desk.session, owed.key)
    if report is None:
        return
    parts = await stored_reports.parts(desk.session, report.key)
    if any(part.sent_by != row.registered_by for part in parts):
        # What the agency itself added since must not be lost with the officer's words.
        raise Refusal("registration_added_to")
    report.withdrawn_at = desk.now
    desk.session.add(report)
    await desk.session.flush()


async def _known(desk: Desk, registration_id: int) -> tuple[Registration, Obligation]:
    row = await registrations.registration(desk.session, registration_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    owed = await stored_obligations.obligation(desk.session, row.obligation_id)
    if owed is None:
        raise Refusal("button_obsolete")
    return row, owed


async def _tell_decision(
    desk: Desk, row: Registration, owed: Obligation, key: str, who: Actor
) -> None:
    view = await view_of(desk, row, owed, person=who.name)
    await _tell_agency(desk, row, owed, key, view, ())
    message = Message(desk.words.text(f"{key}_office", view))
    await post.tell_office(desk, message, Posting(Subject.of(owed)))


async def _tell_agency(
    desk: Desk,
    row: Registration,
    owed: Obligation,
    template: str,
    view: RegistrationView,
    keyboard: Keyboard,
) -> None:
    message = Message(desk.words.text(template, view), keyboard)
    # All people of the agency can object in its groups, and replies there add to the report.
    for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, owed.agency):
        posting = Posting(
            Subject.of(owed), owed.agency, dedupe_key=f"{template}:{row.key}:{chat.key}"
        )
        await post.send(desk, Place.of(chat), DeliveryKind.DECISION, message, posting)


def _objection_key(row: Registration) -> str:
    return f"registration_objection:{row.key}"


def _objection(desk: Desk, row: Registration) -> Keyboard:
    return ((button(desk.words.plain("button_object"), "regobject", row.key),),)


def _withdrawal(desk: Desk, row: Registration) -> Keyboard:
    return ((button(desk.words.plain("button_registration_withdraw"), "regdrop", row.key),),)


def _upholding(desk: Desk, row: Registration) -> Keyboard:
    return ((button(desk.words.plain("button_registration_uphold"), "regkeep", row.key),),)


async def _record(desk: Desk, action: str, row: Registration) -> None:
    await desk.record(action, f"obligation:{row.obligation_id}", registration=row.key)
