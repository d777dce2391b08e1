"""叫应单: who has not confirmed an order, with the numbers to call, and what came of the calls."""

import re

from messages.views.shifts import Callee, CallLine, CallListOrder, CallListView, CallMade
from office.bodies import agency_names, people, phones
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.order_texts import title
from office.obligations import boards
from office.refusal import Refusal
from office.reports import registering
from office.reports.registering import Statement
from storage.decisions import matters as matter_store
from storage.delivery import calls as store
from storage.delivery.calls import Call
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.owed.registrations import Way
from storage.roster import people as people_store

NOBODY_ANSWERED = re.compile(
    r"(电话)?(没人|无人|没有人|未)(接|接听|接电话|应答)|没(接|打通|接通)|打不通|(未|无法)接通"
    r"|关机|已关机|占线|忙音|no ?answer|nobody( answered)?|busy|not reached"
)
"""What people type instead of pressing 无人接听; it names nobody who answered."""
MOST_LISTED = 24
"""A longer list would fit no phone; whoever confirms makes room for the rest."""


async def unconfirmed(desk: Desk) -> list[Obligation]:
    # Nobody is phoned for an exercise.
    receipt = ObligationKind.RECEIPT
    return await obligations.open_in(desk.session, desk.jurisdiction, receipt, drill=False)


async def call_list(desk: Desk, who: Actor) -> tuple[CallListView, list[Obligation]]:
    """The list, and those in it for whom a call can be recorded."""
    people.require_office(desk, who)
    waiting = await unconfirmed(desk)
    if not waiting:
        raise Refusal("call_nobody")
    shown = waiting[:MOST_LISTED]
    by_order: dict[int, list[Obligation]] = {}
    for one in shown:
        by_order.setdefault(one.order_id, []).append(one)
    orders = [await _order(desk, order_id, rows) for order_id, rows in by_order.items()]
    view = CallListView(
        orders=tuple(one for one in orders if one is not None),
        more=len(waiting) - len(shown),
        confirms=desk.plan.shifts.calls_are_receipts,
    )
    return view, shown


async def _order(desk: Desk, order_id: int, rows: list[Obligation]) -> CallListOrder | None:
    order = await matter_store.order(desk.session, order_id)
    if order is None:
        return None
    made = await store.of_order(desk.session, order_id)
    return CallListOrder(
        title=title(desk, await desk.plan_of(order), order),
        serial=order.serial or "",
        lines=tuple([await _line(desk, one, made) for one in rows]),
    )


async def _line(desk: Desk, owing: Obligation, made: list[Call]) -> CallLine:
    return CallLine(
        agency=agency_names.short(desk, owing.agency),
        callees=tuple(await callees(desk, owing.agency)),
        calls=tuple(
            CallMade(one.called_at, one.answered_by) for one in made if one.agency == owing.agency
        ),
    )


async def callees(desk: Desk, agency: str) -> list[Callee]:
    """The agency's liaisons; a mark stands for each number until the list leaves."""
    ids = await people_store.liaisons_of(desk.session, desk.jurisdiction, agency)
    known = await phones.known(desk, ids)
    return [
        Callee(
            user_id,
            await people.name_of(desk, user_id),
            phones.mark(user_id) if user_id in known else "",
        )
        for user_id in ids
    ]


async def callable_one(desk: Desk, who: Actor, obligation_id: int | None) -> Obligation:
    owing = await registering.registrable(desk, who, obligation_id or 0)
    if owing.kind != ObligationKind.RECEIPT:
        raise Refusal("button_obsolete")
    return owing


def who_answered(typed: str) -> str:
    """Read the name of whoever answered; it is empty where nobody did."""
    said = " ".join(typed.split()).strip("。.！!，,")
    return "" if NOBODY_ANSWERED.fullmatch(said.casefold()) else said


async def record(desk: Desk, who: Actor, obligation_id: int | None, answered_by: str = "") -> Call:
    """Note a call. It is no receipt, unless the plan says that whoever was spoken to confirms."""
    owing = await callable_one(desk, who, obligation_id)
    row = Call(
        jurisdiction=desk.jurisdiction,
        order_id=owing.order_id,
        agency=owing.agency,
        answered_by=registering.checked_name(answered_by) if answered_by else "",
        called_at=desk.now,
        called_by=who.user_id,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "call.recorded",
        f"obligation:{owing.key}",
        call=row.key,
        agency=owing.agency,
        answered=bool(row.answered_by),
    )
    if row.answered_by and desk.plan.shifts.calls_are_receipts:
        said = Statement(Way.PHONE, row.answered_by, row.called_at)
        await registering.register(desk, who, owing.key, said)
    else:
        await boards.touch_receipts(desk, owing.order_id)
    return row
