"""How each body stands that was charged with a problem."""

from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.views.problems import ProblemBoardView, RectifierLine
from office.desk import Desk
from office.matters import kinds
from office.matters.problems import ProblemTerms
from office.obligations.lateness import is_overdue
from office.plan.owed_kinds import kind_of
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Order
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.problems import rectifications
from storage.problems.rectifications import Rectification

APPLY_VERB, PART_VERB = "papply", "ppart"
"""The buttons by which a body asks for acceptance, or says that a part remains; their argument is
the obligation."""
ANSWERED_STATES = (ObligationState.MET, ObligationState.MET_LATE)
ANSWERED_WORDS = ("answered", "applied", "accepted")
"""How a body stands once it has answered, as `standing` says it."""


async def board(desk: Desk, order: Order) -> ProblemBoardView:
    plan, said = await desk.plan_of(order), ProblemTerms.of(order)
    matter = await store.matter(desk.session, order.matter_id)
    rows = await rectifications.of_matter(desk.session, order.matter_id)
    owed = await _owed(desk, order, ObligationKind.RECTIFY)
    receipts = await _owed(desk, order, ObligationKind.RECEIPT)
    return ProblemBoardView(
        board=order.matter_kind,
        matter_id=order.matter_id,
        number=said.serial,
        title=said.title,
        mark=kinds.mark(plan, order),
        serial=order.serial or "",
        due_at=said.due_at,
        is_open=matter is not None and matter.state in OPEN_MATTERS,
        lines=tuple(
            _line(desk, plan.body(row.body).short, row, owed[row.obligation_id])
            for row in rows
            if row.obligation_id in owed
        ),
        unreceived=tuple(
            plan.body(one.agency).short
            for one in receipts.values()
            if one.state == ObligationState.OPEN
        ),
    )


async def _owed(desk: Desk, order: Order, kind: str) -> dict[int, Obligation]:
    rows = await obligations.of_occasion(desk.session, order.matter_id, kind, of_order(order.key))
    return {row.key: row for row in rows}


def _line(desk: Desk, body: str, row: Rectification, owed: Obligation) -> RectifierLine:
    stands, at = standing(row, owed, desk.now)
    seal = stands in ANSWERED_WORDS and wants_seal(row)
    return RectifierLine(body, stands, owed.due_at, at, seal)


def wants_seal(row: Rectification) -> bool:
    """The sealed paper, or whose name stands on it, is still to follow."""
    return row.sealed_at is None or not row.responsible


async def keyboard(desk: Desk, owed: Obligation) -> Keyboard:
    """申请销号 or 部分完成, under the answer to a body that has reported and not applied yet."""
    if not kind_of(owed).is_accepted or owed.state not in ANSWERED_STATES:
        return ()
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None or row.applied_at is not None or row.accepted_at is not None:
        return ()
    plain = desk.words.plain
    return (
        (
            button(plain("button_problem_apply"), APPLY_VERB, owed.key),
            button(plain("button_part_done"), PART_VERB, owed.key),
        ),
    )


def standing(row: Rectification, owed: Obligation, now: datetime) -> tuple[str, datetime | None]:
    """How the body stands, in one of the words that the board knows, and since when."""
    if row.accepted_at is not None:
        return "accepted", row.accepted_at
    if row.relieved_at is not None:
        return "relieved" if row.disputed_at is not None else "taken_back", row.relieved_at
    if owed.state == ObligationState.SUPERSEDED:
        return "taken_back", None
    if row.disputed_at is not None:
        return "disputed", row.disputed_at
    if owed.state in ANSWERED_STATES:
        applied = row.applied_at
        return ("applied", applied) if applied is not None else ("answered", owed.met_at)
    if row.part_at is not None:
        return "part_overdue" if is_overdue(owed, now) else "part", row.part_at
    if is_overdue(owed, now):
        return "overdue", None
    return ("returned" if owed.times_returned else "owed"), None
