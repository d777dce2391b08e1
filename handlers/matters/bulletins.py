"""/bulletin names problems that are not put right, to chosen bodies and as Word."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers.matters import drafting
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import MOVES, DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import DueChoice
from handlers.turns import guards, menus
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press
from messages.views.bulletins import BulletinQuestionView
from office.bodies import agency_names, people
from office.decisions import drafts
from office.desk import Desk
from office.matters import bulletins
from office.matters.bulletins import BulletinTerms, NamedProblem
from office.obligations.board_texts import CORRECT_VERB
from office.paperwork import bulletin_papers, printing
from office.paperwork.printing import SentTo
from office.plan.ladders import Gate
from office.plan.model import AnyPlan
from office.problems import naming_problems
from office.problems.gate_limits import limit_of
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order, OrderKind

PROBLEMS, TEXT, BODIES, DUE = "problems", "text", "bodies", "due_at"
READ = "read"
"""The key for whoever read the bulletin that is corrected."""
KNOWN, MARKED, PAGE = "known", "marked", "page"
"""Keys for what may be named, what is marked so far, and the page of the choice."""
ALL, ONE, TURN, DONE = "all", "one", "turn", "done"
ON_A_PAGE = 8
ADJUST = OrderKind.ADJUST


async def bulletin(turn: Turn, _text: str) -> None:
    known = await naming_problems.nameable(turn.desk, turn.person)
    if not known:
        raise Refusal("bulletin_none")
    await drafting.begin(turn, FORM, {**_asking(turn.desk.plan), KNOWN: _kept(known)})


async def correct(turn: Turn, press: Press) -> None:
    """更正: what is to be said otherwise is chosen; whoever read it before reads this too."""
    guards.require_office_place(turn)
    people.require_office(turn.desk, turn.person)
    last = await drafts.to_correct(turn.desk, turn.person, press.number() or 0)
    known = await naming_problems.nameable(turn.desk, turn.person)
    if not known:
        raise Refusal("bulletin_nothing_left")
    facts, ids = _facts_of(last), {one.problem_id for one in known}
    named = [one for one in facts[PROBLEMS] if one in ids]
    again = {KNOWN: _kept(known), PROBLEMS: named or None, MARKED: named}
    due_at = facts[DUE] if _is_ahead(turn.desk, facts[DUE]) else None
    corrected = {**facts, **again, DUE: due_at, MOVES: last.matter_id, READ: facts[BODIES]}
    await drafting.change(turn, FORM, corrected)


def _kept(known: Sequence[NamedProblem]) -> list[dict[str, Any]]:
    return [one.as_says() for one in known]


def _asking(plan: AnyPlan) -> Facts:
    """Where no step of the plan counts from a bulletin, it names no time."""
    return {} if limit_of(plan, Gate.BULLETIN) is not None else {DUE: ""}


def _is_ahead(desk: Desk, due_at: str) -> bool:
    return not due_at or datetime.fromisoformat(due_at) > desk.now


async def paper(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    made = await bulletin_papers.paper_of(turn.desk, turn.person, press.number() or 0)
    caption = turn.desk.words.phrase("bulletin_paper_caption", name=made.name)
    sent = await printing.send_again(turn.desk, made, SentTo(turn.place, caption))
    turn.show("form_file_toast" if sent else "paper_waits")


def _known(facts: Facts) -> list[NamedProblem]:
    return [NamedProblem.of(one) for one in facts.get(KNOWN) or ()]


def _offered(desk: Desk, facts: Facts) -> Keyboard:
    known, marked = _known(facts), set(facts.get(MARKED) or ())
    plain = desk.words.plain
    ones = [
        _choice(
            plain(
                "bulletin_button_problem",
                chosen=one.problem_id in marked,
                serial=one.serial,
                where=one.where or one.found[:ON_A_PAGE],
            ),
            ONE,
            one.problem_id,
        )
        for one in known
    ]
    page = menus.page_of(ones, facts.get(PAGE), ON_A_PAGE)
    turns = (
        ("button_page_before", page.number - 1, page.number > 0),
        ("button_page_after", page.number + 1, page.number < page.last),
    )
    turning = tuple(_choice(plain(key), TURN, to) for key, to, there in turns if there)
    every = _choice(plain("bulletin_button_all_problems", count=len(known)), ALL)
    done = _choice(plain("bulletin_button_done", count=len(marked)), DONE)
    keyboard = ((every,), *menus.rows(page.shown, 1), turning, (done,) if marked else ())
    return tuple(row for row in keyboard if row)


def _choice(label: str, *value: int | str) -> Button:
    return offer(MatterKind.BULLETIN, PROBLEMS, label, *value)


def _problems_typed(_desk: Desk, _facts: Facts, _text: str) -> Facts:
    raise Refusal("choose_by_button")


def _problems_pressed(_desk: Desk, facts: Facts, press: Press) -> Facts:
    known = [one.problem_id for one in _known(facts)]
    marked = [one for one in facts.get(MARKED) or () if one in known]
    what, number = press.word(2), press.number(3)
    if what == TURN:
        return {**facts, PAGE: number or 0}
    if what == ALL:
        bulletins.check_number(len(known))
        return {**facts, PROBLEMS: known}
    if what == DONE:
        bulletins.check_number(len(marked))
        return {**facts, PROBLEMS: marked}
    if number not in known:
        raise Refusal("button_obsolete")
    left = [one for one in marked if one != number]
    return {**facts, MARKED: left if number in marked else [*marked, number]}


def _usual_text(desk: Desk, _facts: Facts) -> Keyboard:
    label = desk.words.plain("bulletin_button_text")
    return ((offer(MatterKind.BULLETIN, TEXT, label, 0),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    return {**facts, TEXT: text.strip()}


def _text_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: desk.words.plain("bulletin_usual_text")}


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return bulletins.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    bulletins.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.BULLETIN, BODIES, _possible, _check_bodies)


def _limits(desk: Desk, _facts: Facts) -> list[datetime]:
    limit = limit_of(desk.plan, Gate.BULLETIN)
    return limit.offered(desk.now) if limit is not None else []


def _leaves_time(desk: Desk, at: datetime) -> None:
    limit = limit_of(desk.plan, Gate.BULLETIN)
    if limit is not None:
        limit.check(desk.now, at)


LIMIT = DueChoice(MatterKind.BULLETIN, DUE, usual=_limits, check=_leaves_time)


def _question(desk: Desk, facts: Facts, step: str) -> BulletinQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    named = set(facts.get(PROBLEMS) or facts.get(MARKED) or ())
    return BulletinQuestionView(
        step=step,
        problems=tuple(one.serial for one in _known(facts) if one.problem_id in named),
        text=facts.get(TEXT) or "",
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(bulletins.possible(desk.plan)),
        due_at=_due_at(facts),
    )


def _due_at(facts: Facts) -> datetime | None:
    said = facts.get(DUE)
    return datetime.fromisoformat(said) if said else None


def _terms(facts: Facts) -> BulletinTerms:
    named = tuple(one for one in _known(facts) if one.problem_id in facts[PROBLEMS])
    bodies = dict.fromkeys((*facts[BODIES], *(facts.get(READ) or ())))
    return BulletinTerms(tuple(bodies), named, facts[TEXT], _due_at(facts))


def _facts_of(draft: Order) -> Facts:
    said = BulletinTerms.of(draft)
    ids = [one.problem_id for one in said.problems]
    return {
        KNOWN: [one.as_says() for one in said.problems],
        MARKED: ids,
        PROBLEMS: ids,
        TEXT: said.text,
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
        DUE: said.due_at.isoformat() if said.due_at else "",
        # A draft that corrects another one stays a correction.
        **({MOVES: draft.matter_id, READ: list(said.bodies)} if draft.kind == ADJUST else {}),
    }


FORM = DraftForm(
    kind=MatterKind.BULLETIN,
    steps=(
        DraftStep(PROBLEMS, _offered, _problems_typed, _problems_pressed),
        DraftStep(TEXT, _usual_text, _text_typed, _text_pressed),
        CHOICE.step,
        LIMIT.step,
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

COMMANDS: tuple[Command, ...] = (Command("bulletin", bulletin, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {bulletin_papers.VERB: paper, CORRECT_VERB: correct}
