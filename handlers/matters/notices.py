"""/notice sends the dust health notice to everybody; nobody owes anything for it."""

from handlers.matters import drafting
from handlers.matters.drafting import DraftForm, Facts
from handlers.matters.hours_and_words import HOURS, TEXT, checked_words, hours_step, words_step
from handlers.matters.order_line import read_hours
from handlers.turns.routes import Command, Errand, Who
from handlers.turns.turn import Turn
from messages.views.notices import NoticeQuestionView
from office.desk import Desk
from office.matters.notices import NoticeTerms
from office.matters.order_terms import check_hours
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

DUST_WORDS = ("沙尘", "扬沙", "dust")
"""Words that may stand before the values of a line, since there is only this notice."""


async def notice(turn: Turn, text: str) -> None:
    """Without arguments it asks questions; one line also does: /notice 24h 天气情况."""
    await drafting.begin(turn, FORM, _of_line(turn.desk, text))


def _of_line(desk: Desk, text: str) -> Facts:
    """With hours alone the usual words are drafted; without hours the whole text is the weather."""
    words = text.split(maxsplit=1)
    if words and words[0] in DUST_WORDS:
        words = words[1].split(maxsplit=1) if len(words) > 1 else []
    if not words:
        return {}
    try:
        hours = read_hours(words[0])
    except Refusal:
        return {TEXT: checked_words(MatterKind.NOTICE, " ".join(words))}
    check_hours(hours)
    said = words[1] if len(words) > 1 else _usual(desk, hours)
    return {HOURS: hours, TEXT: checked_words(MatterKind.NOTICE, said)}


def _usual(desk: Desk, hours: int) -> str:
    return desk.words.plain("notice_usual_text", hours=hours, area=desk.plan.area)


def _hours_of_the_plan(desk: Desk) -> tuple[int]:
    return (int(desk.plan.dust.valid_for.total_seconds() // 3600),)


def _usual_words(desk: Desk, facts: Facts) -> str:
    return _usual(desk, facts[HOURS])


def _question(_desk: Desk, facts: Facts, step: str) -> NoticeQuestionView:
    return NoticeQuestionView(step, facts.get(HOURS), facts.get(TEXT) or "")


def _terms(facts: Facts) -> NoticeTerms:
    return NoticeTerms(hours=facts[HOURS], text=facts[TEXT])


def _facts_of(draft: Order) -> Facts:
    said = NoticeTerms.of(draft)
    return {HOURS: said.hours, TEXT: said.text}


FORM = DraftForm(
    kind=MatterKind.NOTICE,
    steps=(
        hours_step(MatterKind.NOTICE, _hours_of_the_plan),
        words_step(MatterKind.NOTICE, _usual_words),
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

COMMANDS: tuple[Command, ...] = (Command("notice", notice, Who.OFFICE, Errand.WARNING),)
