"""/registers shows registers and filings; the office asks for them, owners send what is new."""

from datetime import datetime

from handlers.enterprises import firms, lists
from handlers.matters import drafting, office_work
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import READINGS, DueChoice
from handlers.turns import guards
from handlers.turns.menus import rows
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from messages.views.registers import RegisterQuestionView
from office import enclosing
from office.bodies import agency_names
from office.decisions import papers
from office.desk import Desk
from office.matters import registers
from office.matters.registers import RegisterTerms
from office.plan.model import Paper
from office.reading.typed import compact
from office.records import papers as records
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

PAPER, BODIES, DUE = "paper", "bodies", "due_at"
TITLE = "title"
ASK_VERB, UPDATE_VERB, FILES_VERB = "pask", "pnew", "pfiles"


async def shown(turn: Turn, _text: str) -> None:
    desk = turn.desk
    if guards.is_office_place(turn):
        view = await records.of_all(desk)
        keyboard = await office_work.offered(turn)
        keyboard += _buttons(desk, registers.askable(desk.plan), "register_button_ask", ASK_VERB)
    else:
        view = await records.of_body(desk, turn.agency)
        own = records.papers_of(desk, turn.agency)
        keyboard = _buttons(desk, own, "register_button_update", UPDATE_VERB)
    keyboard += _buttons(desk, await _with_files(turn), "register_button_files", FILES_VERB)
    keyboard += lists.entry(turn) + firms.entry(turn)
    await turn.say(Message(desk.words.text("registers", view), keyboard))


async def files(turn: Turn, press: Press) -> None:
    """Send the last files of a paper again, here and to nobody else."""
    paper = registers.known(turn.desk.plan, press.word(0))
    known = await records.with_files(turn.desk, [(paper, _readable(turn, paper))])
    found = known.get(paper.id)
    if not found:
        raise Refusal("register_no_files")
    for one in found:
        facts = {"name": paper.name, "owner": one.owner, "at": one.at, "report": one.report}
        caption = turn.desk.words.phrase("register_file", **facts)
        await enclosing.send(turn.desk, turn.place, one.file, caption)
    turn.show("register_files_toast", count=len(found))


async def _with_files(turn: Turn) -> tuple[Paper, ...]:
    papers = turn.desk.plan.papers
    known = await records.with_files(turn.desk, [(one, _readable(turn, one)) for one in papers])
    return tuple(paper for paper in papers if paper.id in known)


def _readable(turn: Turn, paper: Paper) -> tuple[str, ...]:
    """Whose files of a paper may be read here: the office reads all, a body its own."""
    owners = turn.desk.plan.owners(paper)
    if not guards.is_office_place(turn):
        return tuple(body for body in owners if body == turn.agency)
    # In private everybody's chat is a place of the office, so the person decides.
    return owners if turn.person.can(turn.desk, "office") else ()


def _buttons(desk: Desk, known: tuple[Paper, ...], phrase: str, verb: str) -> Keyboard:
    label = desk.words.plain
    return tuple((button(label(phrase, name=one.name), verb, one.id),) for one in known)


async def ask(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    paper = registers.known(turn.desk.plan, press.word(0))
    await drafting.begin(turn, FORM, _with_paper(turn.desk, {}, paper))


async def update(turn: Turn, press: Press) -> None:
    await papers.update(turn.desk, turn.person, turn.speaks, press.word(0))
    turn.show("register_update_toast")


def _papers(desk: Desk, _facts: Facts) -> Keyboard:
    known = registers.askable(desk.plan)
    return rows([offer(MatterKind.REGISTER, PAPER, one.name, one.id) for one in known], 1)


def _paper_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    known = registers.askable(desk.plan)
    meant = [one for one in known if compact(text) == compact(one.name)]
    if not meant:
        raise Refusal("choose_by_button")
    return _with_paper(desk, facts, meant[0])


def _paper_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    return _with_paper(desk, facts, registers.known(desk.plan, press.word(2)))


def _with_paper(desk: Desk, facts: Facts, paper: Paper) -> Facts:
    """A single owner need not be chosen."""
    owners = list(desk.plan.owners(paper))
    chosen = owners if len(owners) == 1 else None
    return {**facts, PAPER: paper.id, TITLE: paper.name, BODIES: chosen, CHOSEN: None}


def _possible(desk: Desk, facts: Facts) -> tuple[str, ...]:
    return desk.plan.owners(registers.known(desk.plan, facts[PAPER]))


def _check_owners(desk: Desk, facts: Facts, bodies: tuple[str, ...]) -> None:
    registers.check_owners(desk.plan, facts[PAPER], bodies)


CHOICE = BodyChoice(MatterKind.REGISTER, BODIES, _possible, _check_owners)
TIME = DueChoice(MatterKind.REGISTER, DUE)


def _question(desk: Desk, facts: Facts, step: str) -> RegisterQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    return RegisterQuestionView(
        step=step,
        title=facts.get(TITLE) or "",
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        due_at=_terms(facts).due_at if facts.get(DUE) else None,
        is_unclear=bool(facts.get(READINGS)),
    )


def _terms(facts: Facts) -> RegisterTerms:
    due_at = datetime.fromisoformat(facts[DUE])
    return RegisterTerms(facts[PAPER], tuple(facts.get(BODIES) or ()), due_at, facts[TITLE])


def _facts_of(draft: Order) -> Facts:
    said = RegisterTerms.of(draft)
    return {
        PAPER: said.paper,
        TITLE: said.title,
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
        DUE: said.due_at.isoformat(),
    }


FORM = DraftForm(
    kind=MatterKind.REGISTER,
    steps=(
        DraftStep(PAPER, _papers, _paper_typed, _paper_pressed),
        CHOICE.step,
        TIME.step,
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

COMMANDS: tuple[Command, ...] = (Command("registers", shown, Who.CHARGED, Errand.ROSTER),)
BUTTONS: dict[str, ButtonHandler] = {
    ASK_VERB: ask,
    UPDATE_VERB: update,
    FILES_VERB: files,
}
