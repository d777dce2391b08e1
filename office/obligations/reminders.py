"""催报: somebody in the office asks again for what is missing, but not too often."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from messages.keyboards import Keyboard
from messages.render import Message
from messages.views.owed import RemindedView, ReminderView
from office import post
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.matters import naming
from office.obligations import lifecycle, owed, report_buttons
from office.obligations.owed import OccasionKey
from office.plan.owed_kinds import KINDS, answered_by_report
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.owed import questioned
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.subjects import Subject

NOT_AGAIN_FOR = timedelta(minutes=30)


async def remind(desk: Desk, who: Actor, key: OccasionKey) -> Message:
    people.require_office(desk, who)
    rows = (await owed.open_occasions(desk, drill=None)).get(key)
    if rows is None:
        raise Refusal("remind_nothing_missing")
    return await _remind_all(desk, rows)


async def remind_overdue(desk: Desk, who: Actor) -> Message:
    people.require_office(desk, who)
    found = await owed.open_occasions(desk)
    unjudged = await questioned.unjudged(desk.session, desk.jurisdiction, desk.now)
    rows = [
        row
        for group in found.values()
        for row in group
        if owed.late_by(row, desk.now) and row.key not in unjudged
    ]
    if not rows:
        raise Refusal("remind_nothing_overdue")
    return await _remind_all(desk, rows)


async def remind_agencies(desk: Desk, who: Actor, agencies: Collection[str]) -> Message:
    people.require_office(desk, who)
    found = await owed.open_occasions(desk)
    rows = [row for group in found.values() for row in group if row.agency in agencies]
    if not rows:
        names = [agency_names.short(desk, agency) for agency in agencies]
        raise Refusal("remind_owes_nothing", names=names)
    return await _remind_all(desk, rows)


async def _remind_all(desk: Desk, rows: Iterable[Obligation]) -> Message:
    told: dict[str, list[str]] = {
        "reminded": [],
        "recently": [],
        "unreachable": [],
        "asking": [],
        "unjudged": [],
    }
    unjudged = await questioned.unjudged(desk.session, desk.jurisdiction, desk.now)
    for row in rows:
        outcome = await _remind_one(desk, row, unjudged)
        name = await naming.agency_short(desk, row)
        if name not in told[outcome]:
            told[outcome].append(name)
    await desk.record("reminded", "", **{key: len(names) for key, names in told.items()})
    view = RemindedView(**{key: tuple(names) for key, names in told.items()})
    return Message(desk.words.text("owed_reminded", view))


async def _remind_one(desk: Desk, row: Obligation, unjudged: Collection[int]) -> str:
    # Nobody is asked again while the office itself has to decide.
    group = owed.group_of(row, desk.now, unjudged)
    if group in ("unreachable", "asking", "unjudged"):
        return group
    if await _asked_lately(desk, row):
        return "recently"
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, row.agency)
    reachable = [chat for chat in bound if chat.reachable]
    for chat in reachable:
        await _send(desk, row, Place.of(chat))
    if not reachable:
        return "unreachable"
    await lifecycle.event(desk, row, "reminded", desk.actor)
    return "reminded"


async def _asked_lately(desk: Desk, row: Obligation) -> bool:
    since = desk.now - NOT_AGAIN_FOR
    return any(
        earlier.created_at > since
        for earlier in await outbox.deliveries_under(desk.session, row.key)
        if rules_of(earlier.kind).asks_again and earlier.action == Action.SEND
    )


async def _send(desk: Desk, row: Obligation, place: Place) -> None:
    is_report, order = answered_by_report(row.kind), await naming.order_of(desk, row)
    view = ReminderView(
        agency=await naming.agency_name(desk, row),
        matter=naming.matter_of(desk, row),
        due_at=lifecycle.deadline(row, desk.now),
        late_by=owed.late_by(row, desk.now),
        is_report=is_report,
        is_signed=KINDS[row.kind].is_signed,
    )
    keyboard: Keyboard = (
        await report_buttons.under_prompt(desk, row)
        if is_report
        else (report_buttons.receipt(desk.words, order.matter_kind, row.order_id),)
    )
    message = Message(desk.words.text("owed_reminder", view), keyboard)
    await post.send(desk, place, DeliveryKind.CHASE, message, Posting(Subject.of(row), row.agency))
