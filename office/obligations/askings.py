"""Works out what is owed from now on and by when, as the plan says for its kind."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from office.desk import Desk
from office.matters.order_texts import own_title
from office.obligations.lifecycle import Asking
from office.plan.deadlines import reckon
from office.plan.model import Owed
from storage import occasions
from storage.decisions import matters
from storage.decisions.matters import Matter, Order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind

ONE_DAY = timedelta(days=1)


def at(desk: Desk, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=desk.zone)


def midnight(desk: Desk, day: date) -> datetime:
    """When this day begins here."""
    return at(desk, day, time())


def midnights(desk: Desk) -> tuple[datetime, datetime]:
    """When this very day began, and when it ends."""
    today = desk.local(desk.now).date()
    return midnight(desk, today), midnight(desk, today + ONE_DAY)


def prompted_at(desk: Desk, owed: Owed, day: date) -> datetime:
    """When everybody is asked about a day; a report on it before then is early."""
    prompt_at, _ = owed.by_the_clock
    return at(desk, day + ONE_DAY, prompt_at)


def of_day(desk: Desk, owed: Owed, day: date) -> Asking:
    _, clock = owed.by_the_clock
    planned = at(desk, desk.local(desk.now).date(), clock)
    return _of_day(desk, owed, day, max(planned, desk.now + owed.least_notice))


def of_day_early(desk: Desk, owed: Owed, day: date) -> Asking:
    _, clock = owed.by_the_clock
    return _of_day(desk, owed, day, at(desk, day + ONE_DAY, clock))


def of_order(desk: Desk, owed: Owed, order: Order, due_at: datetime | None = None) -> Asking:
    if due_at is None:
        due_at = by_the_plan(desk, owed)
    is_receipt = owed.kind == ObligationKind.RECEIPT
    title = own_title(desk, order) if is_receipt else order.says.get("title", "")
    occasion, look_at = occasions.of_order(order.key), _looked_at(desk, owed, due_at)
    return Asking(owed.kind, occasion, due_at, look_at, title=title)


async def of_lift(desk: Desk, owed: Owed, alert: Matter, order: Order) -> Asking:
    """What is owed at the end of an alert; its number tells it from what is open of another one."""
    asking = of_order(desk, owed, order)
    alike = await obligations.open_in(desk.session, desk.jurisdiction, owed.kind, drill=alert.drill)
    if all(one.matter_id == alert.key for one in alike):
        return asking
    first = (await matters.issued_orders(desk.session, alert.key))[0]
    return replace(asking, title=first.serial or "")


def by_the_plan(desk: Desk, owed: Owed) -> datetime:
    """The deadline of what is asked for now."""
    if owed.deadline is None:
        raise ValueError(f"the order names no deadline for {owed.kind}, nor does the plan")
    due_at = reckon(owed.deadline, desk.now, desk.plan.calendar)
    return max(due_at, desk.now + owed.least_notice)


def _of_day(desk: Desk, owed: Owed, day: date, due_at: datetime) -> Asking:
    return Asking(owed.kind, occasions.of_day(day), due_at, _looked_at(desk, owed, due_at), day)


def _looked_at(desk: Desk, owed: Owed, due_at: datetime) -> datetime:
    ask_at = due_at - (owed.remind_before or timedelta())
    # A body that is asked shortly before the deadline is not asked again at once.
    return ask_at if ask_at > desk.now else due_at
