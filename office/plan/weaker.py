"""Tells where a plan asks for less than the one that it was made from, as far as figures say it.

Whether other words ask for less only a person can tell; `plan check` lists them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from office.plan.faults import Said
from office.plan.grading import Criterion
from office.plan.model import Audience, Level, Measure, MeasureKind, Owed, Plan
from office.plan.weaker_chains import chains_that_lost_signatures
from office.plan.weaker_ladders import gentler_ladders
from office.plan.weaker_papers import (
    asked_over_less_of_the_year,
    falls_later,
    office_work_asked_less,
    papers_asked_for_less,
)
from office.plan.weaker_public_text import less_told_to_the_public
from office.plan.weaker_times import Weaker, is_later, may_fall_later, times_that_leave_more_room

__all__ = ["Weaker", "weaker_parts"]


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
            for how in (*_times(taken, base, own), *_extent(taken, plan, base, own)):
                yield Weaker(f"owes.{base.kind}", how)


def _times(taken: Plan, base: Owed, own: Owed) -> Iterator[Said]:
    if is_later(base.due_at, own.due_at) or may_fall_later(taken, base.deadline, own.deadline):
        yield Said("截止更晚", "it is due later")
    if falls_later(base, own, base.when):
        yield Said("期限日更晚", "its day comes later")
    yield from asked_over_less_of_the_year(base, own)
    if own.least_notice > base.least_notice:
        yield Said("至少给的时间更长，截止更晚", "its least notice is longer, so it is due later")
    if base.remind_before and not own.remind_before:
        yield Said("截止前不再催办", "nobody is asked again before the deadline")
    if _in_the_evening(base) - _in_the_evening(own):
        yield Said("当日书面报送的级别减少", "fewer levels ask for a day on its own evening")


def _extent(taken: Plan, plan: Plan, base: Owed, own: Owed) -> Iterator[Said]:
    if _at(plan, base) - _at(plan, own):
        yield Said("要求的级别减少", "fewer levels ask for it")
    if own.unless_alert and not base.unless_alert:
        yield Said("有预警的日子不再要求", "it is not owed of the days of an alert")
    if base.days_ahead and (own.days_ahead or 0) < base.days_ahead:
        yield Said("预报的天数减少", "its forecast reaches less far ahead")
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
        if taken.owes_it(base, body.id) and _steps(plan, base, body.id) - _steps(plan, own, body.id)
    ]
    if gentler:
        names = "、".join(gentler)
        yield Said(f"对{names}少了督办步骤", f"fewer steps follow for {', '.join(gentler)}")


def _in_the_evening(owed: Owed) -> set[str]:
    return set(owed.same_day.levels) if owed.same_day else set()


def _steps(plan: Plan, owed: Owed, body: str) -> set[str]:
    return {rung.step for rung in plan.ladder_of(owed, body).rungs}


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
    if taken.reductions and plan.reductions:
        yield from _shares(taken.reductions.shares, plan.reductions.shares)


def _grading(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    base, own = taken.grading, plan.grading
    if base is None or own is None:
        return
    if is_later(own.lower_after, base.lower_after):
        yield Weaker("grading", Said("更早降级或解除", "it is lowered or lifted earlier"))
    if (own.merge_within or timedelta()) < (base.merge_within or timedelta()):
        how = Said("并为一次过程的间隔更短", "spells are joined over a shorter time alone")
        yield Weaker("grading", how)
    if base.may_cross_midnight and not own.may_cross_midnight:
        yield Weaker("grading", Said("均值不再跨日", "a mean may not cross midnight any more"))
    if own.lift_below > base.lift_below:
        yield Weaker("grading", Said("解除线更高", "the line of the lift is higher"))
    excluded = {one.id for one in base.no_response_causes}
    for one in own.no_response_causes:
        if one.id not in excluded:
            en = f"no level is declared for {one.name_en or one.name} any more"
            yield Weaker("grading", Said(f"{one.name}不再启动响应", en))


def _shares(base: Mapping[str, int], own: Mapping[str, int]) -> Iterator[Weaker]:
    if any(own.get(level, 0) < share for level, share in base.items()):
        yield Weaker("reductions", Said("减排比例更低", "a smaller share is to be cut"))


def _meetings(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    if taken.dispatch_meeting is None:
        return
    own = plan.dispatch_meeting
    if not set(taken.dispatch_meeting.levels) <= set(own.levels if own is not None else ()):
        how = Said("有的级别不再每日召开", "at some level it is no longer held")
        yield Weaker("dispatch_meeting.levels", how)


_LOOKS: tuple[Callable[[Plan, Plan], Iterator[Weaker]], ...] = (
    _measures,
    _levels,
    _meetings,
    chains_that_lost_signatures,
    _owed,
    office_work_asked_less,
    papers_asked_for_less,
    _figures,
    _grading,
    gentler_ladders,
    times_that_leave_more_room,
    less_told_to_the_public,
)
