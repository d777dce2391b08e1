"""What the plan lets the office decide about an enterprise, and who signs it."""

from office.plan.chains import SignedBy
from office.plan.texts import PlanPart, Text


class EnterpriseRule(PlanPart):
    """One kind of decision, which a clerk drafts and a post decides."""

    # Who decides, one after another; where nobody is named, the director does.
    signed_by: SignedBy = ()
    signed_by_source: Text | None = None
    source: Text | None = None
