"""Signing and sending back, by the number of the signature that is asked for."""

from office.bodies.people import Actor
from office.decisions import rounds
from office.decisions.order_round import round_of
from office.decisions.order_signing import ORDERS
from office.desk import Desk
from office.refusal import Refusal
from office.signing import requests, running, signers
from office.signing.rounds import Step
from storage.decisions import approvals as store
from storage.decisions.approvals import Decision
from storage.decisions.matters import Order


async def begin(desk: Desk, draft: Order) -> None:
    await running.begin(desk, ORDERS, await round_of(desk, draft))


async def approve(desk: Desk, who: Actor, approval_id: int) -> Step:
    step = await asked_of(desk, who, approval_id)
    await running.sign(desk, step.kind, step.asked, step.row, who)
    return step


async def send_back(desk: Desk, who: Actor, approval_id: int, reason: str) -> Step:
    step = await asked_of(desk, who, approval_id)
    await running.send_back(desk, step.kind, step.asked, step.row, who, reason)
    return step


async def void(desk: Desk, draft: Order) -> None:
    await running.void(desk, ORDERS, await round_of(desk, draft))


async def asked_of(desk: Desk, who: Actor, approval_id: int) -> Step:
    step = await rounds.step(desk, approval_id)
    if step is None:
        raise Refusal("approval_unknown")
    await running.require_asked(desk, step.kind, step.asked, step.row, who)
    return step


async def is_complete(desk: Desk, step: Step) -> bool:
    rows = await store.approvals(desk.session, step.asked.subject)
    return all(row.decision == Decision.APPROVED for row in rows)


async def waiting_for(desk: Desk, who: Actor) -> list[Step]:
    return [
        step
        for step in await rounds.asked_steps(desk)
        if who.user_id in await signers.askable(desk, step.asked, step.row)
    ]


async def ask_again(desk: Desk, who: Actor) -> int:
    waiting = await waiting_for(desk, who)
    for step in waiting:
        await ask(desk, step, who.user_id)
    return len(waiting)


async def ask(desk: Desk, step: Step, user_id: int) -> None:
    await requests.ask(desk, step.kind, step.asked, step.row, user_id)
