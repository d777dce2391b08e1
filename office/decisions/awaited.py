"""The clock's door to a signature that does not come, and what an outage gives its signer back."""

from datetime import datetime, timedelta

from office.decisions import rounds
from office.desk import Desk
from office.matters import clocks, playing
from office.signing import waiting
from office.signing.rounds import Step
from office.signing.waiting import PHONE, REMINDER
from storage import agenda
from storage.decisions import approvals as store
from storage.decisions.approvals import Decision


async def remind(desk: Desk, step_id: int) -> str:
    step = await _waiting(desk, step_id)
    return "decided" if step is None else await waiting.remind(desk, step.asked, step.row)


async def phone(desk: Desk, step_id: int) -> str:
    step = await _waiting(desk, step_id)
    if step is None:
        return "decided"
    return await waiting.phone(desk, step.kind, step.asked, step.row)


async def give_back(desk: Desk, began: datetime, lost: timedelta) -> None:
    """Add our own outage to the signers' time, since a press may have been lost in it."""
    for row in await store.asked_approvals(desk.session, desk.jurisdiction):
        if await playing.stands_still(desk, row.subject):
            continue
        for timer in (REMINDER, PHONE):
            item = await agenda.waiting_item(desk.session, desk.jurisdiction, timer, row.key)
            if item is not None and item.due_at > began:
                await clocks.on_agenda(desk, timer, row.key, item.due_at + lost)


async def _waiting(desk: Desk, step_id: int) -> Step | None:
    step = await rounds.step(desk, step_id)
    if step is None or not step.kind.is_open(step.asked.row):
        return None
    return step if step.row.decision == Decision.ASKED else None
