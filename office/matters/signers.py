"""Who may sign at each step of a draft's chain, and whether any of them can be asked."""

from collections.abc import Sequence
from enum import StrEnum

from office.desk import Desk
from office.matters import chain, kinds
from office.matters.chain import Seat
from storage import chats, people
from storage import matters as store
from storage.matters import Approval, Decision, Order


class Trouble(StrEnum):
    """Why nobody can be asked for a signature."""

    VACANT = "vacant"
    UNREACHABLE = "unreachable"


async def seats(desk: Desk, draft: Order) -> tuple[Seat, ...]:
    plan = await desk.plan_of(draft)
    steps = kinds.chain(plan, draft)
    positions = tuple(dict.fromkeys(position for step in steps for position in step.by))
    holders = await people.holders_of(desk.session, desk.jurisdiction, positions)
    held = {position: [person.user_id for person in holders[position]] for position in positions}
    always = plan.signing.two_people_always
    return chain.seats(steps, held, draft.drafted_by, two_people_always=always)


async def posts(desk: Desk, draft: Order, step: Approval) -> frozenset[str]:
    """The posts of which one is to give this signature."""
    return frozenset(kinds.chain(await desk.plan_of(draft), draft)[step.step].by)


async def askable(
    desk: Desk, draft: Order, step: Approval, known: Sequence[Seat] | None = None
) -> list[int]:
    seated = known or await seats(desk, draft)
    return sorted(seated[step.step].people - await signed(desk, draft))


async def signed(desk: Desk, draft: Order) -> set[int]:
    return {
        step.decided_by
        for step in await store.approvals(desk.session, draft.key)
        if step.decision == Decision.APPROVED and step.decided_by is not None
    }


async def trouble(desk: Desk, draft: Order, step: Approval) -> Trouble | None:
    """Why nobody can be asked; None if the private chat of one person can be reached."""
    could = await askable(desk, draft, step)
    if not could:
        return Trouble.VACANT
    reached = [await is_reachable(desk, user_id) for user_id in could]
    return None if any(reached) else Trouble.UNREACHABLE


async def is_reachable(desk: Desk, user_id: int) -> bool:
    chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
    return chat is not None and chat.reachable
