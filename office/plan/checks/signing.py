"""Chains of signatures, and the times at which they are asked for again."""

from collections.abc import Iterator

from office.plan.bodies import Capability
from office.plan.checks.tools import holders, nobody_signs_twice, unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape
from storage.enterprises.decisions import DecisionKind


def approval_chains_work(plan: PlanShape) -> Iterator[Fault]:
    for level in plan.levels:
        key = f"levels.{level.id}.approval"
        strangers = list(holders(plan, key, level.approval, Capability.APPROVE))
        # A wrong name in the chain is one mistake, not two.
        yield from strangers or unknown(
            f"levels.{level.id}.acts", level.acts, set(level.approval), key
        )
        yield from nobody_signs_twice(key, level.approval)


def heads_of_teams_sign(plan: PlanShape) -> Iterator[Fault]:
    for team in plan.teams:
        posts = [team.headed_by] if team.headed_by else []
        yield from holders(plan, f"teams.{team.id}.headed_by", posts, Capability.APPROVE)


def ending_chains_work(plan: PlanShape) -> Iterator[Fault]:
    chains = plan.chains
    further = {
        "cancel": chains.cancel,
        "lift": chains.lift,
        "control": chains.control,
        "notice": chains.notice,
        "bulletin": chains.bulletin,
        "listing": chains.listing,
        "decline": chains.decline,
        "drill": chains.drill,
    }
    for name, steps in further.items():
        if not isinstance(steps, str):
            for step in steps:
                yield from holders(plan, f"chains.{name}", step.by, Capability.APPROVE)
            alone = [step.by[0] for step in steps if len(step.by) == 1]
            yield from nobody_signs_twice(f"chains.{name}", alone)


def whoever_finds_it_poor_can_sign(plan: PlanShape) -> Iterator[Fault]:
    yield from holders(plan, "chains.poor", plan.chains.poor, Capability.APPROVE)


def enterprise_decisions_work(plan: PlanShape) -> Iterator[Fault]:
    for name, rule in plan.enterprise_decisions.items():
        key = f"enterprise_decisions.{name}.signed_by"
        for step in rule.signed_by:
            yield from holders(plan, key, step.by, Capability.APPROVE)
        alone = [step.by[0] for step in rule.signed_by if len(step.by) == 1]
        yield from nobody_signs_twice(key, alone)
    stop_order = plan.enterprise_decisions.get(DecisionKind.STOP_ORDER)
    if stop_order is not None and not stop_order.signed_by:
        yield Fault(
            "enterprise_decisions.stop_order.signed_by",
            Said("报请政府的请示没有人签批", "nobody signs the request to the government"),
            Said("写明由谁签批", "say who signs it"),
        )


def delegates_can_sign(plan: PlanShape) -> Iterator[Fault]:
    known = {position.id for position in plan.positions}
    for position in plan.positions:
        others = known - {position.id}
        yield from unknown(
            f"positions.{position.id}.delegates", position.delegates, others, "positions"
        )


def signing_times_follow(plan: PlanShape) -> Iterator[Fault]:
    if plan.signing.remind_after >= plan.signing.phone_after:
        yield Fault(
            "signing.remind_after",
            Said("提醒不早于电话联系", "the reminder does not come before the word to phone"),
            Said("写得比 phone_after 短", "make it shorter than phone_after"),
        )
