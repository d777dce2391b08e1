"""All that the record has for an official form, read at once."""

from datetime import date, datetime, timedelta

from messages.render import Words
from office.desk import Desk
from office.matters.in_effect import ending, newest_terms, order_at
from office.paperwork import responses
from office.paperwork.statistics import Count, Course
from office.plan.model import Plan
from storage.decisions import matters as store
from storage.decisions.matters import Matter, Order
from storage.immutable import immutable
from storage.occasions import Occasion, of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState

ONE_DAY = timedelta(days=1)


@immutable
class Answered:
    """How many of those who owed something have answered."""

    done: int
    of: int


_ANSWERED = (ObligationState.MET, ObligationState.MET_LATE)


@immutable
class Record:
    plan: Plan
    words: Words
    alert: Matter
    order: Order
    """The order that is in effect, or was the last in effect."""
    ending: Order | None
    course: Course
    count: Count | None
    day: date
    """The day that the form is of."""
    now: datetime
    receipts: Answered
    reports: Answered
    """The daily reports of the day before."""


async def of(desk: Desk, alert: Matter, day: date) -> Record:
    orders = await store.issued_orders(desk.session, alert.key)
    order = order_at(orders, desk.now) or newest_terms(orders)
    if order is None:
        raise ValueError(f"alert {alert.id} was never issued")
    if alert.ended_at is not None:
        # What is written after the end is of the last day of the response.
        day = min(day, desk.local(alert.ended_at).date())
    receipts = await _owed(desk, alert, ObligationKind.RECEIPT, of_order(order.key))
    reports = await _owed(desk, alert, ObligationKind.DAILY, of_day(day - ONE_DAY))
    return Record(
        plan=await desk.plan_of(order),
        words=desk.words,
        alert=alert,
        order=order,
        ending=ending(orders),
        course=await responses.response_to(desk, alert),
        count=await responses.counted_until(desk, alert),
        day=day,
        now=desk.now,
        # An end takes receipts off that are still open; whoever was asked has not confirmed.
        receipts=_answered(receipts),
        reports=_answered([row for row in reports if row.state != ObligationState.SUPERSEDED]),
    )


async def _owed(desk: Desk, alert: Matter, kind: str, occasion: Occasion) -> list[Obligation]:
    return await obligations.of_occasion(desk.session, alert.key, kind, occasion)


def _answered(rows: list[Obligation]) -> Answered:
    return Answered(sum(row.state in _ANSWERED for row in rows), len(rows))
