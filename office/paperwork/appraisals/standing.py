"""An appraisal as it stands now: what was counted, corrections, and what bodies said of it."""

from collections.abc import Sequence

from office.desk import Desk
from office.paperwork.appraisals.known import board_of
from office.paperwork.appraisals.member_pages import Corrections
from office.paperwork.appraisals.scoreboard import Scoreboard
from storage.immutable import immutable
from storage.supervision import appraisals as store
from storage.supervision.appraisals import (
    AppraisalObjection,
    AppraisalProposal,
    AppraisalReply,
    DrawnAppraisal,
    ObjectionState,
    ReplyState,
)


@immutable
class AppraisalStanding:
    made: DrawnAppraisal
    board: Scoreboard
    corrections: Corrections
    replies: Sequence[AppraisalReply]
    objections: Sequence[AppraisalObjection]
    proposals: Sequence[AppraisalProposal]

    def reply_of(self, body: str) -> AppraisalReply | None:
        return next((one for one in self.replies if one.agency == body), None)

    def bodies(self, *states: ReplyState) -> list[str]:
        return [one.agency for one in self.replies if one.state in states]

    @property
    def undecided(self) -> int:
        return sum(one.state == ObjectionState.ASKED for one in self.objections)


async def standing(desk: Desk, made: DrawnAppraisal) -> AppraisalStanding:
    session, number = desk.session, made.key
    return AppraisalStanding(
        made=made,
        board=board_of(made),
        corrections=await corrections_of(desk, made),
        replies=await store.replies(session, number),
        objections=await store.objections(session, number),
        proposals=await store.proposals(session, number),
    )


async def corrections_of(desk: Desk, made: DrawnAppraisal) -> Corrections:
    rows = await store.corrections(desk.session, made.key)
    return {(row.agency, row.line, row.item): row.reason for row in rows}
