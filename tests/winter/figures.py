"""Holds the figures of a report of the year against the chats: alerts, reports, slips, sums."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from office.plan.model import Plan
from office.plan.statistics import USUAL_STATISTICS
from tests.faults.rules import STEPS
from tests.winter import model
from tests.winter.gatherings import Called
from tests.winter.slips import Slips
from tests.winter.tape import Course, Tape
from tests.winter.writing import Written
from tests.winter.year import Report

COUNTED = re.compile(r"本期启动应急响应(\d+)次，累计(\d+)小时")
ORDERED = re.compile(r"发布预警(\d+)次，调整(\d+)次，启动前取消(\d+)次，解除(\d+)次")
OWED = re.compile(r"应报(\d+)件次")
TO_CONFIRM = re.compile(r"应确认收到(\d+)家次")
CALLED = {"应急响应工作日报": "daily", "督导检查小结": "inspection", "应急响应总结报告": "closing"}
MEETINGS = {
    "日调度": re.compile(r"召开日调度会议(\d+)次"),
    "培训": re.compile(r"组织培训(\d+)次"),
}
OF_A_DAY = re.compile(r"^(\d{1,2})月(\d{1,2})日(.+)$")
AT_THE_END = "（期末数）"
"""Stands behind what is no sum, but how it stood in the end."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANT = timedelta(microseconds=1)
SETTLED = timedelta(days=14)
"""So long after its end nothing of a year is open any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the chats tell until now."""

    plan: Plan
    tape: Tape
    written: list[Written]
    slips: Slips
    now: datetime
    held: Sequence[Called] = ()
    """The meetings that were held to their end."""

    @property
    def courses(self) -> list[Course]:
        return self.tape.courses[self.plan.jurisdiction]


def wrong(report: Report, known: Known) -> Iterator[str]:
    """What the report says otherwise than the chats."""
    for rule in (_alerts, _hours, _levels, _owed, _slips, _meetings, _members, _sums):
        yield from (f"{report.home} {report.name}: {line}" for line in rule(report, known))


def _span(report: Report, known: Known) -> tuple[datetime, datetime]:
    zone = known.plan.tz
    first = datetime.combine(date(report.year, 1, 1), time(), tzinfo=zone)
    return first, datetime.combine(date(report.year + 1, 1, 1), time(), tzinfo=zone)


def _said(report: Report, line: re.Pattern[str]) -> tuple[int, ...]:
    found = line.search("\n".join(report.paragraphs))
    return tuple(map(int, found.groups())) if found else (0,) * line.groups


def _number(text: str) -> int:
    return int(text.replace(",", "")) if text.replace(",", "").isdecimal() else 0


# Alerts


def _alerts(report: Report, known: Known) -> Iterator[str]:
    first, after = _span(report, known)
    courses = known.courses
    issued = sum(first <= one.issued_at < after for one in courses)
    begun = [one for one in _responses(known) if first <= one[0].began_at < after]
    if _said(report, ORDERED)[0] != issued:
        yield f"it counts {_said(report, ORDERED)[0]} alerts, the chats {issued}"
    if _said(report, COUNTED)[0] != len(begun):
        yield f"it counts {_said(report, COUNTED)[0]} responses, the chats {len(begun)}"


def _hours(report: Report, known: Known) -> Iterator[str]:
    first, after = _span(report, known)
    begun = [one for run in _responses(known) if first <= run[0].began_at < after for one in run]
    lasted = sum(((one.ended_at or known.now) - one.began_at) // HOUR for one in begun)
    if abs(_said(report, COUNTED)[1] - lasted) > len(begun):
        yield f"it counts {_said(report, COUNTED)[1]} hours, the chats {lasted}"


def _levels(report: Report, known: Known) -> Iterator[str]:
    """The hours of each level within the year."""
    first, after = _span(report, known)
    lasted, parts = Counter[str](), Counter[str]()
    for course in known.courses:
        if _ran(course, known.now):
            end = min(course.ended_at or known.now, known.now, after)
            starts = [at for at, _ in course.levels]
            for (at, level), until in zip(course.levels, [*starts[1:], end], strict=True):
                span = min(until, end) - max(at, first)
                if span > timedelta():
                    lasted[f"{level}预警"] += span // HOUR
                    parts[f"{level}预警"] += 1
    said = {
        row["预警级别"]: _number(row["本期小时"])
        for row in report.tables.get("预警级别/响应级别", [])
    }
    for level in sorted({*said, *lasted}):
        if abs(said.get(level, 0) - lasted[level]) > parts[level]:
            yield f"{level}: it counts {said.get(level, 0)} hours, the chats {lasted[level]}"


def _responses(known: Known) -> list[list[Course]]:
    """The alerts; the plan counts those as one of which the next began soon after an end."""
    grading, rules = known.plan.grading, known.plan.statistics or USUAL_STATISTICS
    apart = (grading.merge_within if grading and rules.merged else None) or timedelta()
    found: list[list[Course]] = []
    for one in sorted(known.courses, key=lambda course: course.began_at):
        if not _ran(one, known.now):
            continue
        before = found[-1][-1].ended_at if found else None
        if before is not None and one.began_at - before < apart:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _ran(course: Course, now: datetime) -> bool:
    return not course.cancelled and course.began_at <= now


# Reports


def _owed(report: Report, known: Known) -> Iterator[str]:
    """How many reports of each kind were owed: all of them, once nothing is open any more."""
    first, after = _span(report, known)
    plan, orders = known.plan, known.tape.orders[known.plan.jurisdiction].values()
    # What is asked for at the first instant of a year is of that year, as a closing report is where
    # the alert ended at midnight.
    ends = min(after - INSTANT, known.now), first - INSTANT
    until, before = (model.owed(plan, known.courses, end, orders) for end in ends)
    # A day may be reported on that is never asked for, as at a meeting on the last of them.
    early = {
        due for one in known.courses for due in model.may_be_owed(plan, [one], known.now)
    } - until
    owed, more = (Counter(kind for kind, _, _ in dues) for dues in (until - before, early))
    said = {row["报送类别"]: _number(row["应报"]) for row in report.tables.get("报送类别/应报", [])}
    settled = known.now - after > SETTLED
    for name, kind in CALLED.items():
        counted = said.get(name, 0)
        if counted > owed[kind] + more[kind] or (settled and counted < owed[kind]):
            yield f"it counts {counted} of {name}, the chats {owed[kind]}"


def _slips(report: Report, known: Known) -> Iterator[str]:
    said = {row["单据"]: _number(row["发出"]) for row in report.tables.get("单据/发出", [])}
    for title in STEPS:
        seen = known.slips.counted[report.home, title, report.year]
        if said.get(title, 0) != seen:
            yield f"it counts {said.get(title, 0)} of {title}, the chats {seen}"


def _meetings(report: Report, known: Known) -> Iterator[str]:
    for word, line in MEETINGS.items():
        said = _said(report, line)[0]
        held = [one for one in known.held if word in one.title]
        seen = sum(one.meets_at.astimezone(known.plan.tz).year == report.year for one in held)
        if said != seen:
            yield f"it counts {said} times {word}, the chats {seen}"


def _members(report: Report, known: Known) -> Iterator[str]:
    """The lines of the members add up to no more than the whole."""
    rows = report.tables.get("成员单位/应确认", [])
    for column, line in (("应报", OWED), ("应确认", TO_CONFIRM)):
        summed = sum(_number(row[column]) for row in rows)
        if summed > _said(report, line)[0]:
            yield f"its members' {column} add up to {summed}, the whole is {_said(report, line)[0]}"
    kinds = report.tables.get("报送类别/应报", [])
    for row in kinds:
        parts = sum(_number(row[name]) for name in ("按时", "逾期", "未报"))
        if parts != _number(row["应报"]):
            yield f"the parts of {row['报送类别']} add up to {parts} of {row['应报']}"


def _sums(report: Report, known: Known) -> Iterator[str]:
    """What was reported of its days, added up over bodies and days."""
    stocks = {one.name for form in known.plan.forms for one in form.fields if one.stock or one.curb}
    sums = Counter[tuple[str, str]]()
    for one in known.written:
        day = OF_A_DAY.match(one.matter)
        if one.home != report.home or one.came_at is None:
            continue
        if day is not None and _year_of(one, day) == report.year:
            for name, value in one.figures_at(known.now).items():
                sums[day[3], name] += value
    for row in report.tables.get("报送类别/指标", []):
        kind, name = row["报送类别"], row["指标"].removesuffix(AT_THE_END)
        if kind in CALLED and name not in stocks and _number(row["合计"]) != sums[kind, name]:
            yield f"it adds up {name} to {row['合计']}, the reports to {sums[kind, name]}"


def _year_of(written: Written, day: re.Match[str]) -> int:
    # A day is reported in the weeks after it.
    return written.at.year - (int(day[1]) > written.at.month + 6)
