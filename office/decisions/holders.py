"""What happens to what waits for a signature when the holders of a position change."""

from office.decisions import delegating, rounds
from office.desk import Desk
from office.signing import requests, signers, waiting
from office.signing.rounds import Step
from storage.decisions.approvals import Decision
from storage.delivery.outbox import Delivery
from storage.roster import people


async def joined(desk: Desk, user_id: int, position: str) -> None:
    """Ask the new holder for what waits, except for a draft that they made or have signed."""
    async for step in rounds.open_steps(desk):
        if position not in await signers.posts(desk, step.asked, step.row):
            continue
        if step.row.decision == Decision.ASKED:
            await _ask(desk, step, user_id, position)
            await _tell_of_trouble(desk, step)
        await step.kind.redraw(desk, step.asked)


async def left(desk: Desk, user_id: int, position: str) -> None:
    await delegating.left(desk, user_id, position)
    async for step in rounds.open_steps(desk):
        if position not in await signers.posts(desk, step.asked, step.row):
            continue
        for shown in await requests.standing(desk, step.row):
            if shown.chat_id == user_id:
                await _ask_no_more(desk, step, shown)
        await _tell_of_trouble(desk, step)
        await step.kind.redraw(desk, step.asked)


async def reach_changed(desk: Desk, user_id: int, *, reachable: bool) -> None:
    for step in await rounds.asked_steps(desk):
        if user_id not in await signers.askable(desk, step.asked, step.row):
            continue
        if not reachable:
            await _tell_of_trouble(desk, step)
        await step.kind.redraw(desk, step.asked)


async def _ask(desk: Desk, step: Step, user_id: int, position: str) -> None:
    """Ask the new holder, unless another post of the same step has brought the request before."""
    held = await people.appointments_here(desk.session, desk.jurisdiction, user_id)
    others = {row.position for row in held} - {position}
    if others & await signers.posts(desk, step.asked, step.row):
        return
    if user_id in await signers.askable(desk, step.asked, step.row):
        await requests.ask(desk, step.kind, step.asked, step.row, user_id)


async def _ask_no_more(desk: Desk, step: Step, shown: Delivery) -> None:
    """Whoever keeps another post of the step goes on being asked, by the name of that post."""
    if shown.chat_id in await signers.askable(desk, step.asked, step.row):
        await requests.renew(desk, step.kind, step.asked, step.row, shown)
    else:
        await requests.withdraw(desk, step.asked, shown)


async def _tell_of_trouble(desk: Desk, step: Step) -> None:
    await waiting.tell_of_trouble(desk, step.kind, step.asked, step.row)
