"""Finds the consultation that grounds may name: the last of its day, if it says what they say."""

from datetime import datetime

from office.desk import Desk
from office.obligations import askings
from storage.decisions.matters import Order, OrderKind
from storage.sky import consultations as store
from storage.sky.consultations import Consultation, ConsultationBox, ConsultationOutcome

CONCLUDES = {
    OrderKind.ISSUE: (ConsultationOutcome.LEVEL,),
    OrderKind.ADJUST: (ConsultationOutcome.LEVEL,),
    OrderKind.CANCEL: (ConsultationOutcome.NO_RESPONSE, ConsultationOutcome.LIFT),
    OrderKind.LIFT: (ConsultationOutcome.LIFT,),
}
"""Which outcomes say the same as an order of each kind."""


async def grounds_of(desk: Desk, kind: OrderKind, level_id: str | None, *, drill: bool) -> str:
    """Who conferred, and where and when that is on record; empty where nobody concluded so."""
    return await _said(desk, kind, level_id, desk.now, drill=drill)


async def grounds_of_draft(desk: Desk, draft: Order) -> str:
    """What its grounds might name as it was drafted; today another one may count, or none."""
    kind = OrderKind(draft.kind)
    return await _said(desk, kind, draft.level, draft.drafted_at, drill=draft.drill)


async def _said(
    desk: Desk, kind: OrderKind, level_id: str | None, at: datetime, *, drill: bool
) -> str:
    held = await _of_the_day(desk, kind, level_id, at, drill=drill)
    if held is None:
        return ""
    return desk.words.plain(
        "grounds_conferred",
        by=await _who_signed(desk, held),
        serial=held.serial,
        at=held.closed_at,
    )


async def _of_the_day(
    desk: Desk, kind: OrderKind, level_id: str | None, at: datetime, *, drill: bool
) -> Consultation | None:
    """The last one to end on that day until then, if it concludes what the order says."""
    midnight = askings.midnight(desk, desk.local(at).date())
    rows = await store.ended_between(desk.session, desk.jurisdiction, midnight, at, drill=drill)
    last = rows[-1] if rows else None
    return last if last is not None and _concludes(last, kind, level_id) else None


def _concludes(held: Consultation, kind: OrderKind, level_id: str | None) -> bool:
    proposes_level = held.outcome == ConsultationOutcome.LEVEL
    return held.outcome in CONCLUDES[kind] and (not proposes_level or held.level == level_id)


async def _who_signed(desk: Desk, held: Consultation) -> list[str]:
    """Those in whose boxes an opinion stands, in the order of the report."""
    filled = await store.signed(desk.session, held.matter_id)
    signed = [held.boxes[box] for box in ConsultationBox if box in filled and box in held.boxes]
    bodies = [desk.plan.known_body(one) for one in signed]
    return [body.name for body in bodies if body is not None]
