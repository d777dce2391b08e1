"""Two questions of whatever goes to everybody for some hours: for how many, and in which words."""

from collections.abc import Callable, Iterable

from handlers.matters.drafting import DraftStep, Facts, offer
from handlers.matters.order_line import read_hours
from messages.keyboards import Keyboard, Press
from office.desk import Desk
from office.matters.order_terms import check_hours, check_words
from storage.decisions.matters import MatterKind

HOURS, TEXT = "hours", "text"
HOURS_OFFERED = (12, 24, 48, 72)


def hours_step(
    kind: MatterKind, usual: Callable[[Desk], Iterable[int]] = lambda _desk: ()
) -> DraftStep:
    """It offers the hours that the plan calls usual beside those that are offered anyway."""

    def offers(desk: Desk, _facts: Facts) -> Keyboard:
        hours = sorted({*HOURS_OFFERED, *usual(desk)})
        label = desk.words.plain
        return (tuple(offer(kind, HOURS, label("button_hours", hours=one), one) for one in hours),)

    def typed(_desk: Desk, facts: Facts, text: str) -> Facts:
        return _with_hours(facts, read_hours(text))

    def pressed(_desk: Desk, facts: Facts, press: Press) -> Facts:
        return _with_hours(facts, press.number(2) or 0)

    return DraftStep(HOURS, offers, typed, pressed)


def _with_hours(facts: Facts, hours: int) -> Facts:
    check_hours(hours)
    return {**facts, HOURS: hours}


def words_step(kind: MatterKind, usual: Callable[[Desk, Facts], str]) -> DraftStep:
    """It offers the usual words, which follow from what was answered before."""

    def offers(desk: Desk, _facts: Facts) -> Keyboard:
        return ((offer(kind, TEXT, desk.words.plain(f"{kind}_button_usual")),),)

    def typed(_desk: Desk, facts: Facts, text: str) -> Facts:
        return {**facts, TEXT: checked_words(kind, text)}

    def pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
        return {**facts, TEXT: usual(desk, facts)}

    return DraftStep(TEXT, offers, typed, pressed)


def checked_words(kind: MatterKind, text: str) -> str:
    said = text.strip()
    check_words(said, of=f"{kind}_text")
    return said
