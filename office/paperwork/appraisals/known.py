"""An appraisal by its number, with what the plan that it was drawn up under says of appraisals."""

from office.desk import Desk
from office.paperwork.appraisals.scoreboard import MemberCount, Scoreboard, read
from office.plan.appraisal import Appraisal
from office.plan.model import AnyPlan
from office.refusal import Refusal
from storage.supervision import appraisals as store
from storage.supervision.appraisals import DrawnAppraisal


def appraisal_rules(plan: AnyPlan) -> Appraisal:
    if plan.appraisal is None:
        raise Refusal("appraisal_none")
    return plan.appraisal


async def known(desk: Desk, appraisal_id: int) -> DrawnAppraisal:
    made = await store.appraisal(desk.session, appraisal_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return made


def board_of(made: DrawnAppraisal) -> Scoreboard:
    return read(made.says)


def member_at(board: Scoreboard, place: int) -> MemberCount:
    """Buttons name a body by its place, as an id may be longer than a button holds."""
    if not 0 <= place < len(board.members):
        raise Refusal("button_obsolete")
    return board.members[place]
