"""Tells where a plan asks for less than the one that it was made from, as far as figures say it.

Whether other words ask for less only a person can tell; `plan check` lists them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import time, timedelta
from typing import NamedTuple, TypeVar

from office.plan.bodies import Body
from office.plan.faults import Said
from office.plan.grading import Criterion
from office.plan.model import Audience, Level, Measure, MeasureKind, Owed, Plan

_T = TypeVar("_T", time, timedelta)


class Weaker(NamedTuple):
    """A part that asks for less, and how."""

    key: str
    how: Said


def weaker_parts(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    """`taken` is this plan with the parts of its base as they were before it changed any."""
    for look in _LOOKS:
        yield from look(taken, plan)


def _measures(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    own = {measure.id: measure for measure in plan.measures}
    for base in taken.measures:
        if base.id in own:
            for how in _measure(taken, plan, base, own[base.id]):
                yield Weaker(f"measures.{base.id}", how)


def _measure(taken: Plan, plan: Plan, base: Measure, own: Measure) -> Iterator[Said]:
    if _rank(plan, own.level) > _rank(taken, base.level):
        yield Said("移到了更高级别", "it holds from a higher level on")
    if base.kind is MeasureKind.MANDATORY and own.kind is not MeasureKind.MANDATORY:
        yield Said("不再是强制措施", "it is no longer mandatory")
    if base.audience is Audience.BODY and own.audience is Audience.PUBLIC:
        yield Said("改为对公众的建议", "it became advice to the public")
    left = [
        body.short
        for body in plan.bodies
        if taken.concerns(base, body.id) and not plan.concerns(own, body.id)
    ]
    if left:
        yield Said(f"不再涉及{'、'.join(left)}", f"it no longer concerns {', '.join(left)}")


def _rank(plan: Plan, level: str) -> int:
    return plan.level(level).rank


def _owed(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for base in taken.owes:
        own = plan.known_owed(base.kind)
        if own is not None:
            for how in _one_owed(taken, plan, base, own):
                yield Weaker(f"owes.{base.kind}", how)


def _one_owed(taken: Plan, plan: Plan, base: Owed, own: Owed) -> Iterator[Said]:
    if _is_later(base.due_at, own.due_at) or _is_later(base.due_after, own.due_after):
        yield Said("截止更晚", "it is due later")
    if _at(plan, base) - _at(plan, own):
        yield Said("要求的级别减少", "fewer levels ask for it")
    if len(own.content) < len(base.content):
        yield Said("应报内容减少", "its answer says less")
    left = [
        body.short
        for body in plan.bodies
        if taken.owes_it(base, body.id) and not plan.owes_it(own, body.id)
    ]
    if left:
        yield Said(f"不再要求{'、'.join(left)}", f"{', '.join(left)} no longer owe it")
    # Where a ladder itself lost steps, this is told of the ladder.
    gentler = [
        body.short
        for body in plan.bodies
        if taken.owes_it(base, body.id) and _steps(plan, base, body) - _steps(plan, own, body)
    ]
    if gentler:
        names = "、".join(gentler)
        yield Said(f"对{names}少了督办步骤", f"fewer steps follow for {', '.join(gentler)}")


def _steps(plan: Plan, owed: Owed, body: Body) -> set[str]:
    return {rung.step for rung in plan.ladder_of(owed, body.id).rungs}


def _is_later(base: _T | None, own: _T | None) -> bool:
    return base is not None and own is not None and own > base


def _at(plan: Plan, owed: Owed) -> set[str]:
    return set(owed.levels) or {level.id for level in plan.levels}


def _levels(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for base in taken.levels:
        own = plan.known_level(base.id)
        if own is not None and not _is_reached_as_early(base, own):
            how = Said("达到条件更高", "it takes worse air to reach it")
            yield Weaker(f"levels.{base.id}", how)


def _is_reached_as_early(base: Level, own: Level) -> bool:
    """Whether air that reaches the base's level always reaches this one."""
    return all(any(_follows(one, from_) for one in own.criteria) for from_ in base.criteria)


def _follows(conditions: tuple[Criterion, ...], from_: tuple[Criterion, ...]) -> bool:
    return all(
        any(given.above >= one.above and given.hours >= one.hours for given in from_)
        for one in conditions
    )


def _figures(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    if plan.notice.issue_ahead < taken.notice.issue_ahead:
        yield Weaker("notice", Said("提前发布的时间更短", "it is issued less far ahead"))
    base, own = taken.grading, plan.grading
    if base and own and _is_later(own.lower_after, base.lower_after):
        yield Weaker("grading", Said("更早降级或解除", "it is lowered or lifted earlier"))
    if taken.reductions and plan.reductions:
        yield from _shares(taken.reductions.shares, plan.reductions.shares)


def _shares(base: Mapping[str, int], own: Mapping[str, int]) -> Iterator[Weaker]:
    if any(own.get(level, 0) < share for level, share in base.items()):
        yield Weaker("reductions", Said("减排比例更低", "a smaller share is to be cut"))


def _ladders(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for name, rungs in taken.ladders.items():
        left = {rung.step for rung in rungs} - {rung.step for rung in plan.ladders.get(name, rungs)}
        if left:
            steps = "、".join(sorted(left))
            yield Weaker(f"ladders.{name}", Said(f"少了步骤 {steps}", f"it lacks {steps}"))


_LOOKS: tuple[Callable[[Plan, Plan], Iterator[Weaker]], ...] = (
    _levels,
    _measures,
    _owed,
    _figures,
    _ladders,
)
