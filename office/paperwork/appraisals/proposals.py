"""表扬建议、问责建议: somebody of the office proposes it in their words; no points do."""

from office.bodies.people import Actor, require_office
from office.conversation import reasons
from office.desk import Desk
from office.paperwork.appraisals import cards
from office.paperwork.appraisals.known import board_of
from office.refusal import Refusal
from storage.supervision import appraisals as store
from storage.supervision.appraisals import (
    AppraisalProposal,
    AppraisalState,
    DrawnAppraisal,
    Proposed,
)

OPEN = (AppraisalState.DRAFT, AppraisalState.CHECKING)


def require_open(desk: Desk, who: Actor, made: DrawnAppraisal) -> None:
    require_office(desk, who)
    if made.state not in OPEN:
        raise Refusal("appraisal_decided")


async def propose(
    desk: Desk, who: Actor, made: DrawnAppraisal, body: str, what: Proposed, words: str
) -> None:
    require_open(desk, who, made)
    if board_of(made).member(body) is None:
        raise Refusal("button_obsolete")
    desk.session.add(
        AppraisalProposal(
            jurisdiction=desk.jurisdiction,
            appraisal_id=made.key,
            agency=body,
            proposed=what,
            words=reasons.checked(words, of="appraisal"),
            proposed_by=who.user_id,
            proposed_at=desk.now,
        )
    )
    await desk.session.flush()
    await desk.record("appraisal_proposed", f"appraisal:{made.key}", agency=body, what=what)
    await cards.redraw(desk, made)


async def drop(desk: Desk, who: Actor, made: DrawnAppraisal, body: str) -> None:
    """Take back all that was proposed for this body; it stays on record."""
    require_open(desk, who, made)
    if not await store.drop_proposals(desk.session, made.key, body, desk.now):
        raise Refusal("button_obsolete")
    await desk.record("appraisal_proposals_dropped", f"appraisal:{made.key}", agency=body)
    await cards.redraw(desk, made)
