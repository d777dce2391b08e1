"""抄报 / 不抄报 on a signer's card: whether the slips that wait are copied when they go."""

from typing import Any

from messages.keyboards import Keyboard, button
from messages.views.slips import CopiesView
from office.bodies.people import name_of
from office.desk import Desk
from office.plan.model import Plan, Rung
from storage.decisions.approvals import Approval
from storage.supervision.slip_batches import SlipBatch
from storage.supervision.slips import Copying

COPY_VERB, NO_COPY_VERB = "signcopy", "signnocopy"


def question(rung: Rung) -> dict[str, Any]:
    """What the batch of a slip keeps of it: slips with other copies are another batch."""
    if not rung.asks_the_signer_for_copies:
        return {}
    return {"copies": {"step": rung.step, "to": list(rung.copies)}}


def decided(rung: Rung, batch: SlipBatch | None) -> Copying:
    """Whether its copies go with a slip; what no signer has said is no copy."""
    if not rung.asks_the_signer_for_copies:
        return Copying.ASKED if rung.asks_for_copies else Copying.AT_ONCE
    copied = batch is not None and batch.copying == Copying.COPIED
    return Copying.AT_ONCE if copied else Copying.NOT_COPIED


async def view(desk: Desk, plan: Plan, batch: SlipBatch) -> CopiesView | None:
    if not batch.asks_for_copies:
        return None
    posts = batch.signing["copies"]["to"]
    return CopiesView(
        to=desk.words.listed(plan.position(one).name for one in posts),
        decided=batch.copying or "",
        person=await name_of(desk, batch.copying_by) if batch.copying_by is not None else "",
        at=batch.copying_at,
    )


def keyboard(desk: Desk, batch: SlipBatch, step: Approval) -> Keyboard:
    if not batch.asks_for_copies:
        return ()
    label = desk.words.plain
    return (
        (
            button(label("button_slip_copy"), COPY_VERB, step.key),
            button(label("button_slip_no_copy"), NO_COPY_VERB, step.key),
        ),
    )
