"""The meetings of a ledger: each body that was called, what it answered, whether it was there."""

from collections.abc import Iterator, Sequence
from typing import Any

from office.desk import Desk
from office.matters.meetings import MeetingTerms
from office.matters.orders import recipients_of
from office.records.ledgers.scope import LedgerScope
from storage.decisions import minutes as minutes_store
from storage.decisions.matters import Matter, MatterState, Order
from storage.decisions.minutes import Minutes
from storage.delivery import under_matters
from storage.immutable import immutable
from storage.owed import attendees, oral_reports
from storage.owed.attendees import Attendee, AttendeeAnswer
from storage.owed.obligations import ObligationKind, ObligationState
from storage.owed.oral_reports import OralReport, OralState
from storage.supervision import in_period
from storage.supervision.in_period import OfficePeriod

_MET = (ObligationState.MET, ObligationState.MET_LATE)


@immutable
class MeetingCalled:
    """A meeting as it was called last, with what became of it."""

    order: Order
    terms: MeetingTerms
    state: str
    bodies: tuple[str, ...]
    said: dict[str, Attendee]
    receipts: dict[str, Any]
    spoken: dict[str, OralReport]
    minutes: Minutes | None
    """The minutes that were sent, or those that are being signed."""

    @property
    def was_taken(self) -> bool:
        """Whether anybody was checked; if not, nobody knows who was there."""
        return any(row.arrived_at is not None for row in self.said.values())

    def answer_of(self, body: str) -> str:
        row, receipt = self.said.get(body), self.receipts.get(body)
        if row is not None and row.answer != AttendeeAnswer.NONE:
            return row.answer
        answered = receipt is not None and receipt.state in _MET
        return AttendeeAnswer.COMING if answered else AttendeeAnswer.NONE

    def presence_of(self, body: str) -> str:
        row = self.said.get(body)
        if self.state != MatterState.CLOSED:
            return "open"
        if row is not None and row.arrived_at is not None:
            return "there"
        if not self.was_taken:
            return "unknown"
        on_leave = row is not None and row.answer == AttendeeAnswer.ON_LEAVE
        return "excused" if on_leave and row is not None and not row.substitute else "absent"

    def spoken_by(self, body: str) -> str | None:
        told = self.spoken.get(body)
        if told is None:
            return None
        return "confirmed" if told.state == OralState.CONFIRMED else "unconfirmed"


async def read(desk: Desk, scope: LedgerScope) -> list[MeetingCalled]:
    """Those held in the time of the ledger, whether or not they belong to its episode."""
    period = OfficePeriod(
        desk.jurisdiction,
        scope.since,
        scope.until,
        desk.local(scope.since).date(),
        desk.local(scope.until).date(),
    )
    found = list(_as_called_last(await in_period.called(desk.session, period), scope))
    keys = [order.key for order, _ in found]
    await attendees.ATTENDEES.read(desk.session, keys)
    await oral_reports.OF_ORDERS.read(desk.session, keys)
    written = await minutes_store.of_orders(desk.session, keys)
    matters = [matter.key for _, matter in found]
    owed = await under_matters.obligations(desk.session, matters)
    receipts = [row for row in owed if row.kind == ObligationKind.RECEIPT]
    return [await _called(desk, order, matter, receipts, written) for order, matter in found]


def _as_called_last(
    rows: Sequence[tuple[Order, Matter]], scope: LedgerScope
) -> Iterator[tuple[Order, Matter]]:
    newest = {matter.key: (order, matter) for order, matter in rows}
    for order, matter in newest.values():
        if scope.since <= MeetingTerms.of(order).meets_at < scope.until:
            yield order, matter


async def _called(
    desk: Desk,
    order: Order,
    matter: Matter,
    receipts: Sequence[Any],
    written: Sequence[Minutes],
) -> MeetingCalled:
    own = [row for row in written if row.order_id == order.key]
    plan, asked = await desk.plan_of(order), recipients_of(order)
    return MeetingCalled(
        order=order,
        terms=MeetingTerms.of(order),
        state=matter.state,
        bodies=tuple(body.id for body in plan.bodies if body.id in asked),
        said=await attendees.of_order(desk.session, order.key),
        receipts={row.agency: row for row in receipts if row.order_id == order.key},
        spoken=await oral_reports.of_order(desk.session, order.key),
        minutes=own[-1] if own else None,
    )
