"""Works out from the plan alone what the clock brings without anybody's doing: lists that are asked
for as a response starts or by the calendar, the office's own forms, the briefs of each day."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from office.plan.model import Plan
from tests.winter.orders import REGISTER, Order
from tests.winter.tape import Course, Tape

DAY, NIGHT = timedelta(days=1), timedelta(hours=16)
"""Nobody is woken for a paper, and a bot may have been down in the morning."""
AT_START = "应急响应已启动"
MOVED = timedelta(days=10)
"""Holidays may move a deadline as far as that."""

Offer = tuple[str, str, str]
"""A form, the alert that it is about, and its day; no day where it is offered once."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one office's chats tell until now, since the winter began."""

    plan: Plan
    courses: list[Course]
    orders: Collection[Order]
    offered: list[tuple[datetime, str, str]]
    briefed: list[tuple[str, datetime]]
    """Who read a brief, and when."""
    closed: dict[str, datetime]
    """When the file of each alert was closed."""
    since: datetime
    now: datetime

    @classmethod
    def of(cls, plan: Plan, tape: Tape, since: datetime, now: datetime) -> "Told":
        home = plan.jurisdiction
        return cls(
            plan,
            tape.courses[home],
            tape.orders[home].values(),
            tape.offered[home],
            [(who, at) for (of, who), at, _ in tape.briefs if of == home],
            {serial: at for of, at, serial, _ in tape.archived if of == home},
            since,
            now,
        )

    @property
    def begun(self) -> list[Course]:
        return [one for one in self.courses if not one.cancelled and one.began_at <= self.now]

    @property
    def asked(self) -> list[Order]:
        return [one for one in self.orders if one.wording is REGISTER]

    def day(self, at: datetime) -> date:
        return at.astimezone(self.plan.tz).date()

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.plan.tz)


def wrong(told: Told) -> Iterator[str]:
    for rule in (_unasked_at_start, _asked_at_no_start, _by_calendar, _forms, _briefs):
        yield from (f"{told.plan.jurisdiction}: {line}" for line in rule(told))


# Papers


def _unasked_at_start(told: Told) -> Iterator[str]:
    """Each list is asked for as a response starts, unless it is still owed since the last one."""
    since = None
    for course in told.begun:
        since = since or course.began_at
        if course.began_at + NIGHT <= told.now:
            titles = {one.title for one in told.asked if one.at >= since}
            for paper in _at_start(told.plan):
                if paper not in titles:
                    yield f"“{paper}” was not asked for at the start of {course.serial}"
        since = course.began_at


def _asked_at_no_start(told: Told) -> Iterator[str]:
    starts, wanted = [one.began_at for one in told.begun], _at_start(told.plan)
    for order in told.asked:
        if AT_START in order.text:
            near = any(at <= order.at <= at + NIGHT for at in starts)
            if not near or order.title not in wanted:
                yield f"“{order.title}” was asked for at no start ({order.serial})"


def _at_start(plan: Plan) -> list[str]:
    return [one.name for one in (*plan.registers, *plan.filings) if one.asked_at_start and one.who]


def _by_calendar(told: Told) -> Iterator[str]:
    """What the plan wants each month: once in its time, and at no other."""
    for row in told.plan.owes:
        if (
            row.name is None
            or row.ask_from is None
            or row.by is None
            or not row.ask_from.isdecimal()
        ):
            continue
        asked = [one for one in told.asked if one.title.startswith(row.name)]
        # What is due of the month before may still be asked for as it begins.
        since = told.day(told.since).replace(day=1) - DAY
        for first in _months(since, told.day(told.now)):
            last = first.replace(day=monthrange(first.year, first.month)[1])
            from_ = max(first.replace(day=min(int(row.ask_from), last.day)), told.day(told.since))
            here = [one for one in asked if from_ <= told.day(one.at) <= last + MOVED]
            if from_ <= last and told.at(from_ + DAY, time()) <= told.now and not here:
                yield f"“{row.name}” was not asked for in {first:%Y-%m}"
            for one in here[:1]:
                asked.remove(one)
        yield from (f"“{row.name}” was asked for once too often: {one.serial}" for one in asked)


def _months(since: date, until: date) -> Iterator[date]:
    first = since.replace(day=1)
    while first <= until:
        yield first
        first = (first + 31 * DAY).replace(day=1)


# The office's own


def _forms(told: Told) -> Iterator[str]:
    wanted, seen = set(_offers(told)), Counter(_seen(told))
    yield from (f"a form was never offered: {one}" for one in sorted(wanted - set(seen)))
    for offer, times in seen.items():
        if times > 1:
            yield f"a form was offered {times} times: {offer}"
        if offer not in wanted and not _may_be(told, offer):
            yield f"a form was offered that the plan does not want: {offer}"


def _offers(told: Told) -> Iterator[Offer]:
    for course in told.begun:
        for form in told.plan.official_forms:
            from_ = _offered_from(told, course, form.when)
            if from_ is not None and from_ + NIGHT <= told.now:
                yield form.name, course.serial, ""
            if form.when == "daily":
                days = _days_in_force(told, course, form.due_at)
                yield from ((form.name, course.serial, f"{day}") for day in days)


def _offered_from(told: Told, course: Course, when: str) -> datetime | None:
    """What is due at no time comes as the file is closed."""
    from_ = {"start": course.began_at, "lift": course.ended_at}
    return from_.get(when) or (told.closed.get(course.serial) if when == "none" else None)


def _days_in_force(told: Told, course: Course, clock: time) -> Iterator[date]:
    """The days after the first at whose hour the alert is in force."""
    day = told.day(course.began_at) + DAY
    end = course.ended_at or told.now
    while told.at(day, clock) < min(end, told.now):
        yield day
        day += DAY


def _seen(told: Told) -> Iterator[Offer]:
    daily = {one.name for one in told.plan.official_forms if one.when == "daily"}
    for at, name, serial in told.offered:
        yield name, serial, f"{told.day(at)}" if name in daily else ""


def _may_be(told: Told, offer: Offer) -> bool:
    """What is not due for certain yet may be there, and what falls due as the alert ends."""
    name, serial, day = offer
    course = next((one for one in told.begun if one.serial == serial), None)
    form = next((one for one in told.plan.official_forms if one.name == name), None)
    if course is None or form is None:
        return False
    if day:
        return course.ended_at == told.at(date.fromisoformat(day), form.due_at)
    from_ = _offered_from(told, course, form.when)
    return from_ is not None and told.now - NIGHT < from_


def _briefs(told: Told) -> Iterator[str]:
    brief = told.plan.brief
    days: dict[date, Iterable[str]] = {}
    for who, at in told.briefed:
        days[told.day(at)] = [*days.get(told.day(at), ()), who]
    wanted = set[date]()
    if brief is not None:
        for course in told.begun:
            wanted |= set(_brief_days(told, course, brief.at))
    for day in sorted(wanted):
        if "office" not in days.get(day, ()):
            yield f"the office read no brief on {day}"
    yield from (f"a brief was read on {day}, without an alert" for day in set(days) - wanted)


def _brief_days(told: Told, course: Course, clock: time) -> Iterator[date]:
    day = told.day(course.began_at)
    end = course.ended_at or told.now
    while told.at(day, clock) < min(end, told.now):
        if told.at(day, clock) >= course.began_at:
            yield day
        day += DAY
