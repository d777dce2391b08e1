"""Tells which papers are asked for less than in the plan that a plan was made from."""

from collections.abc import Iterator
from datetime import date

from office.plan.faults import Said
from office.plan.model import Paper, Plan, When
from office.plan.period_days import begins, in_period, period_of
from office.plan.recurring import Recurring
from office.plan.weaker_times import Weaker


def papers_asked_for_less(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for section in ("registers", "filings"):
        papers: tuple[Paper, ...] = getattr(taken, section)
        for base in papers:
            own = plan.paper(base.id)
            if own is not None:
                for how in _less(taken, plan, base, own):
                    yield Weaker(f"{section}.{base.id}", how)


def _less(taken: Plan, plan: Plan, base: Paper, own: Paper) -> Iterator[Said]:
    if falls_later(base, own, base.each):
        yield Said("期限更晚", "it is due later")
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
    return in_period(own.by, first) > in_period(base.by, first)


_SOME_DAY = date(2027, 1, 4)
