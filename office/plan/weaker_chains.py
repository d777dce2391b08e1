"""Tells where fewer people sign than in the plan that a plan was made from.

Who they are is each jurisdiction's own. How many there are is what another plan may ask for.
"""

from collections.abc import Iterator

from office.plan.faults import Said
from office.plan.model import Level, Plan
from office.plan.weaker_times import Weaker

_FEWER = Said("审签层级减少", "fewer signatures are asked for")
_SIGNED_ALONE = ("control", "notice", "listing", "decline")
"""The chains that stand for themselves: neither a level nor an order's end decides about them."""


def chains_that_lost_signatures(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for base in taken.levels:
        own = plan.known_level(base.id)
        if own is not None:
            yield from _of_level(base, own)
    yield from _of_endings(taken, plan)
    yield from _of_others(taken, plan)
    yield from _of_enterprises(taken, plan)


def _of_level(base: Level, own: Level) -> Iterator[Weaker]:
    if len(own.chain) < len(base.chain):
        yield Weaker(f"levels.{base.id}", _FEWER)
    if base.quiet_exempt and not own.quiet_exempt:
        how = Said("静默时段内不再发单", "its slips wait for the end of the quiet hours")
        yield Weaker(f"levels.{base.id}", how)


def _of_endings(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for base in taken.levels:
        own = plan.known_level(base.id)
        if own is None:
            continue
        shorter = len(plan.lift_chain(own)) < len(taken.lift_chain(base))
        if shorter or len(plan.cancel_chain(own)) < len(taken.cancel_chain(base)):
            yield Weaker("chains", Said("解除或撤销的审签减少", "fewer sign an end"))
            return


def _of_enterprises(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    for name, base in taken.enterprise_decisions.items():
        own = plan.enterprise_decisions.get(name)
        # Where nobody is named, the director alone decides.
        if own is not None and max(1, len(own.signed_by)) < len(base.signed_by):
            yield Weaker(f"enterprise_decisions.{name}", _FEWER)


def _of_others(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    base, own = taken.chains, plan.chains
    if base.adjust == "higher" and own.adjust == "new":
        how = Said("调整不再按较高级别审签", "an adjustment takes the chain of its new level alone")
        yield Weaker("chains", how)
    signed = ((getattr(own, name), getattr(base, name)) for name in _SIGNED_ALONE)
    if any(len(ours) < len(theirs) for ours, theirs in signed):
        yield Weaker("chains", _FEWER)
