"""What the steps of a ladder are called: as the plan says, or else in our own words."""

from office.desk import Desk
from office.plan.ladders import NOTHING_YET, OTHER_MARK, SPOKEN_SLIPS, SPOKEN_WORDS
from office.plan.model import Ladder

_MARKS = {**SPOKEN_SLIPS, **SPOKEN_WORDS}


def mark(ladder: Ladder, step: str) -> str:
    rung = ladder.rung(step)
    return (rung.mark if rung else None) or _MARKS.get(step, OTHER_MARK)


def title(desk: Desk, ladder: Ladder, step: str) -> str:
    rung = ladder.rung(step)
    return (rung.title if rung else None) or desk.words.plain(f"slip_title_{step}")


def warning(desk: Desk, ladder: Ladder, step: str, rules: str | None) -> str:
    following = ladder.after(step)
    if following is None or not following.slip:
        return ""
    if following.needs is not None:
        return desk.words.plain("slip_next_gated", rules=rules)
    key = f"slip_next_{following.step}"
    if following.title is None:
        return desk.words.plain(key, rules=rules)
    if following.is_decided:
        return desk.words.plain("slip_next_referral", rules=rules)
    return desk.words.plain("slip_next_other", title=following.title)


def taken(desk: Desk, ladder: Ladder, step: str) -> str:
    """Name the step, or the one before it if only the people concerned may hear of the step."""
    told = ladder.spoken_of(step)
    if told is None or told.title is None:
        return desk.words.plain(f"owed_step_{_said(ladder, step)}")
    return desk.words.plain("owed_step_other", title=told.title)


def _said(ladder: Ladder, step: str) -> str:
    if ladder.rung(step) is None:
        return step
    told = ladder.spoken_of(step)
    return told.step if told else NOTHING_YET
