"""Checks from the database what holds at the end of every story, whatever happened in it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col, or_
from sqlmodel import select as rows_of

from office.matters import kinds
from office.obligations import lifecycle
from office.plan.ladders import NOTHING_YET
from office.records import audits
from storage.database import Session
from storage.decisions.matters import Order, OrderState
from storage.delivery.outbox import OPEN_STATES, Action, Delivery, DeliveryState
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Copying, Slip, SlipState
from tests.harness.stage import Stage

KNOWN_REASONS = (DeliveryState.UNREACHABLE, DeliveryState.DEAD)
"""An agency may lack an order for these reasons: the office was told each time."""

NOTHING_FOLLOWED = (NOTHING_YET, "nudge", "chase")
"""Asking again is all that was done."""
LAST_MOVES = ("overdue", "office_told", "referral")
AT_A_GATE = ("prompt_slip",)
"""Steps of a problem after which its ladder waits for people."""


class Sent(NamedTuple):
    """A delivery as far as it is looked at here: a winter has too many to read them whole."""

    key: int
    kind: str
    action: str
    state: str
    subject_kind: str | None
    subject_id: int | None
    agency: str | None
    attempts: int
    closed_at: datetime | None
    next_try_at: datetime

    @property
    def subject(self) -> Subject | None:
        if self.subject_kind is None or self.subject_id is None:
            return None
        return Subject(SubjectKind(self.subject_kind), self.subject_id)

    @property
    def is_sent(self) -> bool:
        return self.state == DeliveryState.SENT

    @property
    def is_known_late(self) -> bool:
        """A try failed, and the next one has its time."""
        return self.state == DeliveryState.WAITING and self.attempts > 0


_AS_SENT: Select[*tuple[Any, ...]] = select(
    col(Delivery.id),
    col(Delivery.kind),
    col(Delivery.action),
    col(Delivery.state),
    col(Delivery.subject_kind),
    col(Delivery.subject_id),
    col(Delivery.agency),
    col(Delivery.attempts),
    col(Delivery.closed_at),
    col(Delivery.next_try_at),
)


@dataclass(frozen=True, slots=True)
class Books:
    """The rows, or those of some time with all that belongs to them."""

    orders: list[Order]
    deliveries: list[Sent]
    obligations: list[Obligation]
    slips: list[Slip]
    unhandled: Sequence[Mapping[str, Any]]
    """Updates that nobody has handled."""
    unshown: set[int]
    """The obligations to which a reply was asked about that nobody answered or judged."""
    _about: dict[tuple[str, str | None, int | None], list[Sent]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for row in self.deliveries:
            if row.action == Action.SEND:
                self._about[row.kind, row.subject_kind, row.subject_id].append(row)

    def sent_at(self, kind: str, about: Subject) -> datetime | None:
        """Return when the first of these messages reached its chat."""
        found = [row.closed_at for row in self.sends(kind, about) if row.is_sent]
        return min((at for at in found if at is not None), default=None)

    def sends(self, kind: str, about: Subject) -> Sequence[Sent]:
        return self._about.get((kind, about.kind, about.id), ())

    def all_sends(self, kind: str) -> Iterable[Sent]:
        return (row for row in self.deliveries if row.kind == kind and row.action == Action.SEND)


async def check(stage: Stage) -> None:
    await stage.settle()
    async with stage.database.reading() as session:
        books = await read(session)
        log = await audits.verify(session, stage.plan.jurisdiction)
    assert isinstance(log, audits.Verified), log
    found = list(faults(books, stage.clock.now()))
    assert found == [], found


def faults(books: Books, now: datetime) -> Iterator[str]:
    """What does not hold: each a line."""
    yield from (f"an update was never handled: {raw}" for raw in books.unhandled)
    yield from _untold(books)
    yield from _hanging(books, now)
    yield from _taken_twice(books)
    yield from _unfounded(books)
    yield from _known_to_leaders_first(books)
    yield from _unwound(books)


def left_alone(books: Books, now: datetime, after: timedelta) -> Iterator[str]:
    """What was missed so long ago, and nothing followed: no slip, no word to anybody."""
    for owed in books.obligations:
        is_late = owed.state == ObligationState.OPEN and owed.due_at + after < now
        stands = owed.paused_at is not None or owed.ladder_ended is not None
        if is_late and not stands and owed.step in NOTHING_FOLLOWED:
            yield f"{owed.agency} {owed.kind} was due {owed.due_at}, and nothing followed"


async def read(session: Session, since: datetime | None = None) -> Books:
    """Read all, or what is open and what came since then, with all that belongs to either."""
    unshown = rows_of(QuestionedReply.obligation_id).where(
        QuestionedReply.state == QuestionedState.ASKED, col(QuestionedReply.shown_at).is_(None)
    )
    unhandled = rows_of(InboxUpdate.raw).where(InboxUpdate.state != InboxState.DONE)
    obligations = list((await session.exec(_obligations(since))).all())
    owed = [row.key for row in obligations]
    slips = rows_of(Slip).order_by(col(Slip.id))
    orders = rows_of(Order)
    if since is not None:
        slips = slips.where(col(Slip.obligation_id).in_(owed))
        came = col(Order.issued_at) >= since
        orders = orders.where(or_(came, col(Order.id).in_([row.order_id for row in obligations])))
    found_slips = list((await session.exec(slips)).all())
    found_orders = list((await session.exec(orders)).all())
    about = [*found_slips, *found_orders, *obligations]
    return Books(
        orders=found_orders,
        deliveries=await _deliveries(session, since, [Subject.of(row) for row in about]),
        obligations=obligations,
        slips=found_slips,
        unhandled=(await session.exec(unhandled)).all(),
        unshown=set((await session.exec(unshown)).all()),
    )


def _obligations(since: datetime | None) -> Any:
    if since is None:
        return rows_of(Obligation)
    is_open = col(Obligation.state) == ObligationState.OPEN
    ended = col(Obligation.met_at) >= since
    return rows_of(Obligation).where(or_(col(Obligation.opened_at) >= since, is_open, ended))


async def _deliveries(
    session: Session, since: datetime | None, about: Collection[Subject]
) -> list[Sent]:
    query = _AS_SENT if since is None else _AS_SENT.where(_came(since, about))
    found = await (await session.connection()).execute(query)
    return [Sent(*row) for row in found]


def _came(since: datetime, about: Collection[Subject]) -> ColumnElement[bool]:
    ids: dict[str, list[int]] = defaultdict(list)
    for subject in about:
        ids[subject.kind].append(subject.id)
    wanted = [
        (col(Delivery.subject_kind) == kind) & col(Delivery.subject_id).in_(some)
        for kind, some in ids.items()
    ]
    waits = col(Delivery.state).in_(OPEN_STATES)
    return or_(col(Delivery.created_at) >= since, waits, *wanted)


def _untold(books: Books) -> Iterator[str]:
    # An agency either has the order, or it is known why not.
    for order in books.orders:
        if order.state != OrderState.ISSUED:
            continue
        sent: dict[str | None, list[Sent]] = defaultdict(list)
        for row in books.sends("alert", Subject.of(order)):
            sent[row.agency].append(row)
        for agency, places in order.snapshot["recipients"].items():
            # In an exercise the clock answers for some, and they are not troubled.
            if kinds.is_scripted(order, agency):
                continue
            rows = sent[agency]
            told = any(row.is_sent for row in rows)
            known = any(row.state in KNOWN_REASONS or row.is_known_late for row in rows)
            if not told and places and not known:
                yield f"{agency} was never told of {order.serial}"


def _hanging(books: Books, now: datetime) -> Iterator[str]:
    # A message that has not left waits for its time.
    for row in books.deliveries:
        late = row.state == DeliveryState.WAITING and row.next_try_at <= now
        if late or row.state == DeliveryState.SENDING:
            yield f"a message hangs: {row}"


def _taken_twice(books: Books) -> Iterator[str]:
    # After a report was sent back its ladder begins anew.
    steps = Counter(
        (slip.obligation_id, slip.times_returned, slip.step)
        for slip in books.slips
        if slip.state != SlipState.VOID
    )
    for (owed, _, step), times in steps.items():
        if times > 1:
            yield f"the step {step} of obligation {owed} was taken {times} times"


def _unfounded(books: Books) -> Iterator[str]:
    """Every step followed a served one."""
    owed = {one.key: one for one in books.obligations}
    orders = {one.key: one for one in books.orders}
    before: dict[int, datetime | None] = {}
    for slip in books.slips:
        if slip.state == SlipState.VOID:
            continue
        if slip.obligation_id not in before:
            asked = owed[slip.obligation_id]
            before[slip.obligation_id] = _asked_at(books, asked, orders.get(asked.order_id))
        served_at = before[slip.obligation_id]
        if served_at is None:
            yield f"{slip.serial} follows what nobody was served"
        elif served_at > slip.issued_at:
            yield f"{slip.serial} came before what it follows"
        before[slip.obligation_id] = books.sent_at("slip", Subject.of(slip))


def _asked_at(books: Books, owed: Obligation, order: Order | None) -> datetime | None:
    # What an order asks for itself has no prompt: the agency has it with its copy of the order.
    told = () if order is None else books.sends("alert", Subject.of(order))
    served = [row.closed_at for row in told if row.agency == owed.agency and row.is_sent]
    of_order = min((at for at in served if at is not None), default=None)
    return books.sent_at("prompt", Subject.of(owed)) or of_order


def _known_to_leaders_first(books: Books) -> Iterator[str]:
    """No leader knows more than the agency."""
    kept_back = (Copying.ASKED, Copying.NOT_COPIED)
    unwanted = {Subject.of(slip) for slip in books.slips if slip.copying in kept_back}
    known = {Subject.of(slip) for slip in books.slips}
    for copy in books.all_sends("copy"):
        if not copy.is_sent or copy.subject not in known or copy.closed_at is None:
            continue
        served_at = books.sent_at("slip", copy.subject)
        if served_at is None:
            yield f"a copy of {copy.subject} went alone"
        elif served_at > copy.closed_at:
            yield f"a copy of {copy.subject} went before it"
        if copy.subject in unwanted:
            yield f"a copy of {copy.subject} that was not asked for"


def _unwound(books: Books) -> Iterator[str]:
    # What is owed will be looked at again, unless its ladder is at its end. Even then the office
    # has still to see what the agency replied.
    for owed in books.obligations:
        if owed.state != ObligationState.OPEN:
            if owed.wakes_at is not None:
                yield f"{owed.agency} {owed.kind} is over and its clock runs on"
            continue
        at_its_end = owed.ladder_ended is not None or owed.step in LAST_MOVES
        # The ladder of a problem rests at a closed gate. That none is forgotten is proven by
        # the reconciler, which has nothing to mend.
        rests = owed.kind == ObligationKind.RECTIFY and owed.step in AT_A_GATE
        ended = (at_its_end or rests) and owed.key not in books.unshown
        waits = lifecycle.awaits_decision(owed)
        if not (ended or waits or owed.wakes_at is not None):
            yield f"{owed.agency} {owed.kind} is forgotten"
