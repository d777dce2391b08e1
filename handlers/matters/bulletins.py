"""/bulletin names problems that are not put right, to chosen bodies and as Word."""

from handlers.matters import drafting
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.turns import guards, menus
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press
from messages.views.bulletins import BulletinQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import bulletins
from office.matters.bulletins import BulletinTerms, NamedProblem
from office.paperwork import bulletin_papers, printing
from office.paperwork.printing import SentTo
from office.problems import naming_problems
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

PROBLEMS, TEXT, BODIES = "problems", "text", "bodies"
KNOWN, MARKED, PAGE = "known", "marked", "page"
"""Keys for what may be named, what is marked so far, and the page of the choice."""
ALL, ONE, TURN, DONE = "all", "one", "turn", "done"
ON_A_PAGE = 8


async def bulletin(turn: Turn, _text: str) -> None:
    known = await naming_problems.nameable(turn.desk, turn.person)
    if not known:
        raise Refusal("bulletin_none")
    facts = {KNOWN: [one.as_says() for one in known]}
    await drafting.begin(turn, FORM, facts)


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


def _question(desk: Desk, facts: Facts, step: str) -> BulletinQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    named = set(facts.get(PROBLEMS) or facts.get(MARKED) or ())
    return BulletinQuestionView(
        step=step,
        problems=tuple(one.serial for one in _known(facts) if one.problem_id in named),
        text=facts.get(TEXT) or "",
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(bulletins.possible(desk.plan)),
    )


def _terms(facts: Facts) -> BulletinTerms:
    named = tuple(one for one in _known(facts) if one.problem_id in facts[PROBLEMS])
    return BulletinTerms(tuple(facts[BODIES]), named, facts[TEXT])


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
    }


FORM = DraftForm(
    kind=MatterKind.BULLETIN,
    steps=(
        DraftStep(PROBLEMS, _offered, _problems_typed, _problems_pressed),
        DraftStep(TEXT, _usual_text, _text_typed, _text_pressed),
        CHOICE.step,
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

COMMANDS: tuple[Command, ...] = (Command("bulletin", bulletin, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {bulletin_papers.VERB: paper}
