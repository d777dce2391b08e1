"""The board under a consultation: its four boxes, and how each of them stands."""

from collections.abc import AsyncIterator, Sequence

from messages.views.consultations import BoxStanding, ConsultationBoardView
from office.desk import Desk
from office.matters import consultations, kinds
from office.matters.consultations import ConsultationTerms
from office.matters.order_texts import title
from office.obligations.lateness import is_overdue
from office.plan.model import Plan
from storage.decisions import matters as matters_stored
from storage.decisions.matters import OPEN_MATTERS, MatterKind, MatterState, Order
from storage.delivery import outbox, tellings
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.sky import consultations as store
from storage.sky.consultations import (
    UNSIGNED_OPINIONS,
    ConsultationBox,
    ConsultationOpinion,
    OpinionState,
)

NOBODY, OVERDUE, MISSING = "nobody", "overdue", "missing"


async def board(desk: Desk, order: Order) -> ConsultationBoardView:
    plan, said = await desk.plan_of(order), ConsultationTerms.of(order)
    matter = await matters_stored.matter(desk.session, order.matter_id)
    held = await store.of_matter(desk.session, order.matter_id)
    standing = [one async for one in _boxes(desk, plan, order, said)]
    return ConsultationBoardView(
        board=MatterKind.CONSULTATION,
        matter_id=order.matter_id,
        title=title(desk, plan, order),
        mark=kinds.mark(plan, order),
        serial=order.serial or "",
        due_at=said.due_at,
        boxes=tuple(standing),
        signed=len([one for one in standing if one.state == OpinionState.SIGNED]),
        total=len(standing),
        is_open=matter is not None and matter.state in OPEN_MATTERS,
        is_closed=matter is not None and matter.state == MatterState.CLOSED,
        outcome=consultations.outcome_of(desk, plan, held) if held is not None else "",
        without=held.without if held is not None and held.closed_at is not None else "",
    )


async def _boxes(
    desk: Desk, plan: Plan, order: Order, said: ConsultationTerms
) -> AsyncIterator[BoxStanding]:
    rows = await store.opinions(desk.session, order.matter_id)
    told = await tellings.of_order(desk.session, order.key)
    late = await _overdue(desk, order)
    for box in ConsultationBox:
        body = said.boxes.get(box, "")
        known, opinion = plan.known_body(body), _counted([one for one in rows if one.box == box])
        is_lost = told.states.get(body, set()).isdisjoint(outbox.NOT_LOST)
        yield BoxStanding(
            box=box,
            name=consultations.box_name(desk, box),
            body=known.short if known is not None else "",
            state=_state(box, body, opinion, is_late=body in late),
            signed_by=(opinion.signed_by or "") if opinion is not None else "",
            signed_at=opinion.signed_at if opinion is not None else None,
            served=not body or not is_lost,
        )


def _counted(rows: Sequence[ConsultationOpinion]) -> ConsultationOpinion | None:
    """What stands in the box; where nothing is signed, what is on its way there."""
    signed = [one for one in rows if one.state == OpinionState.SIGNED]
    return next(iter((*signed, *(one for one in rows if one.state in UNSIGNED_OPINIONS))), None)


def _state(box: str, body: str, opinion: ConsultationOpinion | None, *, is_late: bool) -> str:
    if opinion is not None:
        return opinion.state
    if box != ConsultationBox.OFFICE and not body:
        return NOBODY
    return OVERDUE if is_late else MISSING


async def _overdue(desk: Desk, order: Order) -> set[str]:
    kind = (ObligationKind.OPINION.value,)
    occasion = of_order(order.key)
    rows = await obligations.standings(desk.session, order.matter_id, kind, occasion)
    return {row.agency for row in rows if is_overdue(row, desk.now)}
