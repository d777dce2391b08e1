"""不属本单位: a body says that a problem is not its own; the office keeps it there or moves it.

The body's time stands still until the office has answered, and whoever gets the problem instead has
a deadline of its own.
"""

from messages.keyboards import button
from messages.render import Message
from messages.views.problems import DisputeView
from office import post
from office.bodies import agency_names, liaisons, people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.obligations import boards, lifecycle, telling_bodies
from office.obligations.lifecycle import PauseReason
from office.obligations.settling import (
    OWED_NO_MORE,
    Beside,
    Happening,
    OwedChange,
    is_accepted,
)
from office.plan.owed_kinds import kind_of
from office.post import Posting
from office.problems import happened
from office.refusal import Refusal
from office.supervision import known_slips
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.problems import rectifications as store
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification
from storage.subjects import Subject

UPHOLD_VERB, REASSIGN_VERB = "pkeep", "pgive"
"""Their argument is the rectification."""
_CARD = "dispute"
"""The key in a delivery's context that says that it is such a card."""


async def disputable(desk: Desk, body: str, order_id: int) -> Rectification:
    owed = await obligations.of_order(desk.session, order_id, ObligationKind.RECTIFY, body)
    row = await store.of_obligation(desk.session, owed.key) if owed is not None else None
    if owed is None or row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.relieved_at is not None or row.accepted_at is not None:
        raise Refusal("dispute_late")
    if row.disputed_at is not None:
        raise Refusal("dispute_waits")
    if row.disputed_reason:
        # It stopped the clock once, and the office has answered.
        raise Refusal("dispute_answered")
    if await known_slips.issued_slips(desk, owed):
        # Once a slip was issued, and if its answer was sent back since, a good reason stops the
        # ladder, and at red the office's word alone.
        raise Refusal("dispute_after_slip")
    if owed.state != ObligationState.OPEN:
        raise Refusal("dispute_late")
    return row


async def dispute(desk: Desk, who: Actor, body: str, order_id: int, reason: str) -> Rectification:
    row = await disputable(desk, body, order_id)
    row.disputed_reason = reasons.checked(reason, of="dispute")
    row.disputed_at = desk.now
    await liaisons.speak(desk, who, body)
    await _keep(desk, row, "problem_disputed", row.disputed_reason)
    owed = await _owed(desk, row)
    await lifecycle.pause(desk, owed, PauseReason.DISPUTE)
    posting = Posting(Subject.of(owed), context={_CARD: row.key})
    await post.tell_office(desk, await _card(desk, row, who.name), posting)
    return row


async def to_decide(desk: Desk, who: Actor, rectification_id: int) -> tuple[Rectification, Problem]:
    people.require_office(desk, who)
    row = await desk.session.get(Rectification, rectification_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.disputed_at is None or row.relieved_at is not None:
        raise Refusal("dispute_decided")
    return row, await desk.session.get_one(Problem, row.problem_id)


async def uphold(desk: Desk, who: Actor, rectification_id: int, reason: str) -> Rectification:
    """It stays the body's, whose time goes on from where it stood."""
    row, problem = await to_decide(desk, who, rectification_id)
    said = reasons.checked(reason, of="problem_drop")
    await people.remember(desk, who)
    row.disputed_at = None
    await _keep(desk, row, "problem_dispute_refused", said)
    owed = await _owed(desk, row)
    await lifecycle.resume(desk, owed, PauseReason.DISPUTE)
    told = desk.words.phrase(
        "dispute_upheld_tell", number=problem.serial, reason=said, due_at=owed.due_at
    )
    await telling_bodies.tell(desk, owed, Message(told), f"dispute_upheld:{row.key}")
    await _close_card(desk, row, owed)
    return row


async def relieve(desk: Desk, problem: Problem, rectification_id: int, order: Order) -> None:
    """Another body is charged with it instead, by this order."""
    row = await desk.session.get_one(Rectification, rectification_id)
    if row.problem_id != problem.key or row.disputed_at is None or row.relieved_at is not None:
        raise Refusal("dispute_decided")
    if row.body in order.says["bodies"]:
        raise Refusal("dispute_same_body", body=agency_names.short(desk, row.body))
    owed = await _owed(desk, row)
    await lifecycle.supersede(desk, owed, f"revision:{order.key}", OwedChange.RELIEVED)
    for receipt in await obligations.open_of_matter(
        desk.session, owed.matter_id, ObligationKind.RECEIPT
    ):
        if receipt.agency == row.body:
            await lifecycle.supersede(desk, receipt, f"revision:{order.key}", OwedChange.RELIEVED)
    told = desk.words.phrase("dispute_relieved_tell", number=problem.serial)
    await telling_bodies.tell(desk, owed, Message(told), f"relieved:{row.key}")


async def _relieved(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    row = await _waiting(desk, owed)
    if row is not None:
        await _close_card(desk, row, owed)


async def _owed_no_more(desk: Desk, owed: Obligation, happening: Happening) -> None:
    """Nobody has to answer it any more, and whoever disputed reads why."""
    row = await _waiting(desk, owed)
    if row is None:
        return
    row.disputed_at = None
    desk.session.add(row)
    await desk.session.flush()
    await _close_card(desk, row, owed)
    problem = await desk.session.get_one(Problem, row.problem_id)
    why = happening.change.said(desk)
    joined = happening.change is OwedChange.JOINED
    told = desk.words.phrase("dispute_lapsed_tell", number=problem.serial, why=why, joined=joined)
    await telling_bodies.tell(desk, owed, Message(told), f"dispute_lapsed:{row.key}")


async def _waits_again(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """The office has not answered it, and what it is about is owed again."""
    if await _waiting(desk, owed) is not None:
        await lifecycle.pause(desk, owed, PauseReason.DISPUTE)


async def _returned(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """What the office sends back to a body is that body's, which answers the dispute as well."""
    row = await _waiting(desk, owed)
    if row is None:
        return
    row.disputed_at = None
    await _keep(desk, row, "problem_dispute_refused")
    await _close_card(desk, row, owed)


async def _waiting(desk: Desk, owed: Obligation) -> Rectification | None:
    row = await store.of_obligation(desk.session, owed.key)
    return row if row is not None and row.disputed_at is not None else None


DISPUTES = Beside(
    "dispute",
    becomes={
        **dict.fromkeys(OWED_NO_MORE, _owed_no_more),
        OwedChange.RELIEVED: _relieved,
        OwedChange.WITHDRAWN: _waits_again,
        OwedChange.UNREGISTERED: _waits_again,
        OwedChange.IN_PART: _waits_again,
        OwedChange.RETURNED: _returned,
    },
    stands_by=is_accepted,
)


async def _card(desk: Desk, row: Rectification, by: str) -> Message:
    problem = await desk.session.get_one(Problem, row.problem_id)
    plain = desk.words.plain
    keyboard = (
        (
            button(plain("button_dispute_reassign"), REASSIGN_VERB, row.key),
            button(plain("button_dispute_uphold"), UPHOLD_VERB, row.key),
        ),
    )
    return Message(desk.words.text("problem_dispute", _view(desk, row, problem, by)), keyboard)


def _view(desk: Desk, row: Rectification, problem: Problem, by: str) -> DisputeView:
    return DisputeView(
        number=problem.serial,
        body=agency_names.name(desk, row.body),
        by=by,
        where=problem.unit or problem.place,
        found=problem.found,
        reason=row.disputed_reason,
        decided=_decided(row),
    )


def _decided(row: Rectification) -> str:
    if row.relieved_at is not None:
        return "taken_back" if row.disputed_at is None else "relieved"
    return "upheld" if row.disputed_at is None else ""


async def _close_card(desk: Desk, row: Rectification, owed: Obligation) -> None:
    problem = await desk.session.get_one(Problem, row.problem_id)
    said = Message(desk.words.text("problem_dispute", _view(desk, row, problem, "")))
    for shown in await outbox.deliveries_about(desk.session, Subject.of(owed)):
        if shown.context.get(_CARD) == row.key and shown.action == Action.SEND:
            await post.edit(desk, shown, post.last_part(said))


async def _keep(desk: Desk, row: Rectification, action: str, words: str = "") -> None:
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(action, f"problem:{row.problem_id}", body=row.body)
    owed = await _owed(desk, row)
    await happened.note(desk, owed, action, words)
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


async def _owed(desk: Desk, row: Rectification) -> Obligation:
    return await desk.session.get_one(Obligation, row.obligation_id)
