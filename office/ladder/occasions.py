"""How many miss the occasion of what is owed, and what the office has said of it: facts."""

from office.desk import Desk
from office.ladder.missed_by_many import Missed
from office.ladder.standings import Policy
from storage.owed.obligations import Obligation, ObligationState
from storage.supervision import missed_occasions as store
from storage.supervision.missed_occasions import MissedOccasion, MissedState


async def missed(desk: Desk, owed: Obligation, policy: Policy) -> Missed | None:
    """None where no slip can be due now, or where the plan asks nobody first."""
    if policy.many is None or not _is_late(desk, owed) or not _slip_follows(owed, policy):
        return None
    about = owed.matter_id, owed.kind, owed.occasion
    counted = await store.counted(desk.session, *about, desk.now)
    if counted.asked_id is None:
        return Missed(counted.missed, counted.owing)
    row = await store.missed_occasion(desk.session, counted.asked_id)
    return _answered(row) if row is not None else None


def _is_late(desk: Desk, owed: Obligation) -> bool:
    runs = owed.state == ObligationState.OPEN and owed.ladder_ended is None
    return runs and owed.paused_at is None and owed.due_at <= desk.now


def _slip_follows(owed: Obligation, policy: Policy) -> bool:
    following = policy.ladder.after(owed.step)
    return following is not None and following.slip


def _answered(row: MissedOccasion) -> Missed:
    asked = row.state == MissedState.ASKED
    return Missed(
        missed=row.missed,
        owing=row.owing,
        asked=True,
        waits_until=row.until if asked else row.slips_from,
        on_hold=row.state == MissedState.ON_HOLD,
    )
