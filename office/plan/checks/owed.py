"""What bodies owe, and by when."""

from collections.abc import Iterator
from datetime import timedelta

from office.plan.bodies import SECTIONS
from office.plan.checks.tools import listed, nameable, repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.owed import Owed, When
from office.plan.owed_kinds import KINDS, Answer
from office.plan.shape import PlanShape
from office.plan.when import BY_CALENDAR
from storage.decisions.matters import MatterKind


def owed_is_known(plan: PlanShape) -> Iterator[Fault]:
    yield from unknown("owes", (owed.kind for owed in plan.owes), KINDS, "owes")
    bodies = nameable(plan)
    levels = [level.id for level in plan.levels]
    for owed in plan.owes:
        key = f"owes.{owed.kind}"
        yield from unknown(f"{key}.levels", owed.levels, levels, "levels")
        yield from unknown(f"{key}.ladder", [owed.ladder], plan.ladders, "ladders")
        yield from unknown(f"{key}.ladder_for", owed.ladder_for, plan.ladders, "ladders")
        named = [name for who in owed.ladder_for.values() for name in who]
        yield from unknown(f"{key}.ladder_for", named, bodies, "bodies")
        yield from _climbs_one_ladder(plan, f"{key}.ladder_for", named)
        if owed.who != "all":
            yield from unknown(f"{key}.who", owed.who, bodies, "bodies")


def _climbs_one_ladder(plan: PlanShape, key: str, named: list[str]) -> Iterator[Fault]:
    sections = {
        name: [body.id for body in plan.bodies if body.section == name] for name in SECTIONS
    }
    climbing = [body for name in named for body in {**sections, **plan.groups}.get(name, (name,))]
    for body in repeats(climbing):
        yield Fault(
            key,
            Said(f"“{body}”写在两个督办程序下", f"'{body}' climbs two ladders"),
            Said("每个单位只写在一处", "name each body once"),
        )


def owed_once(plan: PlanShape) -> Iterator[Fault]:
    for kind in repeats(owed.kind for owed in plan.owes):
        yield Fault(
            f"owes.{kind}",
            Said(f"“{kind}”写了两次", f"'{kind}' is written twice"),
            Said("每一类只写一次", "write each kind once"),
        )


def somebody_owes_it(plan: PlanShape) -> Iterator[Fault]:
    for owed in _known_kinds(plan):
        if owed.is_the_offices and not KINDS[owed.kind].may_be_the_offices:
            yield Fault(
                f"owes.{owed.kind}.who",
                Said("没有写明哪些单位报送", "it names nobody who owes it"),
                Said("写上单位编号、组名或 all", "name bodies or groups, or write all"),
            )


def presses_bring_no_slips(plan: PlanShape) -> Iterator[Fault]:
    # A press answers at once; nothing that it does closes a slip.
    for owed in _known_kinds(plan):
        rungs = [rung for name in owed.ladders for rung in plan.ladders.get(name, ())]
        slips = [rung.step for rung in rungs if rung.slip]
        if slips and KINDS[owed.kind].answer is Answer.PRESS:
            yield Fault(
                f"owes.{owed.kind}.ladder",
                Said("按“收到”的事项不发督办单", "what is answered by a press brings no slips"),
                Said(
                    f"换一个不含督办单的 ladder，或给 {listed(slips, '、')} 写上 slip: false",
                    f"name a ladder without slips, or write `slip: false` at {listed(slips, ', ')}",
                ),
            )


def owed_in_its_time(plan: PlanShape) -> Iterator[Fault]:
    for owed in _known_kinds(plan):
        row = KINDS[owed.kind]
        if owed.when is not row.when:
            yield Fault(
                f"owes.{owed.kind}.when",
                Said("这一类不在这个时候要求", "this kind is not owed at that event"),
                Said(f"写 when: {row.when}", f"write `when: {row.when}`"),
            )


def deadlines_are_whole(plan: PlanShape) -> Iterator[Fault]:
    """What is owed daily is due at a time of day, other things by when they were asked for."""
    for owed in _known_kinds(plan):
        row = KINDS[owed.kind]
        # A wrong event is one mistake; what should follow from it would be told as more. What the
        # calendar asks for has checks of its own.
        if owed.when is not row.when or owed.when in BY_CALENDAR:
            continue
        daily = owed.when is When.DAILY
        wanted = {"prompt_at": daily, "due_at": daily}
        due_after = row.is_due_after and not owed.is_the_offices
        if daily or row.is_due_after:
            wanted["due_after"] = due_after and owed.due_by is None
        if daily or (row.is_due_after and owed.due_by is not None):
            wanted["due_by"] = due_after
        for field, is_wanted in wanted.items():
            key = f"owes.{owed.kind}.{field}"
            if is_wanted is not (getattr(owed, field) is not None):
                yield _missing(key) if is_wanted else _out_of_place(key)


def only_forecasts_reach_ahead(plan: PlanShape) -> Iterator[Fault]:
    for owed in _known_kinds(plan):
        if owed.days_ahead is not None and not KINDS[owed.kind].by_forecast:
            yield _out_of_place(f"owes.{owed.kind}.days_ahead")


def nothing_of_an_alert_waits_for_its_end(plan: PlanShape) -> Iterator[Fault]:
    """What an alert itself asks for would never be asked for."""
    for owed in _known_kinds(plan):
        row = KINDS[owed.kind]
        is_beside = row.when is When.DAILY and MatterKind.ALERT not in row.under
        if owed.unless_alert and (row.while_alert or not is_beside):
            yield _out_of_place(f"owes.{owed.kind}.unless_alert")


def _known_kinds(plan: PlanShape) -> Iterator[Owed]:
    return (owed for owed in plan.owes if owed.kind in KINDS)


def _missing(key: str) -> Fault:
    return Fault(
        key,
        Said("缺少这一项", "this key is missing"),
        Said("补上，写法参照 plans/changji.yaml", "add it, as plans/changji.yaml does"),
    )


def _out_of_place(key: str) -> Fault:
    return Fault(
        key,
        Said("这一类用不到这一项", "this kind has no use for this key"),
        Said("删去", "remove it"),
    )


def owed_times_follow(plan: PlanShape) -> Iterator[Fault]:
    for owed in plan.owes:
        allowed = owed.time_allowed
        if allowed is not None and allowed <= timedelta():
            yield Fault(
                f"owes.{owed.kind}",
                Said("截止不晚于提示", "the deadline does not come after the prompt"),
                Said("prompt_at 写得比 due_at 早", "prompt_at comes before due_at"),
            )
        elif allowed is not None and owed.remind_before and owed.remind_before >= allowed:
            yield Fault(
                f"owes.{owed.kind}.remind_before",
                Said("催办不晚于要求报送的时刻", "the reminder would come before it is asked for"),
                Said("写得比整个时限短", "make it shorter than the time that there is"),
            )
