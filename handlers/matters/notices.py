"""/notice sends the dust health notice to everybody; nobody owes anything for it."""

from handlers.matters import drafting
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.matters.order_line import read_hours
from handlers.turns.routes import Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.views.notices import NoticeQuestionView
from office.desk import Desk
from office.matters.notices import NoticeTerms, check_text
from office.matters.order_terms import check_hours
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

HOURS, TEXT = "hours", "text"
HOURS_OFFERED = (12, 24, 48, 72)
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
        return {TEXT: _checked_text(" ".join(words))}
    check_hours(hours)
    said = words[1] if len(words) > 1 else _usual(desk, hours)
    return {HOURS: hours, TEXT: _checked_text(said)}


def _usual(desk: Desk, hours: int) -> str:
    return desk.words.plain("notice_usual_text", hours=hours, area=desk.plan.area)


def _checked_text(text: str) -> str:
    said = text.strip()
    check_text(said)
    return said


def _hours_offered(desk: Desk, _facts: Facts) -> Keyboard:
    usual = desk.plan.dust.valid_for.total_seconds() // 3600
    offered = sorted({*HOURS_OFFERED, int(usual)})
    label = desk.words.plain
    return (
        tuple(
            offer(MatterKind.NOTICE, HOURS, label("button_hours", hours=one), one)
            for one in offered
        ),
    )


def _hours_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    hours = read_hours(text)
    check_hours(hours)
    return {**facts, HOURS: hours}


def _hours_pressed(_desk: Desk, facts: Facts, press: Press) -> Facts:
    hours = press.number(2) or 0
    check_hours(hours)
    return {**facts, HOURS: hours}


def _text_offered(desk: Desk, _facts: Facts) -> Keyboard:
    return ((offer(MatterKind.NOTICE, TEXT, desk.words.plain("notice_button_usual")),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    return {**facts, TEXT: _checked_text(text)}


def _text_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: _usual(desk, facts[HOURS])}


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
        DraftStep(HOURS, _hours_offered, _hours_typed, _hours_pressed),
        DraftStep(TEXT, _text_offered, _text_typed, _text_pressed),
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

COMMANDS: tuple[Command, ...] = (Command("notice", notice, Who.OFFICE, Errand.WARNING),)
