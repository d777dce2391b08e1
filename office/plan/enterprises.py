"""What the plan lets the office decide about an enterprise, and who signs it."""

from office.plan.chains import ChainStep
from office.plan.texts import PlanPart, Text


class EnterpriseRule(PlanPart):
    """One kind of decision. Where nobody signs it, the office issues it."""

    signed_by: tuple[ChainStep, ...] = ()
    signed_by_source: Text | None = None
    source: Text | None = None
