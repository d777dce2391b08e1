"""By when a problem is to be put right that a bulletin names or that is listed 挂牌督办.

The office chooses among the limits of the step behind the gate. From that time the step counts.
"""

from datetime import datetime

from office.ladder.policies import policy_by
from office.plan.ladders import Gate
from office.plan.model import AnyPlan, Rung
from office.refusal import Refusal
from office.supervision.limit_choices import OpenLimit
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind


@immutable
class GateLimit:
    rung: Rung
    """The step behind the gate."""
    limits: OpenLimit

    def offered(self, now: datetime) -> list[datetime]:
        return self.limits.offered(now)

    def usual(self, now: datetime) -> datetime:
        """What holds where nobody chose another; it ends in working hours."""
        at = self.limits.by_day(now + self.rung.gate_awaited)
        return max(at, self.limits.earliest(now))

    def again(self, now: datetime, asked_at: datetime, until: datetime) -> datetime:
        """The same span for whoever reads of it so much later."""
        return max(self.limits.by_day(now + (until - asked_at)), self.limits.earliest(now))

    def check(self, now: datetime, at: datetime) -> None:
        """Clocks are told in minutes."""
        if at < self.limits.earliest(now).replace(second=0, microsecond=0):
            raise Refusal("slip_limit_too_soon", at=self.limits.earliest(now))
        if at > self.limits.latest(now):
            raise Refusal("slip_limit_too_late")


def limit_of(plan: AnyPlan, gate: Gate) -> GateLimit | None:
    """None where the plan has no step that waits for it."""
    owed = plan.known_owed(ObligationKind.RECTIFY)
    climbed = plan.ladder(owed.ladder) if owed is not None else None
    rung = climbed.behind(gate) if climbed is not None else None
    if owed is None or climbed is None or rung is None:
        return None
    limits = OpenLimit(policy_by(plan, owed, climbed), rung.step, quiet_exempt=False)
    return GateLimit(rung, limits)
