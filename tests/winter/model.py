"""Works out once more, from the plan's lines and from what stood in the chats, what bodies owe.

Nothing of the office's own reckoning is used: only the plan as data, and the tape.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from office.plan.model import Owed, Plan
from office.plan.when import When
from tests.winter.orders import CONTROL, CONVENING, WORKING_GROUP, Order, Wording
from tests.winter.tape import Course

Due = tuple[str, str, str]
"""A kind, a body, and what for: a day, the serial of an order, or a serial and a day."""
DAY = timedelta(days=1)
ALERT, RECEIPT = "alert", "receipt"
UNDER: dict[str, Wording] = {"control": CONTROL, "working_group": WORKING_GROUP}
"""What is owed each day under an order of its own; everything else of a day goes with an alert."""
LEADS = "牵头单位"
"""The line of a working group that names who reports for it."""


def owed(
    plan: Plan, courses: list[Course], now: datetime, orders: Collection[Order] = ()
) -> set[Due]:
    """What was owed at any time until now."""
    return {
        *(due for course in courses for due in _of_course(plan, course, orders, now)),
        *(due for order in orders for due in _of_order(plan, order, courses, now)),
    }


def may_be_owed(plan: Plan, courses: list[Course], now: datetime) -> set[Due]:
    """The days that are not asked for yet, or never were: a body may report on them by itself, in
    the evening, or on the day of a meeting at which they are reported on."""
    told, found = told_of_alerts(plan), set[Due]()
    for course in (one for one in courses if one.began_at <= now):
        last = min(now, course.ended_at or now).astimezone(plan.tz).date()
        first = max(last - DAY, course.began_at.astimezone(plan.tz).date())
        for row in plan.owes:
            if row.when is When.DAILY and row.kind not in UNDER:
                who = who_owes(plan, row, told)
                found |= {(row.kind, one, f"{day}") for one in who for day in {first, last}}
    return found


# Under an alert


def _of_course(
    plan: Plan, course: Course, orders: Collection[Order], now: datetime
) -> Iterator[Due]:
    told = told_of_alerts(plan)
    for row in plan.owes:
        owing = who_owes(plan, row, told)
        if row.kind == RECEIPT:
            yield from _receipts(plan, course, owing)
        elif row.when is When.DAILY and row.kind not in UNDER:
            for day in _days(row, course.began_at, course.ended_at, plan.tz, now):
                if not row.levels or _levels_on(plan, course, day) & {*row.levels}:
                    here = _formed(plan, owing, course, orders, day)
                    yield from ((row.kind, body, f"{day}") for body in here)
        elif row.when is When.LIFT and _was_lifted(course, now):
            yield from ((row.kind, body, course.lifted_by) for body in owing)


def _receipts(plan: Plan, course: Course, owing: set[str]) -> Iterator[Due]:
    # Whoever has an office on this bot confirms nothing in a chat: it gets a letter.
    by_letter = {one.id for one in plan.counties if one.jurisdiction}
    for serial in course.receipts:
        yield from ((RECEIPT, body, serial) for body in owing - by_letter)


def _was_lifted(course: Course, now: datetime) -> bool:
    return course.ended_at is not None and course.ended_at <= now and not course.cancelled


def _days(
    row: Owed, began_at: datetime, ended_at: datetime | None, zone: ZoneInfo, now: datetime
) -> Iterator[date]:
    """Each day whose morning after came before the end."""
    day = began_at.astimezone(zone).date()
    while True:
        asked_at = datetime.combine(day + DAY, row.prompt_at or time(), tzinfo=zone)
        if asked_at > now or (ended_at is not None and asked_at >= ended_at):
            return
        yield day
        day += DAY


def _levels_on(plan: Plan, course: Course, day: date) -> set[str]:
    midnight = datetime.combine(day, time(), tzinfo=plan.tz)
    named = course.levels_on(midnight, midnight + DAY)
    return {level.id for level in plan.levels if level.name in named}


def _formed(
    plan: Plan, owing: set[str], course: Course, orders: Collection[Order], day: date
) -> set[str]:
    """Leave out the teams that are convened for an inspection, until the day on which they are."""
    teams = set(plan.inspection.teams) if plan.inspection else set()
    convened = any(
        one.wording is CONVENING
        and one.at >= course.issued_at
        and one.at.astimezone(plan.tz).date() <= day
        for one in orders
    )
    return owing if convened else owing - teams


# Under other orders


def _of_order(plan: Plan, order: Order, courses: list[Course], now: datetime) -> Iterator[Due]:
    rows = {one.kind: one for one in plan.owes}
    named = order.named(plan)
    if order.wants_receipt and (receipt := rows.get(RECEIPT)):
        yield from ((RECEIPT, body, order.serial) for body in who_owes(plan, receipt, named))
    if asked := asked_for(plan, order):
        yield from ((asked.kind, body, order.serial) for body in who_owes(plan, asked, named))
    for kind, wording in UNDER.items():
        if order.wording is wording and (row := rows.get(kind)):
            yield from _of_its_days(plan, row, order, courses, now)


def asked_for(plan: Plan, order: Order) -> Owed | None:
    """What an order asks for beside 收到; what is asked for by the calendar has its own name."""
    if not order.asks_for:
        return None
    by_calendar = [one for one in plan.owes if one.name and order.title.startswith(one.name)]
    usual = [one for one in plan.owes if one.kind == order.asks_for]
    return next(iter((*by_calendar, *usual)), None)


def _of_its_days(
    plan: Plan, row: Owed, order: Order, courses: list[Course], now: datetime
) -> Iterator[Due]:
    local = order.at.astimezone(plan.tz)
    is_group = order.wording is WORKING_GROUP
    owing = order.named_in(plan, LEADS) if is_group else order.named(plan)
    first = (order.first_day(local.year) if is_group else None) or local.date()
    began_at = datetime.combine(first, time(), tzinfo=plan.tz)
    for day in _days(row, began_at, order.ended_at, plan.tz, now):
        asked = not is_group or any(_levels_on(plan, course, day) for course in courses)
        if asked and not (row.unless_alert and any(_lasted(plan, one, day) for one in courses)):
            here = who_owes(plan, row, owing)
            yield from ((row.kind, body, f"{order.serial} {day}") for body in here)


def _lasted(plan: Plan, course: Course, day: date) -> bool:
    """Whether the alert was in force at any time of this day."""
    midnight = datetime.combine(day, time(), tzinfo=plan.tz)
    if course.began_at >= midnight + DAY:
        return False
    return course.ended_at is None or course.ended_at > max(midnight, course.began_at)


# Who owes


def who_owes(plan: Plan, row: Owed, told: set[str]) -> set[str]:
    names = [row.who] if isinstance(row.who, str) else list(row.who)
    found = {body for name in names for body in _named(plan, name, told)}
    return found & told


def _named(plan: Plan, name: str, told: set[str]) -> set[str]:
    if name == "all":
        return told
    sections = {"agencies": plan.agencies, "teams": plan.teams, "counties": plan.counties}
    if name in sections:
        return {body.id for body in sections[name]}
    return set(plan.groups.get(name, (name,)))


def told_of_alerts(plan: Plan) -> set[str]:
    """All agencies are told of every alert, of the others those that the plan says."""
    others = (*plan.teams, *plan.counties, *plan.outside)
    return {one.id for one in plan.agencies} | {one.id for one in others if ALERT in one.told}
