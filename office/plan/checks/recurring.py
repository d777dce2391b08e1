"""What is asked for by the calendar has its days, each of the period that it is asked for in."""

from collections.abc import Iterator

from office.plan.checks.tools import unknown
from office.plan.faults import Fault, Said
from office.plan.owed import Owed
from office.plan.papers import Paper
from office.plan.period_days import period_of
from office.plan.recurring import Recurring
from office.plan.shape import PlanShape
from office.plan.when import BY_CALENDAR, When

_BY_DAYS = ("ask_from", "by", "season", "off_season", "on_day_off")
_BEFORE = ("before", "ask_ahead")
_OF_ALERTS = ("prompt_at", "due_after", "due_by")


def seasons_have_both_days(plan: PlanShape) -> Iterator[Fault]:
    for season in plan.seasons:
        if (season.begins is None) is not (season.ends is None):
            yield Fault(
                f"seasons.{season.id}",
                Said("begins 和 ends 只写了一个", "it has only one of `begins` and `ends`"),
                Said(
                    "两个都写；没有文件规定的都不写，由办公室宣布",
                    "give it both, or neither: then the office declares it",
                ),
            )


def seasons_are_known(plan: PlanShape) -> Iterator[Fault]:
    known = [season.id for season in plan.seasons]
    for key, said, _ in _recurring(plan):
        for field in ("season", "off_season", "before"):
            named = getattr(said, field)
            if named is not None:
                yield from unknown(f"{key}.{field}", [named], known, "seasons")


def days_are_whole(plan: PlanShape) -> Iterator[Fault]:
    for key, said, _ in _recurring(plan):
        if (said.by is None) is not (said.ask_from is None):
            yield Fault(
                f"{key}.by",
                Said("by 和 ask_from 只写了一个", "it has only one of `by` and `ask_from`"),
                Said("两个都写，或都不写", "give it both, or neither"),
            )
        if (said.before is None) is not (said.ask_ahead is None):
            yield Fault(
                f"{key}.before",
                Said("before 和 ask_ahead 只写了一个", "it has one of `before` and `ask_ahead`"),
                Said("两个都写，例如 ask_ahead: 30d", "give it both, such as ask_ahead: 30d"),
            )
        if said.by is not None and said.before is not None:
            yield Fault(
                f"{key}.before",
                Said("既写了 by，又写了 before", "it has both `by` and `before`"),
                Said("只留一个", "keep one of them"),
            )


def days_are_of_their_period(plan: PlanShape) -> Iterator[Fault]:
    for key, said, when in _recurring(plan):
        for field in ("by", "ask_from"):
            day = getattr(said, field)
            if day is not None and period_of(day) is not when:
                yield Fault(
                    f"{key}.{field}",
                    Said(f"“{day}”不是 {when} 的日期", f"'{day}' is no day of what is {when}"),
                    Said(
                        "yearly 写 09-30，monthly 写 25 或 last，weekly 写 mon 至 sun",
                        "write 09-30 for yearly, 25 or last for monthly, mon to sun for weekly",
                    ),
                )


def renewals_have_no_day(plan: PlanShape) -> Iterator[Fault]:
    for section in ("registers", "filings"):
        papers: tuple[Paper, ...] = getattr(plan, section)
        for paper in papers:
            if paper.renew is not None and paper.is_by_calendar:
                yield Fault(
                    f"{section}.{paper.id}.renew",
                    Said("已有期限，又写了 renew", "it has a day, and is renewed besides"),
                    Said("只留一个", "keep one of them"),
                )


def what_the_calendar_asks_for_is_whole(plan: PlanShape) -> Iterator[Fault]:
    for owed in plan.owes:
        key = f"owes.{owed.kind}"
        if owed.when in BY_CALENDAR:
            yield from _needs(key, owed, "name", "due_at")
            if not owed.is_by_calendar:
                yield _missing(f"{key}.by")
            yield from _has_no_use_for(key, owed, *_OF_ALERTS)
        else:
            yield from _has_no_use_for(key, owed, *_BY_DAYS, *_BEFORE)


def office_work_has_its_day(plan: PlanShape) -> Iterator[Fault]:
    """Nobody asks the office for anything by hand."""
    return (
        _missing(f"office_work.{work.id}.by")
        for work in plan.office_work
        if not work.is_by_calendar
    )


def _needs(key: str, owed: Owed, *fields: str) -> Iterator[Fault]:
    return (_missing(f"{key}.{field}") for field in fields if getattr(owed, field) is None)


def _missing(key: str) -> Fault:
    return Fault(
        key,
        Said("缺少这一项", "this key is missing"),
        Said("补上，写法参照 plans/kizilsu.yaml", "add it, as plans/kizilsu.yaml does"),
    )


def _has_no_use_for(key: str, owed: Owed, *fields: str) -> Iterator[Fault]:
    for field in fields:
        if getattr(owed, field) is not None:
            yield Fault(
                f"{key}.{field}",
                Said("这一类用不到这一项", "this kind has no use for this key"),
                Said("删去", "remove it"),
            )


def _recurring(plan: PlanShape) -> Iterator[tuple[str, Recurring, When]]:
    for section in ("registers", "filings"):
        papers: tuple[Paper, ...] = getattr(plan, section)
        yield from ((f"{section}.{paper.id}", paper, paper.each) for paper in papers)
    yield from ((f"owes.{owed.kind}", owed, owed.when) for owed in plan.owes)
    yield from ((f"office_work.{work.id}", work, work.each) for work in plan.office_work)
    for one in plan.consultation_reports.held:
        yield f"consultation_reports.held.{one.occasion}", one, one.each
