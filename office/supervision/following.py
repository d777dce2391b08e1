"""What follows for something that is owed, and when, for whoever reads its history."""

from office.desk import Desk
from office.ladder import problem_facts, step_words
from office.ladder.policies import ladder_of
from office.plan.ladders import Ladder, Rung
from storage.owed.obligations import Obligation, ObligationState


async def said(desk: Desk, owed: Obligation) -> str:
    """One sentence; empty where nothing follows by itself."""
    if owed.state != ObligationState.OPEN or owed.ladder_ended is not None:
        return ""
    if owed.paused_at is not None:
        return desk.words.plain("following_paused", at=owed.paused_at)
    ladder = await ladder_of(desk, owed)
    gates = (await problem_facts.facts(desk, owed)).gates
    rung = ladder.open_after(owed.step, gates)
    if rung is None:
        return ""
    if rung.needs is not None and rung.needs not in gates:
        # Its ladder rests at a closed gate, whatever the time.
        return desk.words.plain(f"following_{rung.needs}", title=_title(desk, ladder, rung))
    if owed.awaits_signature:
        return desk.words.plain("following_waiting", title=_title(desk, ladder, rung))
    return _by_time(desk, owed, ladder, rung) if owed.step_due_at is not None else ""


def _by_time(desk: Desk, owed: Obligation, ladder: Ladder, rung: Rung) -> str:
    if rung.is_decided:
        # Only those whom a referral concerns hear of one; whoever has a slip reads these words.
        return desk.words.plain("following_by_rules", at=owed.step_due_at)
    title = _title(desk, ladder, rung)
    return desk.words.plain("following", title=title, at=owed.step_due_at)


def _title(desk: Desk, ladder: Ladder, rung: Rung) -> str:
    return step_words.title(desk, ladder, rung.step) if rung.slip else ""
