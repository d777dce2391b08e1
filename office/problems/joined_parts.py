"""What becomes of bodies that were charged with a problem which is another one's duplicate.

Each keeps its own order, deadline and slips. A body that was charged with both owes one of them
alone: the one that it has answered, else the one with slips, else the one with the later deadline.
"""

from collections.abc import Sequence
from datetime import datetime

from messages.render import Message
from office.desk import Desk
from office.matters.naming import order_of
from office.obligations import lifecycle, telling_bodies
from office.obligations.rectifying import ANSWERED_STATES
from office.obligations.settling import OwedChange
from office.problems import acceptance_cards, happened, listing
from office.problems.parts import is_charged
from office.supervision import gates, known_slips
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.problems import rectifications as store
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification


async def bring_over(desk: Desk, row: Problem, same: Problem) -> None:
    moved = []
    for part in await store.of_problem(desk.session, row.key):
        if is_charged(part) and await _is_kept(desk, part, same):
            await _move(desk, part, row, same)
            moved.append(part)
    await _let_go_of_doubles(desk, row, same, moved)
    row.matter_id = None
    desk.session.add(row)
    await desk.session.flush()
    await listing.settle(desk, row)
    await listing.reach(desk, same, [part for part in moved if part.listed_at is None])
    await _look_again(desk, same)


async def _look_again(desk: Desk, same: Problem) -> None:
    """What is asked of a duplicate is asked of all, and who found it opens a gate for all."""
    for part in await store.of_problem(desk.session, same.key):
        if is_charged(part):
            await acceptance_cards.redraw(desk, part)
            await gates.opened(desk, await _owed(desk, part))


async def _is_kept(desk: Desk, part: Rectification, same: Problem) -> bool:
    theirs = await _of_body(desk, same, part.body)
    return theirs is None or (
        is_charged(theirs) and await _rank(desk, part) > await _rank(desk, theirs)
    )


async def _of_body(desk: Desk, problem: Problem, body: str) -> Rectification | None:
    rows = await store.of_problem(desk.session, problem.key)
    return next((row for row in rows if row.body == body and row.relieved_at is None), None)


async def _rank(desk: Desk, part: Rectification) -> tuple[bool, bool, int, datetime]:
    """An answer is never lost by joining, nor does a body escape its slips by it."""
    owed = await _owed(desk, part)
    slips = len(await known_slips.standing_slips(desk, owed))
    answered = owed.state in ANSWERED_STATES
    return part.applied_at is not None, answered, slips, lifecycle.deadline(owed, desk.now)


async def _move(desk: Desk, part: Rectification, row: Problem, same: Problem) -> None:
    part.problem_id = same.key
    desk.session.add(part)
    await desk.session.flush()
    await happened.note(desk, await _owed(desk, part), "problem_joined", row.serial)


async def _let_go_of_doubles(
    desk: Desk, row: Problem, same: Problem, moved: Sequence[Rectification]
) -> None:
    left = [one for one in await store.of_problem(desk.session, row.key) if is_charged(one)]
    brought = {part.body: part for part in moved}
    for theirs in await store.of_problem(desk.session, same.key):
        kept = brought.get(theirs.body)
        if is_charged(theirs) and kept is not None and kept.key != theirs.key:
            await _stay_listed(desk, theirs, kept)
            await _let_go(desk, theirs)
    for part in left:
        kept = await _of_body(desk, same, part.body)
        if kept is not None:
            await _stay_listed(desk, part, kept)
            brought[part.body] = kept
        await _let_go(desk, part)
    for part in brought.values():
        await _tell(desk, part, row, same)


async def _stay_listed(desk: Desk, part: Rectification, kept: Rectification) -> None:
    """Whoever was told of listed supervision is under it still, and has no second notice of it."""
    if part.listed_at is None or kept.listed_at is not None or not is_charged(kept):
        return
    until = lifecycle.deadline(await _owed(desk, kept), desk.now)
    kept.listed_at, kept.listed_until = part.listed_at, max(part.listed_until or until, until)
    desk.session.add(kept)
    await desk.session.flush()


async def _let_go(desk: Desk, part: Rectification) -> None:
    owed = await _owed(desk, part)
    why = f"joined:{part.problem_id}"
    await lifecycle.supersede(desk, owed, why, OwedChange.JOINED)
    for receipt in await obligations.open_of_matter(
        desk.session, owed.matter_id, ObligationKind.RECEIPT
    ):
        if receipt.agency == part.body:
            await lifecycle.supersede(desk, receipt, why, OwedChange.JOINED)


async def _tell(desk: Desk, part: Rectification, row: Problem, same: Problem) -> None:
    owed = await _owed(desk, part)
    order = await order_of(desk, owed)
    told = desk.words.phrase(
        "problem_joined_tell",
        number=row.serial,
        to=same.serial,
        serial=order.serial or "",
        due_at=lifecycle.deadline(owed, desk.now),
        done=not is_charged(part),
    )
    await telling_bodies.tell(desk, owed, Message(told), f"joined:{row.key}:{part.key}")


async def _owed(desk: Desk, part: Rectification) -> Obligation:
    return await desk.session.get_one(Obligation, part.obligation_id)
