"""What a new plan changes for whom, for a person who must agree to it.

`diff.py` tells the changes key by key; here each body's are counted, and bodies to which the same
happens stand together.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from office.plan.deadlines import ByClock
from office.plan.durations import format_duration, format_time
from office.plan.faults import Said
from office.plan.model import Body, Measure, Owed, Paper, Plan, Rung


class Effect(NamedTuple):
    """The same changes for some bodies."""

    bodies: tuple[Body, ...]
    changes: tuple[Said, ...]

    def line(self, locale: str) -> str:
        if locale == "en":
            names = ", ".join(body.short_en or body.short for body in self.bodies)
            return f"{names}: {'; '.join(one.en for one in self.changes)}"
        names = "、".join(body.short for body in self.bodies)
        return f"{names}：{'；'.join(one.zh for one in self.changes)}"


def effects(old: Plan, new: Plan) -> tuple[Effect, ...]:
    """The bodies stand in the order of the new plan; those that it drops come last."""
    kept = list(new.bodies)
    dropped = [body for body in old.bodies if new.known_body(body.id) is None]
    alike: dict[tuple[Said, ...], list[Body]] = {}
    for body in (*kept, *dropped):
        changes = tuple(_changes(old, new, body.id))
        if changes:
            alike.setdefault(changes, []).append(body)
    return tuple(Effect(tuple(bodies), changes) for changes, bodies in alike.items())


def _changes(old: Plan, new: Plan, body: str) -> Iterator[Said]:
    if old.known_body(body) is None:
        yield Said("新列入", "new in the plan")
    elif new.known_body(body) is None:
        yield Said("不再列入", "no longer in the plan")
    else:
        for look in _LOOKS:
            yield from look(old, new, body)


def _duties(old: Plan, new: Plan, body: str) -> Iterator[Said]:
    before, after = (_charged_with(plan, body) for plan in (old, new))
    yield from _more_and_less("职责", "duties", before, after)


def _charged_with(plan: Plan, body: str) -> set[str]:
    return {f"{duty.when}{duty.text}" for duty in plan.duties_of(plan.body(body))}


def _measures(old: Plan, new: Plan, body: str) -> Iterator[Said]:
    for level in new.levels:
        if old.known_level(level.id) is not None:
            before, after = (_read_at(plan, body, level.id) for plan in (old, new))
            english = (level.name_en or level.name).lower()
            yield from _more_and_less(f"{level.name}措施", f"{english} measures", before, after)


def _read_at(plan: Plan, body: str, level: str) -> set[str]:
    groups = plan.measures_for(body, level)
    return {_words(plan, one, body) for group in groups for one in group.measures}


def _words(plan: Plan, measure: Measure, body: str) -> str:
    return f"{plan.helps(measure, body)}{measure.audience}{measure.topic}{measure.text}"


def _more_and_less(zh: str, en: str, before: set[str], after: set[str]) -> Iterator[Said]:
    more, less = len(after - before), len(before - after)
    if more or less:
        signs = " ".join(f"{sign}{count}" for sign, count in (("+", more), ("−", less)) if count)
        yield Said(f"{zh} {signs}", f"{en} {signs}")


def _owes(old: Plan, new: Plan, body: str) -> Iterator[Said]:
    for kind in dict.fromkeys(one.kind for one in (*new.owes, *old.owes)):
        before, after = (_owed(plan, kind, body) for plan in (old, new))
        if before and after:
            yield from _differs(kind, [_due(owed) for owed in (before, after)])
            steps = [_steps(plan, owed, body) for plan, owed in ((old, before), (new, after))]
            yield from _differs(kind, steps)
        elif before or after:
            yield _owed_or_not(kind, _due(after) if after else None)


def _owed(plan: Plan, kind: str, body: str) -> Owed | None:
    owed = plan.known_owed(kind)
    return owed if owed is not None and plan.owes_it(owed, body) else None


def _differs(kind: str, said: list[str]) -> Iterator[Said]:
    before, after = said
    if before != after:
        text = f"{kind} {before} → {after}"
        yield Said(text, text)


def _owed_or_not(kind: str, due: str | None) -> Said:
    if due is None:
        return Said(f"不再报 {kind}", f"{kind} no longer owed")
    return Said(f"新增应报 {kind} {due}", f"{kind} owed now, {due}")


def _due(owed: Owed) -> str:
    days = (owed.by, owed.season, owed.off_season, owed.before)
    return " ".join((*filter(None, days), _deadline(owed), *owed.levels))


def _steps(plan: Plan, owed: Owed, body: str) -> str:
    return "、".join(map(_step, plan.ladder_of(owed, body).rungs)) or "-"


def _step(rung: Rung) -> str:
    return rung.step if rung.needs is None else f"{rung.step}[{rung.needs}]"


def _deadline(owed: Owed) -> str:
    if owed.due_at is not None:
        return format_time(owed.due_at)
    if isinstance(owed.deadline, ByClock):
        return _by_clock(owed.deadline)
    return format_duration(owed.deadline) if owed.deadline is not None else "-"


def _by_clock(deadline: ByClock) -> str:
    days = f"{deadline.day}d" if deadline.working_day is None else f"{deadline.working_day}wd"
    return f"+{days} {format_time(deadline.at)}"


def _papers(old: Plan, new: Plan, body: str) -> Iterator[Said]:
    before, after = (_kept_ready(plan, body) for plan in (old, new))
    yield from _more_and_less("名录备案", "registers and filings", before, after)


def _kept_ready(plan: Plan, body: str) -> set[str]:
    own = (paper for paper in (*plan.registers, *plan.filings) if body in plan.owners(paper))
    return {f"{one.id} {one.name} {_rhythm(one)}" for one in own}


def _rhythm(paper: Paper) -> str:
    days = (paper.by, paper.season, paper.off_season, paper.before, paper.renew)
    return f"{days} {paper.asked_at_start}"


_LOOKS: tuple[Callable[[Plan, Plan, str], Iterator[Said]], ...] = (
    _duties,
    _measures,
    _owes,
    _papers,
)
