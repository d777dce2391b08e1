"""What a ladder with slips will still tell a body, if nothing comes. It only computes."""

from collections.abc import Iterator
from datetime import datetime

from office.ladder.rules import APART, limit_from
from office.ladder.standings import Policy
from office.plan.ladders import NOTHING_YET


def steps_until(
    policy: Policy, step: str, due_at: datetime, step_due_at: datetime, until: datetime
) -> Iterator[tuple[str, datetime]]:
    """The steps that tell the body something before then, each with its instant.

    A slip that a person has to open the gate for is none of them, nor is one that is decided.
    """
    if not policy.ladder.has_slips:
        return
    is_asked_again = step == NOTHING_YET and policy.remind_before is not None
    if is_asked_again and step_due_at < min(due_at, until):
        yield policy.asks_again, step_due_at
    rung = policy.ladder.after(step)
    at = step_due_at if rung is None else max(step_due_at, due_at + rung.after)
    while rung is not None and at < until and not rung.is_decided and rung.needs is None:
        if rung.slip:
            yield rung.step, at
        following = policy.ladder.after(rung.step)
        if following is not None:
            complied_by = limit_from(policy, rung.step, at, quiet_exempt=True)
            at = max(complied_by + following.after, at + APART)
        rung = following
