"""What follows for something that is owed, and when, for whoever reads its history."""

from office.desk import Desk
from office.ladder import step_words
from office.ladder.policies import ladder_of
from storage.owed.obligations import Obligation, ObligationState


async def said(desk: Desk, owed: Obligation) -> str:
    """One sentence; empty where nothing follows by itself."""
    if owed.state != ObligationState.OPEN or owed.ladder_ended is not None:
        return ""
    if owed.paused_at is not None:
        return desk.words.plain("following_paused", at=owed.paused_at)
    ladder = await ladder_of(desk, owed)
    rung = ladder.after(owed.step)
    if rung is None or (owed.step_due_at is None and not owed.awaits_signature):
        return ""
    if rung.is_decided:
        # Only those whom a referral concerns hear of one; whoever has a slip reads these words.
        return desk.words.plain("following_by_rules", at=owed.step_due_at)
    title = step_words.title(desk, ladder, rung.step) if rung.slip else ""
    key = "following_waiting" if owed.awaits_signature else "following"
    return desk.words.plain(key, title=title, at=owed.step_due_at)
