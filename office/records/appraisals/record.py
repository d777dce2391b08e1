"""All that the record has for an appraisal, read once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from office.desk import Desk
from office.matters import kinds
from office.matters.naming import matter_of
from office.obligations.lifecycle import Happened
from office.plan.model import Plan
from office.records import left_out
from office.records.appraisals.scope import AppraisalScope
from office.records.left_out import FormsOwed
from storage.decisions.matters import Order
from storage.delivery import under_matters
from storage.immutable import immutable
from storage.owed import attendees
from storage.owed.attendees import Attendee
from storage.owed.obligations import ObligationKind, ObligationState
from storage.owed.returns import ReportReturn
from storage.problems.rectifications import Rectification
from storage.supervision.slips import Slip, SlipState

T = TypeVar("T")
STANDING = (SlipState.ISSUED, SlipState.CLOSED)
"""A slip that was withdrawn, or reached nobody, is held against nobody."""


@immutable
class AppraisalRecord:
    now: datetime
    owed: Sequence[Any]
    """By members alone."""
    taken_off: Mapping[int, datetime]
    """When an order or an end took off what was still owed."""
    reports: Mapping[int, Any]
    """The report that answers each thing owed, by its id."""
    told: Mapping[int, set[str]]
    """The fields of which each report says something."""
    forms: FormsOwed
    returns: Mapping[int, Sequence[ReportReturn]]
    slips: Mapping[int, Sequence[Slip]]
    """The slips that list it, in their order of issue."""
    orders: Mapping[int, Order]
    """The orders under which something was owed."""
    rectifications: Mapping[int, Rectification]
    """How each problem was put right, by what is owed about it."""
    attended: Mapping[int, Mapping[str, Attendee]]
    """Who came, by the order that convened them; meetings at which nobody was counted are left
    out, as nobody knows who was there."""
    names: Mapping[int, str]
    """How each thing owed is called."""


async def record_of(desk: Desk, scope: AppraisalScope, members: Sequence[str]) -> AppraisalRecord:
    session = desk.session
    owed = [one for one in scope.owed if one.agency in members]
    ids = [one.id for one in owed]
    found = await under_matters.reports(session, ids)
    reports = [one for one in found if one.withdrawn_at is None]
    report_ids = [one.id for one in reports]
    values = await under_matters.values(session, report_ids)
    doubts = await under_matters.open_doubts(session, report_ids)
    orders = await under_matters.orders_of(session, {one.order_id for one in owed})
    plans: dict[int, Plan] = {order.key: await desk.plan_of(order) for order in orders}
    gone = [one.id for one in owed if one.state == ObligationState.SUPERSEDED]
    taken_off = await under_matters.happened(session, gone, Happened.SUPERSEDED)
    charged = [one.id for one in owed if one.kind == ObligationKind.RECTIFY]
    put_right = await under_matters.rectifications(session, charged)
    return AppraisalRecord(
        now=desk.now,
        owed=owed,
        taken_off={one.obligation_id: one.at for one in taken_off},
        reports={one.obligation_id: one for one in reports},
        told=left_out.told(values, doubts),
        forms=FormsOwed(plans),
        returns=_by_owed(await under_matters.returns(session, ids)),
        slips=await _slips(desk, ids),
        orders={order.key: order for order in orders},
        rectifications={one.obligation_id: one for one in put_right},
        attended=await _attended(desk, orders),
        names=_names(desk, owed),
    )


async def _attended(desk: Desk, orders: Iterable[Order]) -> dict[int, dict[str, Attendee]]:
    found = {}
    for order in orders:
        if kinds.of_order(order).gathers:
            rows = await attendees.of_order(desk.session, order.key)
            if any(row.arrived_at is not None for row in rows.values()):
                found[order.key] = rows
    return found


def _by_owed(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.obligation_id].append(row)
    return found


async def _slips(desk: Desk, ids: Sequence[int]) -> dict[int, list[Slip]]:
    """Each slip under all that it lists, whatever it was issued for."""
    items = await under_matters.slip_items(desk.session, ids)
    own = await under_matters.slips(desk.session, ids)
    listing = await under_matters.slips_by_id(desk.session, {one.slip_id for one in items})
    known = {slip.key: slip for slip in (*own, *listing) if slip.state in STANDING}
    pairs = {(slip.obligation_id, slip.key) for slip in own}
    pairs |= {(item.obligation_id, item.slip_id) for item in items}
    found: dict[int, list[Slip]] = defaultdict(list)
    for owed, slip_id in sorted(pairs):
        if slip_id in known:
            found[owed].append(known[slip_id])
    return found


def _names(desk: Desk, owed: Iterable[Any]) -> dict[int, str]:
    # Thousands are called alike, and putting a name together takes longer than reading its row.
    known: dict[tuple[Any, ...], str] = {}
    named = {}
    for one in owed:
        alike = (one.kind, one.day, one.title)
        if alike not in known:
            known[alike] = matter_of(desk, one)
        named[one.id] = known[alike]
    return named
