"""Tells which ladders of a plan are gentler than those of the plan that it was made from."""

from collections.abc import Iterator

from office.plan.faults import Said
from office.plan.ladders import Rung
from office.plan.model import Plan
from office.plan.weaker_times import Weaker, may_fall_later


def gentler_ladders(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for name, rungs in taken.ladders.items():
        own = {rung.step: rung for rung in plan.ladders.get(name, rungs)}
        left = sorted({rung.step for rung in rungs} - set(own))
        if left:
            how = Said(f"少了步骤 {'、'.join(left)}", f"it lacks {', '.join(left)}")
            yield Weaker(f"ladders.{name}", how)
        for base in rungs:
            if base.step in own:
                for how in _gentler(taken, base, own[base.step]):
                    yield Weaker(f"ladders.{name}", how)


def _gentler(plan: Plan, base: Rung, own: Rung) -> Iterator[Said]:
    step = base.step
    if own.after > base.after:
        yield Said(f"步骤 {step} 更晚", f"{step} comes later")
    if _leaves_more_time(plan, base, own):
        yield Said(f"步骤 {step} 限期更长", f"{step} leaves more time")
    if base.slip and not own.slip:
        yield Said(f"步骤 {step} 不再发单", f"{step} is no slip any more")
    if set(base.addressees) - set(own.addressees):
        yield Said(f"步骤 {step} 告知的对象减少", f"{step} is told to fewer")
    if set(base.copies) - set(own.copies) or (own.asks_for_copies and not base.asks_for_copies):
        yield Said(f"步骤 {step} 抄报减少", f"{step} is copied to fewer, or only if asked")
    if set(base.copies_through) - set(own.copies_through):
        yield Said(f"步骤 {step} 抄报不再经办公室呈送", f"copies of {step} are laid before nobody")
    if own.asks_for_limit and not base.asks_for_limit:
        yield Said(f"步骤 {step} 限期可以另定", f"the office may set another limit for {step}")
    if base.responsible and not own.responsible:
        yield Said(f"步骤 {step} 不再送责任人", f"{step} no longer goes to who answers for it")
    if own.needs is not None and own.needs is not base.needs:
        yield Said(f"步骤 {step} 增设前提", f"{step} waits for more to hold first")
    if own.needs is base.needs is not None and own.gate_awaited > base.gate_awaited:
        yield Said(f"步骤 {step} 前提送达后更晚", f"{step} comes later after its gate opens")
    if own.is_decided and not base.is_decided:
        yield Said(f"步骤 {step} 改为须经人决定", f"{step} waits for a person to decide")
    if base.is_decided and len(own.confirmed_by) < len(base.confirmed_by):
        yield Said(f"步骤 {step} 确认的人减少", f"fewer confirm {step}")
    if len(own.sign) > len(base.sign):
        yield Said(f"步骤 {step} 签批增加", f"{step} waits for more signatures")


def _leaves_more_time(plan: Plan, base: Rung, own: Rung) -> bool:
    if base.time_to_comply is not None and own.time_to_comply is None:
        return True
    later = may_fall_later(plan, base.time_to_comply, own.time_to_comply)
    return later or (own.waking_hours or 0) > (base.waking_hours or 0)
