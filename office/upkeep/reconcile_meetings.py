"""Proves that each meeting will be held and ended, and that the daily one will be proposed."""

from functools import partial

from office.desk import Desk
from office.matters import dispatch_meetings, kinds
from office.matters.in_effect import newest_terms
from office.obligations import roll_calls
from office.upkeep.awaited import awaited
from office.upkeep.reconcile_gaps import Gap
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, Order


async def unheld(desk: Desk) -> list[Gap]:
    """A meeting that is to be held has its end on the agenda, which comes last of its hours."""
    waits, found = await awaited(desk), []
    for matter in await store.open_matters(desk.session, desk.jurisdiction):
        order = newest_terms(await store.issued_orders(desk.session, matter.key))
        if order is None or not kinds.of_matter(matter).gathers:
            continue
        if (roll_calls.OVER, order.key) not in waits:
            found.append(Gap("unheld", kinds.audit_subject(order), (), partial(_hold, order)))
    return found


async def unproposed(desk: Desk) -> list[Gap]:
    waits, found = await awaited(desk), []
    for alert in await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT):
        order = newest_terms(await store.issued_orders(desk.session, alert.key))
        if order is None or (dispatch_meetings.PROPOSAL, alert.key) in waits:
            continue
        if (await desk.plan_of(order)).dispatch_meeting is not None:
            mend = partial(_propose, alert, order)
            found.append(Gap("unproposed", kinds.audit_subject(order), (), mend))
    return found


async def _hold(order: Order, desk: Desk) -> None:
    await roll_calls.expect(desk, order)


async def _propose(alert: Matter, order: Order, desk: Desk) -> None:
    await dispatch_meetings.expect(desk, await desk.plan_of(order), alert)
