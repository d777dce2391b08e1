"""What became of a slip, in one line."""

from office.desk import Desk
from office.ladder import referral_notes
from office.plan.owed_kinds import kind_of
from storage.owed.obligations import Obligation, ObligationState
from storage.supervision.slips import Slip, SlipState


async def line(desk: Desk, obligation: Obligation, slip: Slip) -> str:
    """An open slip has no such line."""
    match slip.state:
        case SlipState.CLOSED if obligation.state == ObligationState.SUPERSEDED:
            key, at = "slip_mark_over", slip.closed_at
        case SlipState.CLOSED if await by_procedure(desk, obligation):
            key, at = "slip_mark_by_procedure", obligation.met_at
        case SlipState.CLOSED:
            key, at = "slip_mark_closed", obligation.met_at
        case SlipState.WITHDRAWN:
            key, at = "slip_mark_withdrawn", slip.closed_at
        case _:
            return ""
    facts = {
        "late": is_late(obligation),
        "on_behalf": obligation.on_behalf,
        "to_accept": kind_of(obligation).is_accepted,
    }
    return desk.words.phrase(key, at=at or desk.now, **facts)


def is_late(obligation: Obligation) -> bool:
    return obligation.state == ObligationState.MET_LATE


async def by_procedure(desk: Desk, obligation: Obligation) -> bool:
    return await referral_notes.handed_over(desk, obligation) is not None
