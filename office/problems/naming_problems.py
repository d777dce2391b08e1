"""通报: which problems a bulletin may name, and what follows for those that it names."""

from collections.abc import Iterable

from messages.render import Message
from office import post
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder.policies import ladder_of
from office.matters import kinds
from office.matters.bulletins import BulletinTerms, NamedProblem
from office.matters.orders import recipients_of
from office.obligations import boards
from office.obligations.settling import OWED_NO_MORE, Beside, Happening, OwedChange, is_accepted
from office.plan.ladders import Gate
from office.plan.owed_kinds import kind_of
from office.post import Posting
from office.refusal import Refusal
from office.supervision import gates
from storage.decisions import matters
from storage.decisions.matters import MatterKind, Order
from storage.owed.obligations import Obligation
from storage.problems import namings, rectifications
from storage.problems import problems as store
from storage.problems.namings import ProblemNaming
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState


async def nameable(desk: Desk, who: Actor) -> list[NamedProblem]:
    """What is assigned and not put right, the oldest first; exercises are named by none."""
    people.require_office(desk, who)
    rows = await store.in_states(desk.session, desk.jurisdiction, (ProblemState.ASSIGNED,))
    real = [row for row in rows if not row.drill]
    charged = await rectifications.of_problems(desk.session, [row.key for row in real])
    named = [_named(row, charged[row.key]) for row in real]
    return [one for one in named if one.bodies]


async def require_as_named(desk: Desk, order: Order) -> None:
    """What was put right since the draft is not named; its drafter chooses anew."""
    if kinds.ends(order):
        return
    for one in BulletinTerms.of(order).problems:
        rows = await rectifications.of_problem(desk.session, one.problem_id)
        if not set(one.bodies) <= {row.body for row in rows if _is_open(row)}:
            raise Refusal("bulletin_problem_gone", serial=one.serial)


async def issued(desk: Desk, order: Order) -> None:
    """Whoever reads it is named from now on; a correction names nobody whom it leaves out."""
    await require_as_named(desk, order)
    await name_as_said(desk, order)


async def name_as_said(desk: Desk, order: Order) -> None:
    charged, gone = await _as_said(desk, order)
    await _end(desk, order, gone)
    before = await namings.of_matter(desk.session, order.matter_id)
    standing = {row.obligation_id: row for row in before}
    for row in charged:
        await _name(desk, order, row, standing.get(row.obligation_id))


async def named_otherwise(desk: Desk, order: Order) -> tuple[str, ...]:
    """The bodies of which it is not on record that they are named as it says."""
    charged, gone = await _as_said(desk, order)
    before = await namings.of_matter(desk.session, order.matter_id)
    standing = {row.obligation_id for row in before}
    lacking = [row.body for row in charged if row.obligation_id not in standing]
    return tuple(dict.fromkeys([*lacking, *(row.body for row in gone)]))


async def _as_said(desk: Desk, order: Order) -> tuple[list[Rectification], list[ProblemNaming]]:
    """Who is named from this order on, and what stands that it does not say any more."""
    named = () if kinds.ends(order) else BulletinTerms.of(order).problems
    charged = [row for one in named for row in await _told(desk, order, one)]
    kept = {row.obligation_id for row in charged}
    before = await namings.of_matter(desk.session, order.matter_id)
    # A part may stand under another problem by now, to which the one that was named was joined.
    pairs = {(one.problem_id, body) for one in named for body in one.bodies}
    others = [
        row
        for row in before
        if row.obligation_id not in kept and (row.problem_id, row.body) not in pairs
    ]
    # What was accepted meanwhile had been named rightly, and stays so.
    return charged, [row for row in others if await _is_owed(desk, row)]


async def _is_owed(desk: Desk, row: ProblemNaming) -> bool:
    charged = await rectifications.of_obligation(desk.session, row.obligation_id)
    return charged is not None and _is_open(charged)


async def taken_back(desk: Desk, order: Order) -> None:
    """撤回: it names nobody any more. Slips that went stand, and the office hears of them."""
    _, gone = await _as_said(desk, order)
    await _end(desk, order, gone)
    await _tell_of_slips(desk, order, gone)


async def _settled(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """A draft that names it would be wrong by now, and nobody can sign it: the office hears."""
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None:
        return
    problem = await desk.session.get_one(Problem, row.problem_id)
    for draft in await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.BULLETIN):
        if await _names_what_is_settled(desk, draft):
            phrase = desk.words.phrase("bulletin_draft_gone", serial=problem.serial)
            key = f"bulletin_gone:{draft.key}:{problem.key}"
            posting = Posting(Subject.of(draft), dedupe_key=key)
            await post.tell_office(desk, Message(phrase), posting)


NAMED_IN_DRAFTS = Beside(
    "bulletin draft",
    dict.fromkeys((OwedChange.ACCEPTED, *OWED_NO_MORE), _settled),
    stands_by=is_accepted,
)


async def _names_what_is_settled(desk: Desk, draft: Order) -> bool:
    try:
        await require_as_named(desk, draft)
    except Refusal:
        return True
    return False


async def _told(desk: Desk, order: Order, one: NamedProblem) -> list[Rectification]:
    """Only those are named that read it."""
    rows = await rectifications.of_problem(desk.session, one.problem_id)
    told = recipients_of(order)
    return [row for row in rows if _is_open(row) and row.body in one.bodies and row.body in told]


async def _name(desk: Desk, order: Order, row: Rectification, before: ProblemNaming | None) -> None:
    due_at = BulletinTerms.of(order).due_at
    made = before or ProblemNaming(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        problem_id=row.problem_id,
        obligation_id=row.obligation_id,
        body=row.body,
        named_at=desk.now,
        told_at=desk.now,
    )
    # A correction takes no time from whoever was given more by what it corrects.
    times = [at for at in (made.until, due_at) if at is not None]
    made.until, made.told_at = max(times, default=None), desk.now
    desk.session.add(made)
    await desk.session.flush()
    await _look(desk, row.obligation_id, gates.opened)


async def _end(desk: Desk, order: Order, rows: Iterable[ProblemNaming]) -> None:
    for row in rows:
        row.ended_at, row.ended_by = desk.now, order.key
        desk.session.add(row)
        await desk.session.flush()
        await desk.record(
            "problem_named_no_more", f"problem:{row.problem_id}", body=row.body, by=order.serial
        )
        await _look(desk, row.obligation_id, gates.closed)


async def _look(desk: Desk, obligation_id: int, then: gates.Look) -> None:
    owed = await desk.session.get_one(Obligation, obligation_id)
    await then(desk, owed)
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


async def _tell_of_slips(desk: Desk, order: Order, rows: Iterable[ProblemNaming]) -> None:
    stand = [slip for row in rows for slip in await _slips(desk, row)]
    if not stand:
        return
    first = (await matters.issued_orders(desk.session, order.matter_id))[0]
    listed = desk.words.listed(
        f"{agency_names.short(desk, slip.agency)} {slip.serial}" for slip in stand
    )
    phrase = desk.words.phrase("bulletin_slips_stand", serial=first.serial, slips=listed)
    posting = Posting(Subject.of(order), dedupe_key=f"bulletin_slips:{order.key}")
    await post.tell_office(desk, Message(phrase), posting)


async def _slips(desk: Desk, row: ProblemNaming) -> list[Slip]:
    """Those that went because a bulletin named it."""
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    rung = (await ladder_of(desk, owed)).behind(Gate.BULLETIN)
    return [
        slip
        for slip in await slips.slips_of(desk.session, owed.key)
        if rung is not None and slip.step == rung.step and slip.state == SlipState.ISSUED
        if slip.issued_at >= row.named_at
    ]


def _named(row: Problem, charged: list[Rectification]) -> NamedProblem:
    bodies = tuple(one.body for one in charged if _is_open(one))
    return NamedProblem(row.key, row.serial, row.unit or row.place, row.found, bodies)


def _is_open(row: Rectification) -> bool:
    return row.accepted_at is None and row.relieved_at is None
