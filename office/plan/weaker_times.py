"""Tells which times of a plan leave more room than those of the plan that it was made from."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from office.plan.calendars import Calendar
from office.plan.deadlines import Deadline, reckon
from office.plan.faults import Said
from office.plan.model import Plan, QuietHours

_T = TypeVar("_T", time, timedelta)


class Weaker(NamedTuple):
    """A part that asks for less, and how."""

    key: str
    how: Said


def is_later(base: _T | None, own: _T | None) -> bool:
    return base is not None and own is not None and own > base


# Deadlines of different shapes are compared from each hour of these days: three plain weeks, and
# the weeks around the longest holidays.
_DAYS = (
    *(date(2025, 3, 3) + timedelta(days=n) for n in range(21)),
    *(date(2025, 9, 22) + timedelta(days=n) for n in range(21)),
)
_STARTS = tuple(datetime(*day.timetuple()[:4], tzinfo=UTC) for day in _DAYS)
_HOURS = tuple(timedelta(hours=n) for n in range(24))


def may_fall_later(plan: Plan, base: Deadline | None, own: Deadline | None) -> bool:
    """Whether there is an hour from which the one deadline falls after the other."""
    if base is None or own is None or base == own:
        return False
    if isinstance(base, timedelta) and isinstance(own, timedelta):
        return own > base
    starts = (day + hour for day in _STARTS for hour in _HOURS)
    noticed = Calendar(plan.tz)
    return any(reckon(own, start, noticed) > reckon(base, start, noticed) for start in starts)


def times_that_leave_more_room(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    yield from _longer_rest(taken, plan)
    yield from _slower_signing(taken, plan)
    yield from _slower_cascade(taken, plan)
    yield from _lesser_brief(taken, plan)
    if plan.dust.valid_for < taken.dust.valid_for:
        yield Weaker("dust", Said("健康提示有效时间更短", "its health notice holds for less time"))


def _longer_rest(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    if rests_longer(taken.quiet_hours, plan.quiet_hours):
        yield Weaker("quiet_hours", Said("静默时段更长", "the quiet hours are longer"))
    # Without a night of its own a plan takes its quiet hours for one.
    if taken.night and rests_longer(taken.night, plan.sleep):
        yield Weaker("night", Said("夜间时段更长", "the night is longer"))


def rests_longer(base: QuietHours, own: QuietHours) -> bool:
    """Whether some minute is quiet that was not."""
    minutes = (time(hour, minute) for hour in range(24) for minute in range(60))
    return any(own.covers(minute) and not base.covers(minute) for minute in minutes)


def _slower_signing(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    base, own = taken.signing, plan.signing
    if own.remind_after > base.remind_after or own.phone_after > base.phone_after:
        yield Weaker("signing", Said("催签更晚", "signers are reminded later"))
    if base.two_people_always and not own.two_people_always:
        yield Weaker("signing", Said("不再要求两人", "one person alone may draft and sign"))


def _slower_cascade(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    base, own = taken.cascading, plan.cascading
    if own.remind_after > base.remind_after or own.report_after > base.report_after:
        yield Weaker("cascade", Said("催办启动更晚", "counties are asked to start later"))


def _lesser_brief(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    base, own = taken.brief, plan.brief
    if base is None or own is None:
        return
    if own.at > base.at:
        yield Weaker("brief", Said("每日情况更晚", "the daily brief comes later"))
    told = {body.id for body in plan.bodies if taken.is_briefed(body.id)}
    if any(not plan.is_briefed(body) for body in told):
        yield Weaker("brief", Said("每日情况发给的单位减少", "fewer bodies get the daily brief"))
    if set(base.leaders) - set(own.leaders):
        yield Weaker("brief", Said("每日情况发给的领导减少", "fewer leaders get the daily brief"))
