"""What happens to drafts that wait for a signature when the holders of a position change."""

from collections.abc import AsyncIterator

from office.decisions import awaited
from office.desk import Desk
from office.matters import signers
from office.matters.draft_texts import (
    ask_approver,
    redraw_draft,
    renew_request,
    signature_requests,
    withdraw_request,
)
from storage import matters as store
from storage import people
from storage.matters import Approval, Decision, Order, OrderState
from storage.outbox import Delivery


async def joined(desk: Desk, user_id: int, position: str) -> None:
    """Ask the new holder for what waits, except for a draft that they made or have signed."""
    async for draft, step in _open_steps(desk):
        if position not in await signers.posts(desk, draft, step):
            continue
        if step.decision == Decision.ASKED:
            await _ask(desk, draft, step, user_id, position)
            await awaited.tell_of_trouble(desk, draft, step)
        await redraw_draft(desk, draft)


async def left(desk: Desk, user_id: int, position: str) -> None:
    async for draft, step in _open_steps(desk):
        if position not in await signers.posts(desk, draft, step):
            continue
        for asked in await signature_requests(desk, step):
            if asked.chat_id == user_id:
                await _ask_no_more(desk, draft, step, asked)
        await awaited.tell_of_trouble(desk, draft, step)
        await redraw_draft(desk, draft)


async def reach_changed(desk: Desk, user_id: int, *, reachable: bool) -> None:
    async for draft, step in _open_steps(desk):
        if step.decision != Decision.ASKED or user_id not in await signers.askable(
            desk, draft, step
        ):
            continue
        if not reachable:
            await awaited.tell_of_trouble(desk, draft, step)
        await redraw_draft(desk, draft)


async def _ask(desk: Desk, draft: Order, step: Approval, user_id: int, position: str) -> None:
    """Ask the new holder, unless another post of the same step has brought the request before."""
    held = await people.appointments_here(desk.session, desk.jurisdiction, user_id)
    others = {row.position for row in held} - {position}
    if others & await signers.posts(desk, draft, step):
        return
    if user_id in await signers.askable(desk, draft, step):
        await ask_approver(desk, draft, step, user_id)


async def _ask_no_more(desk: Desk, draft: Order, step: Approval, asked: Delivery) -> None:
    """Whoever keeps another post of the step goes on being asked, by the name of that post."""
    if asked.chat_id in await signers.askable(desk, draft, step):
        await renew_request(desk, draft, step, asked)
    else:
        await withdraw_request(desk, draft, asked)


async def _open_steps(desk: Desk) -> AsyncIterator[tuple[Order, Approval]]:
    for draft in await store.pending_orders(desk.session, desk.jurisdiction):
        if draft.state != OrderState.APPROVING:
            continue
        for step in await store.approvals(desk.session, draft.key):
            if step.decision in (Decision.ASKED, Decision.WAITING):
                yield draft, step
