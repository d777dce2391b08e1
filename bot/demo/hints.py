"""Guides through the first minute: from /warn over the approvals to the first 收到.

The database says how far it is, so that whoever goes another way is met where they are.
"""

from datetime import timedelta

from bot.demo.house import House
from bot.demo.region import short_name
from bot.demo.sayings import say
from office.decisions.order_round import round_of
from office.desk import Desk
from office.obligations.board_texts import MET_STATES
from office.signing.requests import act_of
from sandbox.backstage import Hint
from sandbox.messages import Chat
from sandbox.page.views import chat_key
from sandbox.people import Person
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import MatterKind, MatterState, Order, OrderState
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind

LINES = {
    "zh": "/warn 橙色 {day:%Y-%m-%d} 08:00 72小时 PM2.5",
    "en": "/warn orange {day:%Y-%m-%d} 08:00 72h PM2.5",
}
_ISSUED = (
    MatterState.ISSUED,
    MatterState.IN_FORCE,
    MatterState.LIFTED,
    MatterState.CANCELLED,
)


async def hint(house: House, desk: Desk) -> Hint | None:
    """Return the next hint; None when the first minute is over."""
    issued = await matters.matters_in(
        desk.session, desk.jurisdiction, *_ISSUED, kind=MatterKind.ALERT, drill=False
    )
    if issued:
        return await _receipt(house, desk, issued[0].key)
    pending = await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
    if not pending:
        return _warn(house, desk)
    draft = pending[-1]
    if draft.state == OrderState.APPROVING:
        return await _approve(house, desk, draft)
    return _confirm(house, desk, draft)


def _warn(house: House, desk: Desk) -> Hint:
    tomorrow = desk.local(desk.now) + timedelta(days=1)
    line = LINES[desk.words.locale].format(day=tomorrow)
    return Hint(
        say("hint_warn", desk.words.locale, line=line, staff=_here(house, desk, _staff(desk))),
        house.cast.staff.id,
        chat_key(house.cast.office_group()),
        fill=line,
        step=1,
    )


def _staff(desk: Desk) -> str:
    return say("staff", desk.words.locale)


def _here(house: House, desk: Desk, name: str) -> str:
    """The name, with its office where there are several: each of them has such a person."""
    if not house.others:
        return name
    locale = desk.words.locale
    return say("of_office", locale, name=name, office=short_name(house.plan, locale))


def _confirm(house: House, desk: Desk, draft: Order) -> Hint:
    returned = draft.state in (OrderState.RETURNED, OrderState.LAPSED)
    press = house.words.plain("button_change" if returned else "button_confirm")
    return Hint(
        say("hint_change" if returned else "hint_confirm", desk.words.locale, press=press),
        _drafter(house, draft).id,
        chat_key(_chat_of(house, draft)),
        press=press,
        step=2,
    )


def _drafter(house: House, draft: Order) -> Person:
    # Where the program drafted it, anybody of the office goes on with it.
    return house.world.people[draft.drafted_by or house.cast.staff.id]


def _chat_of(house: House, draft: Order) -> Chat:
    # A draft stands in the office's group or in its drafter's private chat.
    drafter = _drafter(house, draft)
    is_private = draft.office_chat_id == drafter.id
    return house.cast.private(drafter) if is_private else house.cast.office_group()


async def _approve(house: House, desk: Desk, draft: Order) -> Hint | None:
    signing = await round_of(desk, draft)
    steps = await approvals.approvals(desk.session, signing.subject)
    asked = next((step for step in steps if step.decision == Decision.ASKED), None)
    if asked is None:
        return None
    holder = house.cast.holders[asked.position]
    press = house.words.plain(f"button_sign_{act_of(signing, asked)}")
    position = _here(house, desk, signing.plan.position(asked.position).name)
    return Hint(
        say("hint_approve", desk.words.locale, press=press, position=position),
        holder.id,
        chat_key(house.cast.private(holder)),
        press=press,
        step=2,
    )


async def _receipt(house: House, desk: Desk, matter_id: int) -> Hint | None:
    # The hint is for an agency that is left to the reader; it is over once one has confirmed.
    played = await _played_by_guests(house, desk, matter_id)
    if any(row.state in MET_STATES for row in played):
        return None
    agency = next((row.agency for row in played if row.state not in MET_STATES), None)
    if agency is None:
        return None
    liaison = house.cast.liaisons[agency]
    press = house.words.plain("button_receipt")
    return Hint(
        say("hint_receipt", desk.words.locale, press=press, liaison=liaison.name),
        liaison.id,
        chat_key(house.cast.group(agency)),
        press=press,
        step=3,
    )


async def _played_by_guests(house: House, desk: Desk, matter_id: int) -> list[Obligation]:
    first = (await matters.issued_orders(desk.session, matter_id))[0]
    rows = await obligations.of_occasion(
        desk.session, matter_id, ObligationKind.RECEIPT, of_order(first.key)
    )
    return [row for row in rows if not house.liaisons.is_on(row.agency)]
