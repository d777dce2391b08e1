"""A draft of an order as something to be signed: by the chain that its plan gives it."""

from office.desk import Desk
from office.matters import kinds
from office.matters.order_terms import AT_ONCE, start_of
from office.matters.order_texts import title
from office.signing.rounds import Round
from storage.decisions.matters import Order
from storage.subjects import Subject


async def round_of(desk: Desk, draft: Order) -> Round[Order]:
    plan = await desk.plan_of(draft)
    # Only an order that starts a response names a start.
    start = start_of(draft) if kinds.starts(draft) else AT_ONCE
    return Round(
        row=draft,
        subject=Subject.of(draft),
        plan=plan,
        steps=kinds.chain(plan, draft),
        title=title(desk, plan, draft),
        audit=kinds.audit_subject(draft),
        drafted_by=draft.drafted_by,
        start=None if start is AT_ONCE else start,
    )
