"""Tells which papers are asked for less than in the plan that a plan was made from."""

from collections.abc import Iterator
from datetime import date

from office.plan.faults import Said
from office.plan.model import Paper, Plan, When
from office.plan.period_days import begins, period_of
from office.plan.recurring import Recurring, due_in
from office.plan.weaker_times import Weaker
from office.plan.when import BY_CALENDAR


def papers_asked_for_less(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for section in ("registers", "filings"):
        papers: tuple[Paper, ...] = getattr(taken, section)
        for base in papers:
            own = plan.paper(base.id)
            if own is not None:
                for how in _less(taken, plan, base, own):
                    yield Weaker(f"{section}.{base.id}", how)


def office_work_asked_less(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for base in taken.office_work:
        own = plan.office_work_named(base.id)
        if own is not None:
            if falls_later(base, own, base.each):
                yield Weaker(f"office_work.{base.id}", Said("期限更晚", "it is due later"))
            for how in asked_over_less_of_the_year(base, own):
                yield Weaker(f"office_work.{base.id}", how)


def _less(taken: Plan, plan: Plan, base: Paper, own: Paper) -> Iterator[Said]:
    if falls_later(base, own, base.each):
        yield Said("期限更晚", "it is due later")
    yield from asked_over_less_of_the_year(base, own)
    if base.renew is not None and _renewals(own) > _renewals(base):
        yield Said("更新次数减少", "it is brought up to date less often")
    if base.asked_at_start and not own.asked_at_start:
        yield Said("响应启动时不再要求", "a response's start no longer asks for it")
    if base.form == "file" and own.form != "file":
        yield Said("不再要求文件", "a file is no longer asked for")
    left = [one for one in taken.owners(base) if one not in plan.owners(own)]
    if left:
        names = [plan.body(one).short for one in left]
        yield Said(f"不再要求{'、'.join(names)}", f"{', '.join(names)} no longer owe it")


def falls_later(base: Recurring, own: Recurring, when: When) -> bool:
    """Whether its day in each period comes later, or whether it has none any more."""
    if base.by is None:
        return False
    if own.by is None or period_of(own.by) is not when:
        return own.before is None
    first = begins(when, _SOME_DAY)
    days = [
        due_in(one.ask_from or by, by, when, first) for one, by in ((base, base.by), (own, own.by))
    ]
    return days[1] > days[0] or _MOVED[own.on_day_off] > _MOVED[base.on_day_off]


_SOME_DAY = date(2027, 1, 4)
_MOVED = {"earlier": 0, "stay": 1, None: 1, "later": 2}


def asked_over_less_of_the_year(base: Recurring, own: Recurring) -> Iterator[Said]:
    if own.season not in (None, base.season) or own.off_season not in (None, base.off_season):
        yield Said("要求的季节减少", "fewer seasons ask for it")
    if base.before not in (None, own.before):
        yield Said("不再要求在季节开始前报送", "it is no longer due before the season")


def _renewals(paper: Paper) -> int:
    """The more seldom it is brought up to date, the higher."""
    each = paper.each if paper.is_by_calendar else paper.renew
    return BY_CALENDAR.index(When(each)) if each else len(BY_CALENDAR)
