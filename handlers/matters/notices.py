"""/notice: a notice to chosen bodies, or the dust health notice, for which nobody owes anything."""

import re
from datetime import datetime

from handlers.matters import circulars, drafting, working_groups
from handlers.matters.bodies_line import is_name
from handlers.matters.choosing import ALL_WORDS
from handlers.matters.drafting import DraftForm, Facts
from handlers.matters.hours_and_words import HOURS, TEXT, checked_words, hours_step, words_step
from handlers.matters.order_line import read_hours
from handlers.turns import questions
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from messages.views.notices import NoticeQuestionView
from office.conversation import dialogues
from office.decisions import draft_turns
from office.desk import Desk
from office.matters.notices import NoticeTerms
from office.matters.order_terms import AtOnce, Start, check_hours
from office.matters.working_groups import counties_of, require_counties
from office.reading.typed import compact, plain
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order
from storage.receiving.dialogues import Dialogue

DUST_WORDS = ("沙尘", "扬沙", "dust")
"""Words that may stand before the values of a line that is about dust."""
WHICH = "notice_which"
"""The question of which notice is meant, and the verb of its buttons."""
WHICH_VERB = "ntc"

_BETWEEN_NAMES = re.compile(r"[、，,；;]+")


async def notice(turn: Turn, text: str) -> None:
    """Without arguments it asks which notice is meant, and then for what that one says.

    One line also does: /notice 24h 天气情况, /notice 教育局 12月3日18时前回复 内容, or
    /notice 工作组 阿图什市 生态环境局牵头.
    """
    said = text.strip()
    if not said:
        await _ask_which(turn)
    elif compact(said.split()[0]) in working_groups.WORDS:
        require_counties(turn.desk.plan)
        line = said.removeprefix(said.split()[0])
        await drafting.begin(turn, working_groups.FORM, working_groups.of_line(turn.desk, line))
    elif _names_bodies(turn.desk, said):
        await drafting.begin(turn, circulars.FORM, circulars.of_line(turn.desk, said))
    else:
        await drafting.begin(turn, FORM, _of_line(turn.desk, text))


async def _ask_which(turn: Turn) -> None:
    desk, user_id = turn.desk, turn.person.user_id
    draft_turns.require_opener(desk, turn.person, MatterKind.CIRCULAR)
    offered = tuple(
        (button(desk.words.plain(f"notice_button_{form.kind}"), WHICH_VERB, form.kind),)
        for form in _offered(desk)
    )
    question = Message(desk.words.phrase("notice_which"), offered)
    await dialogues.replace(desk, turn.place.chat_id, user_id, WHICH)
    await dialogues.ask(desk, turn.place, WHICH, question, user_id=user_id)


async def which(turn: Turn, press: Press) -> None:
    form = next((one for one in _offered(turn.desk) if one.kind == press.word(0)), None)
    if form is None:
        raise Refusal("button_obsolete")
    asked, shown = await questions.pressed(turn, WHICH)
    await dialogues.claim(turn.desk, asked)
    await drafting.begin(turn, form, {}, shown)


async def named(_turn: Turn, _asked: Dialogue) -> None:
    raise Refusal("choose_by_button")


def _offered(desk: Desk) -> list[DraftForm]:
    """A group is sent to counties, and some plans know none."""
    has_counties = bool(counties_of(desk.plan))
    return [form for form in OFFERED if has_counties or form is not working_groups.FORM]


def _names_bodies(desk: Desk, text: str) -> bool:
    """Whether a line begins with a body's whole name; all others are about the weather."""
    names = _BETWEEN_NAMES.split(plain(text.split()[0]))
    return any(compact(name) in ALL_WORDS or is_name(desk, name) for name in names if name)


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


def with_usual_words(desk: Desk, hours: int, starts_at: Start, ends_at: datetime) -> Facts:
    """The notice holds from its issue; dust that comes later is told with its own hours."""
    if isinstance(starts_at, AtOnce):
        return {HOURS: hours, TEXT: _usual(desk, hours)}
    said = {"start": starts_at, "end": ends_at, "area": desk.plan.area}
    return {HOURS: hours, TEXT: desk.words.plain("notice_usual_text_between", **said)}


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

OFFERED = (FORM, circulars.FORM, working_groups.FORM)
"""The notices of which /notice asks which is meant."""

BUTTONS: dict[str, ButtonHandler] = {WHICH_VERB: which}
ANSWERS: dict[str, AnswerHandler] = {WHICH: named}
COMMANDS: tuple[Command, ...] = (Command("notice", notice, Who.OFFICE, Errand.WARNING),)
