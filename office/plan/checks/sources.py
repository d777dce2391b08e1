"""Checks that what a plan says of its sources and of its measures can be looked up."""

from collections.abc import Iterator

from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape
from office.plan.sources import NO_SOURCE, cited, places


def sources_are_listed(plan: PlanShape) -> Iterator[Fault]:
    # Plans of before had no list; their sources are words that nobody can check.
    if not plan.sources:
        return
    known = "、".join(plan.sources)
    for one in cited(plan):
        if one.said == NO_SOURCE:
            continue
        for document, place in places(plan.sources, one.said):
            if not document:
                yield Fault(
                    one.field,
                    Said(f"“{place}”没有列入 sources", f"'{place}' names no entry of `sources`"),
                    Said(
                        f"以其中一项开头：{known}；没有出处的写 none",
                        f"begin with one of {known}; write none where no document says it",
                    ),
                )


def sources_have_their_values(plan: PlanShape) -> Iterator[Fault]:
    for level in plan.levels:
        if level.advice_source and len(level.advice_source) != len(level.advice):
            lines, named = len(level.advice), len(level.advice_source)
            yield Fault(
                f"levels.{level.id}.advice_source",
                Said(
                    f"建议有{lines}条，出处有{named}条",
                    f"there are {lines} lines of advice and {named} sources",
                ),
                Said("每条写一个出处，没有的写 none", "give each line one, or `none`"),
            )
    for name, rungs in plan.ladders.items():
        for rung in rungs:
            if rung.copies_source and not rung.copies:
                yield Fault(
                    f"ladders.{name}.{rung.step}.copies_source",
                    Said("这一步没有抄报对象", "this step has no copies"),
                    Said("写上 copies，或删去 copies_source", "name `copies`, or remove it"),
                )


def stricter_measures_follow_weaker(plan: PlanShape) -> Iterator[Fault]:
    ranks = {level.id: level.rank for level in plan.levels}
    levels = {measure.id: measure.level for measure in plan.measures}
    for measure in plan.measures:
        for weaker in measure.replaces:
            if weaker not in levels:
                yield Fault(
                    f"measures.{measure.id}.replaces",
                    Said(f"没有措施“{weaker}”", f"there is no measure '{weaker}'"),
                    Said("写已有措施的编号", "name a measure by its id"),
                )
            elif ranks.get(levels[weaker], 0) >= ranks.get(measure.level, 0):
                yield Fault(
                    f"measures.{measure.id}.replaces",
                    Said(f"“{weaker}”不是更低级别的措施", f"'{weaker}' is of no lower level"),
                    Said("只代替更低级别的措施", "a measure replaces those of lower levels alone"),
                )


def duty_sets_exist(plan: PlanShape) -> Iterator[Fault]:
    for body in plan.bodies:
        if isinstance(body.duties, str) and body.duties not in plan.duty_sets:
            yield Fault(
                f"{body.section}.{body.id}.duties",
                Said(f"duty_sets 中没有“{body.duties}”", f"duty_sets has no '{body.duties}'"),
                Said("补上这一组，或直接列出职责", "add the set, or list the duties here"),
            )


def reductions_name_levels(plan: PlanShape) -> Iterator[Fault]:
    shares = plan.reductions.shares if plan.reductions else {}
    for level in sorted(shares.keys() - {level.id for level in plan.levels}):
        yield Fault(
            f"reductions.shares.{level}",
            Said(f"没有级别“{level}”", f"there is no level '{level}'"),
            Said("写 levels 中的级别", "name a level of the plan"),
        )
