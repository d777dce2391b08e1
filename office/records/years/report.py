"""The report of a year in figures: what the rows come to. Pure, but for the rows' reading."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from office.desk import Desk
from office.matters.meetings import Purpose
from office.paperwork.statistics import Count, Course
from office.plan.levels import Level
from office.plan.owed_kinds import answered_by_report
from office.records.years import meetings, members, spans, sums, tallies
from office.records.years.meetings import MeetingsOfYear
from office.records.years.members import ListedBodies, MemberRecord
from office.records.years.period import YearPeriod
from office.records.years.rows import AlertOfYear, DrillOfYear, YearRows, read
from office.records.years.sums import SumOfYear
from office.records.years.tallies import Punctuality
from storage.decisions.matters import MatterKind, OrderKind
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.supervision.slips import Slip, SlipState

WATCHES = (0, 8, 20, 24)
"""The hours between which issues are counted: the night, the day, the evening."""


@immutable
class YearResponse:
    alert: AlertOfYear
    course: Course
    """What of it is of the period."""
    hours: int
    begun_before: bool


@immutable
class LevelOfYear:
    level: Level
    days: int
    """The days on which it was the highest level."""
    hours: int


@immutable
class MonthOfYear:
    first: date
    days: Mapping[str, int]
    """By level, each day with its highest."""
    reports: Punctuality


@immutable
class SlipsOfStep:
    title: str
    issued: int
    closed: int
    withdrawn: int


@immutable
class YearReport:
    period: YearPeriod
    responses: tuple[YearResponse, ...]
    counted: tuple[Count, ...]
    """The responses that began in the period, as the plan counts them."""
    levels: tuple[LevelOfYear, ...]
    months: tuple[MonthOfYear, ...]
    orders: Mapping[tuple[str, str], int]
    """By kind of matter and of order."""
    issued_at: tuple[tuple[int, int, int], ...]
    """From which hour to which, how many alerts were issued."""
    declined: int
    receipts: Punctuality
    receipt_time: timedelta | None
    pointless: int
    """The receipts that nobody had to give any more."""
    reports: Mapping[str, Punctuality]
    """By kind, in the order in which they were first asked for."""
    returned: int
    extensions: Mapping[str, int]
    sums: tuple[SumOfYear, ...]
    slips: tuple[SlipsOfStep, ...]
    referrals: int
    drills: tuple[DrillOfYear, ...]
    members: tuple[MemberRecord, ...]
    meetings: Mapping[Purpose, MeetingsOfYear]


async def of(desk: Desk, period: YearPeriod) -> YearReport:
    rows = await read(desk, period)
    return of_rows(period, rows, _levels(desk, rows), _listed(desk))


def of_rows(
    period: YearPeriod, rows: YearRows, levels: Sequence[Level], listed: ListedBodies
) -> YearReport:
    asked = [one for one in rows.obligations if period.since <= one.opened_at < period.until]
    receipts = [one for one in asked if one.kind == ObligationKind.RECEIPT]
    reports = [one for one in asked if answered_by_report(one.kind)]
    responses = _responses(period, rows.alerts)
    return YearReport(
        period=period,
        responses=responses,
        counted=tuple(one for one in rows.counts if _begins_in(period, one)),
        levels=_levels_of(period, responses, levels),
        months=_months(period, rows, reports, responses, levels),
        orders=Counter((one.matter_kind, one.kind) for one in rows.orders),
        issued_at=_issues(period, rows),
        declined=rows.declined,
        receipts=tallies.of(receipts, rows.now),
        receipt_time=tallies.median_time(receipts),
        pointless=tallies.superseded(receipts),
        reports=tallies.by(reports, rows.now, lambda one: str(one.kind)),
        returned=len(rows.returns),
        extensions=Counter(one.state for one in rows.extensions),
        sums=tuple(sums.of_year(period, rows)),
        slips=_slips(rows),
        referrals=rows.referrals,
        drills=tuple(rows.drills),
        members=members.of_year(rows, asked, listed),
        meetings=meetings.by_purpose(rows.meetings),
    )


def _levels(desk: Desk, rows: YearRows) -> list[Level]:
    """The levels by rank, as the plan in force has them, or else an earlier one."""
    known = {level.id: level for plan in rows.plans.values() for level in plan.levels}
    known |= {level.id: level for level in desk.plan.levels}
    return sorted(known.values(), key=lambda level: level.rank)


def _listed(desk: Desk) -> ListedBodies:
    members = [body.id for body in desk.plan.agencies]
    return ListedBodies(members, [body.id for body in desk.plan.bodies if body.id not in members])


def _responses(period: YearPeriod, alerts: Iterable[AlertOfYear]) -> tuple[YearResponse, ...]:
    found = [_response(period, one) for one in alerts]
    return tuple(one for one in found if one.course or _came_to_nothing_in(period, one.alert))


def _response(period: YearPeriod, alert: AlertOfYear) -> YearResponse:
    local = (period.since, period.until.astimezone(period.zone))
    course = spans.within(alert.course, *local)
    begun_before = bool(alert.course) and alert.course[0].begins < period.since
    return YearResponse(alert, course, spans.hours(course, local[1]), begun_before)


def _came_to_nothing_in(period: YearPeriod, alert: AlertOfYear) -> bool:
    """It was issued in the period and has not started, or never did."""
    issued = alert.order.issued_at
    return not alert.course and issued is not None and period.since <= issued < period.until


def _begins_in(period: YearPeriod, count: Count) -> bool:
    return period.since <= count.begins < period.until


def _levels_of(
    period: YearPeriod, responses: Sequence[YearResponse], levels: Sequence[Level]
) -> tuple[LevelOfYear, ...]:
    hours = spans.hours_by_level([one.course for one in responses], _until(period))
    days = Counter(_days(period, responses, levels).values())
    return tuple(
        LevelOfYear(level, days[level.id], hours[level.id]) for level in levels if level.id in hours
    )


def _months(
    period: YearPeriod,
    rows: YearRows,
    reports: Sequence[Any],
    responses: Sequence[YearResponse],
    levels: Sequence[Level],
) -> tuple[MonthOfYear, ...]:
    of_days = Counter(
        (day.replace(day=1), level) for day, level in _days(period, responses, levels).items()
    )
    of_reports = tallies.by(reports, rows.now, lambda one: _month(period, one.opened_at))
    return tuple(
        MonthOfYear(
            month,
            {level.id: of_days[month, level.id] for level in levels},
            of_reports.get(month, tallies.NOTHING_OWED),
        )
        for month in spans.months(period.first, period.last)
    )


def _days(
    period: YearPeriod, responses: Sequence[YearResponse], levels: Sequence[Level]
) -> dict[date, str]:
    ranks = {level.id: level.rank for level in levels}
    return spans.level_of_days([one.course for one in responses], _until(period), ranks)


def _month(period: YearPeriod, at: datetime) -> date:
    return at.astimezone(period.zone).date().replace(day=1)


def _until(period: YearPeriod) -> datetime:
    return period.until.astimezone(period.zone)


def _issues(period: YearPeriod, rows: YearRows) -> tuple[tuple[int, int, int], ...]:
    hours = [
        one.issued_at.astimezone(period.zone).hour
        for one in rows.orders
        if (one.matter_kind, one.kind) == (MatterKind.ALERT, OrderKind.ISSUE) and one.issued_at
    ]
    between = pairwise(WATCHES)
    return tuple(
        (since, until, sum(since <= it < until for it in hours)) for since, until in between
    )


def _slips(rows: YearRows) -> tuple[SlipsOfStep, ...]:
    """The steps stand in the order in which the first slip of each was issued."""
    by_title: dict[str, list[Slip]] = {}
    for slip in rows.slips:
        by_title.setdefault(rows.steps[slip.key], []).append(slip)
    return tuple(
        SlipsOfStep(
            title,
            len(slips),
            sum(one.state == SlipState.CLOSED for one in slips),
            sum(one.state == SlipState.WITHDRAWN for one in slips),
        )
        for title, slips in by_title.items()
    )
