"""The dialogue and the line that draft a notice to chosen bodies; `notices.py` has the command."""

from dataclasses import asdict
from datetime import datetime

from handlers.matters.bodies_line import TypedWords, longest, names_at, rest_of, words_of
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import READINGS, DueChoice, readings
from messages.keyboards import Keyboard, Press
from messages.views.circulars import CircularQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import circulars
from office.matters.circulars import CircularTerms
from office.matters.order_files import OrderFile
from office.reading.typed import compact
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

BODIES, TEXT, FILE, ASKS = "bodies", "text", "file", "due_at"
"""The steps. What is asked for is the deadline of an answer, or one of the two words below."""
RECEIPT, NOTHING = "receipt", "nothing"
NO_FILE = "none"
ASKING_WORDS = {
    **dict.fromkeys(("收到即可", "请按收到", "只要收到", "收到"), RECEIPT),
    **dict.fromkeys(("知悉即可", "无须回复", "无需回复", "无须收到", "周知"), NOTHING),
}
ANSWER_WORDS = ("书面回复", "回复", "答复", "反馈")
"""What may stand behind the deadline of an answer, the longer ones first."""


def of_line(desk: Desk, text: str) -> Facts:
    """Read 教育局,住建局 12月3日18时前回复 内容, which may stop after any of its parts.

    A line has no file. Whoever is asked for nothing in it is asked for by the dialogue.
    """
    names, words = names_at(desk, words_of(text))
    facts, words = _asking_of_line(desk, {BODIES: CHOICE.named(desk, {}, names)}, words)
    said = rest_of(words)
    if not said:
        return facts
    circulars.check_text(said)
    return {**facts, TEXT: said.strip(), FILE: {}}


def _asking_of_line(desk: Desk, facts: Facts, words: TypedWords) -> tuple[Facts, TypedWords]:
    said, rest = longest(words, lambda typed: _asked(desk, typed))
    return (_asks_typed(desk, facts, said), rest) if said else (facts, words)


def _asked(desk: Desk, typed: str) -> bool:
    return compact(typed) in ASKING_WORDS or bool(readings(desk, _time_in(typed)))


def _time_in(typed: str) -> str:
    found = next((word for word in ANSWER_WORDS if typed.endswith(word)), "")
    return typed.removesuffix(found).strip()


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return circulars.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    circulars.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.CIRCULAR, BODIES, _possible, _check_bodies)
TIME = DueChoice(MatterKind.CIRCULAR, ASKS)


# Text and file


def _nothing(_desk: Desk, _facts: Facts) -> Keyboard:
    return ()


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    circulars.check_text(text)
    return {**facts, TEXT: text.strip()}


def _text_pressed(_desk: Desk, _facts: Facts, _press: Press) -> Facts:
    raise Refusal("dialogue_over")


def _text_brought(desk: Desk, facts: Facts, file: OrderFile, text: str) -> Facts:
    """A file with the text below it answers both questions."""
    return {**_text_typed(desk, facts, text), FILE: asdict(file)}


def _file_offered(desk: Desk, _facts: Facts) -> Keyboard:
    label = desk.words.plain("circular_button_no_file")
    return ((offer(MatterKind.CIRCULAR, FILE, label, NO_FILE),),)


def _file_typed(_desk: Desk, _facts: Facts, _text: str) -> Facts:
    raise Refusal("circular_file_wanted")


def _file_pressed(_desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, FILE: {}}


def _file_brought(_desk: Desk, facts: Facts, file: OrderFile, _text: str) -> Facts:
    return {**facts, FILE: asdict(file)}


# What it asks for


def _asks_offered(desk: Desk, facts: Facts) -> Keyboard:
    label = desk.words.plain
    first = tuple(
        offer(MatterKind.CIRCULAR, ASKS, label(f"circular_button_{what}"), what)
        for what in (RECEIPT, NOTHING)
    )
    times = TIME.step.offers(desk, facts) if desk.plan.known_owed(circulars.ANSWER) else ()
    return times if facts.get(READINGS) else (first, *times)


def _asks_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    word = ASKING_WORDS.get(compact(text))
    if word is not None:
        return {**facts, ASKS: word, READINGS: None}
    circulars.check_answer(desk.plan)
    return TIME.typed(desk, facts, _time_in(text.strip()))


def _asks_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    if press.word(2) in (RECEIPT, NOTHING):
        return {**facts, ASKS: press.word(2), READINGS: None}
    circulars.check_answer(desk.plan)
    return TIME.step.pressed(desk, facts, press)


def _due_at(facts: Facts) -> datetime | None:
    said = facts.get(ASKS) or RECEIPT
    return None if said in (RECEIPT, NOTHING) else datetime.fromisoformat(said)


def _question(desk: Desk, facts: Facts, step: str) -> CircularQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    file, asks = facts.get(FILE), facts.get(ASKS) or ""
    return CircularQuestionView(
        step=step,
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(circulars.possible(desk.plan)),
        text=facts.get(TEXT) or "",
        file=None if file is None else OrderFile(**file).name_in(desk.words) if file else "",
        asks=asks if asks in ("", RECEIPT, NOTHING) else "answer",
        due_at=_due_at(facts),
        is_unclear=bool(facts.get(READINGS)),
    )


def _terms(facts: Facts) -> CircularTerms:
    return CircularTerms(
        bodies=tuple(facts[BODIES]),
        text=facts[TEXT],
        file=OrderFile(**facts[FILE]) if facts[FILE] else None,
        receipts=facts[ASKS] != NOTHING,
        due_at=_due_at(facts),
    )


def _facts_of(draft: Order) -> Facts:
    said = CircularTerms.of(draft)
    receipt = RECEIPT if said.receipts else NOTHING
    return {
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
        TEXT: said.text,
        FILE: asdict(said.file) if said.file else {},
        ASKS: said.due_at.isoformat() if said.due_at else receipt,
    }


FORM = DraftForm(
    kind=MatterKind.CIRCULAR,
    steps=(
        CHOICE.step,
        DraftStep(TEXT, _nothing, _text_typed, _text_pressed, _text_brought),
        DraftStep(FILE, _file_offered, _file_typed, _file_pressed, _file_brought),
        DraftStep(ASKS, _asks_offered, _asks_typed, _asks_pressed),
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)
