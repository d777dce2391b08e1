"""The office does not want an appraisal any more; it is kept, and nothing follows from it."""

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.paperwork.appraisals import cards, checking
from office.refusal import Refusal
from storage.supervision import appraisals as store
from storage.supervision.appraisals import AppraisalState, DrawnAppraisal

MAY_BE_GIVEN_UP = (AppraisalState.DRAFT, AppraisalState.CHECKING)


async def give_up(desk: Desk, who: Actor, made: DrawnAppraisal) -> None:
    require_office(desk, who)
    if not await store.move(desk.session, made.key, MAY_BE_GIVEN_UP, AppraisalState.GIVEN_UP):
        raise Refusal("appraisal_decided")
    await desk.session.refresh(made)
    await desk.record("appraisal_given_up", f"appraisal:{made.key}")
    await cards.redraw(desk, made)
    for reply in await store.replies(desk.session, made.key):
        await checking.redraw(desk, made, reply)
