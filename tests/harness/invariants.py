"""Checks from the database what holds at the end of every story, whatever happened in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from office.matters import kinds
from office.obligations import lifecycle
from office.records import audits
from storage.database import Session
from storage.decisions.matters import Order, OrderState
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.subjects import Subject
from storage.supervision.slips import Copying, Slip, SlipState
from tests.harness.stage import Stage

KNOWN_REASONS = (DeliveryState.UNREACHABLE, DeliveryState.DEAD)
"""An agency may lack an order for these reasons: the office was told each time."""

LAST_MOVES = ("overdue", "office_told", "referral")
AT_A_GATE = ("prompt_slip",)
"""Steps of a problem after which its ladder waits for people."""
NEVER_PUT_OUT = (SlipState.VOID, SlipState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Books:
    """All the rows; a story has few."""

    orders: list[Order]
    deliveries: list[Delivery]
    obligations: list[Obligation]
    slips: list[Slip]
    updates: list[InboxUpdate]
    unshown: set[int]
    """The obligations to which a reply was asked about that nobody answered or judged."""

    def sent_at(self, kind: str, about: Subject) -> datetime | None:
        """Return when the first of these messages reached its chat."""
        found = [row.closed_at for row in self.sends(kind, about) if _is_sent(row)]
        return min((at for at in found if at is not None), default=None)

    def sends(self, kind: str, about: Subject | None = None) -> Iterable[Delivery]:
        return (
            row
            for row in self.deliveries
            if row.kind == kind and row.action == Action.SEND and about in (None, row.subject)
        )


async def check(stage: Stage) -> None:
    await stage.settle()
    async with stage.database.reading() as session:
        books = await _books(session)
        log = await audits.verify(session, stage.plan.jurisdiction)
    assert isinstance(log, audits.Verified), log
    _every_update_was_handled(books)
    _every_agency_was_told(books)
    _nothing_hangs(books, stage.clock.now())
    _no_step_was_taken_twice(books)
    _every_step_followed_a_served_one(books)
    _no_leader_knows_more_than_the_agency(books)
    _every_clock_is_wound(books)


async def _books(session: Session) -> Books:
    unshown = select(QuestionedReply.obligation_id).where(
        QuestionedReply.state == QuestionedState.ASKED, col(QuestionedReply.shown_at).is_(None)
    )
    return Books(
        orders=list((await session.exec(select(Order))).all()),
        deliveries=list((await session.exec(select(Delivery))).all()),
        obligations=list((await session.exec(select(Obligation))).all()),
        slips=list((await session.exec(select(Slip).order_by(col(Slip.id)))).all()),
        updates=list((await session.exec(select(InboxUpdate))).all()),
        unshown=set((await session.exec(unshown)).all()),
    )


def _every_update_was_handled(books: Books) -> None:
    assert [row.raw for row in books.updates if row.state != InboxState.DONE] == []


def _every_agency_was_told(books: Books) -> None:
    # An agency either has the order, or it is known why not.
    for order in books.orders:
        if order.state != OrderState.ISSUED:
            continue
        for agency, places in order.snapshot["recipients"].items():
            # In an exercise the clock answers for some, and they are not troubled.
            if kinds.is_scripted(order, agency):
                continue
            rows = [row for row in books.sends("alert", Subject.of(order)) if row.agency == agency]
            told = any(_is_sent(row) for row in rows)
            explained = not places or any(row.state in KNOWN_REASONS for row in rows)
            assert told or explained, f"{agency} was never told of {order.serial}"


def _nothing_hangs(books: Books, now: datetime) -> None:
    # A message that has not left waits for its time.
    for row in books.deliveries:
        assert row.state != DeliveryState.SENDING, row
        assert row.state != DeliveryState.WAITING or row.next_try_at > now, row


def _no_step_was_taken_twice(books: Books) -> None:
    steps = Counter(
        (slip.obligation_id, slip.step) for slip in books.slips if slip.state != SlipState.VOID
    )
    assert [step for step, times in steps.items() if times > 1] == []


def _every_step_followed_a_served_one(books: Books) -> None:
    before = {owed.key: _asked_at(books, owed) for owed in books.obligations}
    for slip in books.slips:
        if slip.state == SlipState.VOID:
            continue
        served_at = before[slip.obligation_id]
        assert served_at is not None, f"{slip.serial} follows what nobody was served"
        assert served_at <= slip.issued_at, f"{slip.serial} came before what it follows"
        before[slip.obligation_id] = books.sent_at("slip", Subject.of(slip))


def _asked_at(books: Books, owed: Obligation) -> datetime | None:
    # What an order asks for itself has no prompt: the agency has it with its copy of the order.
    order = next((order for order in books.orders if order.key == owed.order_id), None)
    told = () if order is None else books.sends("alert", Subject.of(order))
    served = [row.closed_at for row in told if row.agency == owed.agency and _is_sent(row)]
    of_order = min((at for at in served if at is not None), default=None)
    return books.sent_at("prompt", Subject.of(owed)) or of_order


def _no_leader_knows_more_than_the_agency(books: Books) -> None:
    kept_back = (Copying.ASKED, Copying.NOT_COPIED)
    unwanted = {Subject.of(slip) for slip in books.slips if slip.copying in kept_back}
    for copy in books.sends("copy"):
        if not _is_sent(copy) or copy.subject is None or copy.closed_at is None:
            continue
        served_at = books.sent_at("slip", copy.subject)
        assert served_at is not None, f"a copy of {copy.subject} went alone"
        assert served_at <= copy.closed_at
        assert copy.subject not in unwanted, f"a copy of {copy.subject} that was not asked for"


def _every_clock_is_wound(books: Books) -> None:
    # What is owed will be looked at again, unless its ladder is at its end. Even then the office
    # has still to see what the agency replied.
    for owed in books.obligations:
        if owed.state != ObligationState.OPEN:
            assert owed.wakes_at is None
            continue
        at_its_end = owed.ladder_ended is not None or owed.step in LAST_MOVES
        # The ladder of a problem rests at a closed gate. That none is forgotten is proven by
        # the reconciler, which has nothing to mend.
        rests = owed.kind == ObligationKind.RECTIFY and owed.step in AT_A_GATE
        ended = (at_its_end or rests) and owed.key not in books.unshown
        waits = lifecycle.awaits_decision(owed)
        watched = ended or waits or owed.wakes_at is not None
        assert watched, f"{owed.agency} {owed.kind} is forgotten"


def _is_sent(row: Delivery) -> bool:
    return row.state == DeliveryState.SENT
