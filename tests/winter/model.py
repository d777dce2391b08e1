"""Works out once more, from the plan's lines and from what stood in the chats, what bodies owe.

Nothing of the office's own reckoning is used: only the plan as data, and the tape.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from office.plan.model import Owed, Plan
from tests.winter.tape import Course

Due = tuple[str, str, str]
"""A kind, a body, and what for: a day, or the serial of an order."""
DAY = timedelta(days=1)
ALERT = "alert"
MODELLED = ("receipt", "daily", "closing")


def owed(plan: Plan, courses: list[Course], now: datetime) -> set[Due]:
    """What was owed at any time until now."""
    rows = {one.kind: one for one in plan.owes}
    return {due for course in courses for due in _of_course(plan, rows, course, now)}


def _of_course(plan: Plan, rows: dict[str, Owed], course: Course, now: datetime) -> Iterator[Due]:
    told = _told_of_alerts(plan)
    # Whoever has an office on this bot confirms nothing in a chat: it gets a letter.
    by_letter = {one.id for one in plan.counties if one.jurisdiction}
    if receipt := rows.get("receipt"):
        for serial in course.receipts:
            pressing = _who(plan, receipt, told) - by_letter
            yield from (("receipt", body, serial) for body in pressing)
    if daily := rows.get("daily"):
        for day in _days(daily, course, plan.tz, now):
            yield from (("daily", body, f"{day}") for body in _who(plan, daily, told))
    closing, ended = rows.get("closing"), course.ended_at
    if closing and ended is not None and ended <= now and not course.cancelled:
        yield from (("closing", body, course.lifted_by) for body in _who(plan, closing, told))


def _days(daily: Owed, course: Course, zone: ZoneInfo, now: datetime) -> Iterator[date]:
    """Each day of the response whose morning after came before it ended."""
    day = course.began_at.astimezone(zone).date()
    while True:
        asked_at = datetime.combine(day + DAY, daily.prompt_at or time(), tzinfo=zone)
        if asked_at > now or (course.ended_at is not None and asked_at >= course.ended_at):
            return
        yield day
        day += DAY


def _who(plan: Plan, row: Owed, told: set[str]) -> set[str]:
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


def _told_of_alerts(plan: Plan) -> set[str]:
    """All agencies are told of every alert, of the others those that the plan says."""
    others = (*plan.teams, *plan.counties, *plan.outside)
    return {one.id for one in plan.agencies} | {one.id for one in others if ALERT in one.told}
