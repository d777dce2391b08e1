"""交办: the office charges bodies with a problem, by an order that it drafts from the problem."""

from office.bodies import people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.matters.problems import ProblemTerms, require_in_plan
from office.obligations import lifecycle
from office.obligations.settling import OwedChange
from office.problems import cards, disputing, listing, parts
from office.refusal import Refusal
from storage.decisions.matters import Order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.problems import problems as store
from storage.problems import rectifications
from storage.problems.problems import FoundBy, Problem, ProblemState
from storage.problems.rectifications import Rectification

FLAGS = ("weighty", "on_site")
"""What may be marked of a problem and taken back, by the names of its columns."""


async def assignable(desk: Desk, who: Actor, problem_id: int) -> Problem:
    people.require_office(desk, who)
    require_in_plan(desk.plan)
    return await filed(desk, problem_id)


async def issued(desk: Desk, order: Order) -> None:
    """The order is out: from now on these bodies owe an answer about the problem."""
    said = ProblemTerms.of(order)
    row = await desk.session.get_one(Problem, said.problem_id)
    if said.instead_of is None:
        await _assign(desk, row, order)
    new = [
        Rectification(
            jurisdiction=desk.jurisdiction,
            problem_id=row.key,
            obligation_id=one.key,
            body=one.agency,
        )
        for one in await obligations.open_of_matter(
            desk.session, order.matter_id, ObligationKind.RECTIFY
        )
    ]
    desk.session.add_all(new)
    await desk.session.flush()
    if said.instead_of is not None:
        await disputing.relieve(desk, row, said.instead_of, order)
    await listing.reach(desk, row, new)
    await cards.redraw(desk, row)


async def _assign(desk: Desk, row: Problem, order: Order) -> None:
    # Two drafts may be about one problem; the one that is issued first has it.
    filed, assigned = ProblemState.FILED, ProblemState.ASSIGNED
    if not await store.move(desk.session, row.key, (filed,), assigned):
        raise Refusal("problem_decided", serial=row.serial)
    await desk.session.refresh(row)
    row.matter_id, row.decided_by, row.decided_at = order.matter_id, order.drafted_by, desk.now
    desk.session.add(row)


async def taken_back(desk: Desk, order: Order) -> None:
    """撤回: these bodies owe nothing about it; where nobody does, the office decides anew.

    What was owed is over by now. What was answered and not accepted ends here.
    """
    row = await desk.session.get_one(Problem, ProblemTerms.of(order).problem_id)
    for one in await rectifications.of_matter(desk.session, order.matter_id):
        owed = await desk.session.get_one(Obligation, one.obligation_id)
        if parts.is_charged(one):
            await lifecycle.supersede(desk, owed, f"revision:{order.key}", OwedChange.CANCELLED)
    await desk.record("problem_taken_back", f"problem:{row.key}", serial=row.serial)


async def drop(desk: Desk, who: Actor, problem_id: int, reason: str) -> Problem:
    """The office charges nobody with it, and says why."""
    people.require_office(desk, who)
    row = await filed(desk, problem_id)
    said = reasons.checked(reason, of="problem_drop")
    if not await store.move(desk.session, row.key, (ProblemState.FILED,), ProblemState.DROPPED):
        raise Refusal("problem_decided", serial=row.serial)
    await desk.session.refresh(row)
    await people.remember(desk, who)
    row.reason, row.decided_by, row.decided_at = said, who.user_id, desk.now
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("problem_dropped", f"problem:{row.key}", serial=row.serial)
    await cards.redraw(desk, row)
    return row


async def mark(
    desk: Desk, who: Actor, problem_id: int, what: str, *, marked: bool = True
) -> Problem:
    """重点难点, 须现场复核, or who found it; said before it is assigned.

    A button says what it wants, so that two colleagues who press it do not undo each other.
    """
    people.require_office(desk, who)
    row = await filed(desk, problem_id)
    if what in FLAGS:
        setattr(row, what, marked)
    elif what in set(FoundBy):
        row.found_by = what
    else:
        raise Refusal("button_obsolete")
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("problem_marked", f"problem:{row.key}", what=what)
    await cards.redraw(desk, row)
    return row


async def filed(desk: Desk, problem_id: int) -> Problem:
    row = await store.problem(desk.session, problem_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.state != ProblemState.FILED:
        raise Refusal("problem_decided", serial=row.serial)
    return row
