"""通报表扬 and 通报批评 under a signed appraisal: whom it names, to whom it goes, as Word."""

from handlers.matters import drafting
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.turns import guards
from handlers.turns.routes import ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.views.appraisal_bulletins import AppraisalBulletinQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import appraisal_bulletins
from office.matters.appraisal_bulletins import AppraisalBulletinTerms, NamedMember
from office.matters.kinds import NAMED_FOR
from office.paperwork import printing
from office.paperwork.appraisals import bulletin_papers, naming
from office.paperwork.appraisals.cards import CRITICISM_VERB, PRAISE_VERB
from office.paperwork.appraisals.known import known
from office.paperwork.printing import SentTo
from office.plan.appraisal import Naming
from storage.decisions.matters import MatterKind, Order
from storage.supervision import appraisals as store

KIND = MatterKind.APPRAISAL_BULLETIN
NAMED, TEXT, BODIES = "named", "text", "bodies"
KNOWN, NAMED_MARKS = "known", "named_marks"
"""Keys for what may be named, and for those that are marked so far."""
APPRAISAL, NUMBER, PERIOD = "appraisal_id", "appraisal", "period"


async def praise(turn: Turn, press: Press) -> None:
    await _begin(turn, press, Naming.PRAISE)


async def criticism(turn: Turn, press: Press) -> None:
    await _begin(turn, press, Naming.CRITICISM)


async def _begin(turn: Turn, press: Press, what: Naming) -> None:
    guards.require_office(turn)
    made = await known(turn.desk, press.number() or 0)
    named = await naming.nameable(turn.desk, turn.person, made, what)
    paper = await store.newest_paper(turn.desk.session, made.key)
    facts: Facts = {
        NAMED_FOR: what,
        APPRAISAL: made.key,
        NUMBER: (paper.serial or "") if paper is not None else "",
        PERIOD: made.title,
        KNOWN: [one.as_says() for one in named],
    }
    await drafting.begin(turn, FORM, facts)


async def paper(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    made = await bulletin_papers.paper_of(turn.desk, turn.person, press.number() or 0)
    caption = turn.desk.words.phrase("appraisal_bulletin_paper_caption", name=made.name)
    sent = await printing.send_again(turn.desk, made, SentTo(turn.place, caption))
    turn.show("form_file_toast" if sent else "paper_waits")


def _known(facts: Facts) -> dict[str, NamedMember]:
    found = [NamedMember.of(one) for one in facts.get(KNOWN) or ()]
    return {one.body: one for one in found}


def _nameable(_desk: Desk, facts: Facts) -> tuple[str, ...]:
    return tuple(_known(facts))


def _check_named(_desk: Desk, facts: Facts, bodies: tuple[str, ...]) -> None:
    known_here = set(bodies) <= set(_known(facts))
    appraisal_bulletins.check_number(len(bodies) if known_here else 0)


NAMED_CHOICE = BodyChoice(KIND, NAMED, _nameable, _check_named, marks=NAMED_MARKS)


def _praises(facts: Facts) -> bool:
    return bool(facts[NAMED_FOR] == Naming.PRAISE)


def _usual_text(desk: Desk, facts: Facts) -> Keyboard:
    label = desk.words.plain("appraisal_bulletin_button_text", praise=_praises(facts))
    return ((offer(KIND, TEXT, label, 0),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    return {**facts, TEXT: text.strip()}


def _text_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    said = {"praise": _praises(facts), "period": facts[PERIOD]}
    return {**facts, TEXT: desk.words.plain("appraisal_bulletin_usual_text", **said)}


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return appraisal_bulletins.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    appraisal_bulletins.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(KIND, BODIES, _possible, _check_bodies)


def _question(desk: Desk, facts: Facts, step: str) -> AppraisalBulletinQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    named = facts.get(NAMED) or facts.get(NAMED_MARKS) or ()
    return AppraisalBulletinQuestionView(
        step=step,
        praise=_praises(facts),
        period=facts[PERIOD],
        named=tuple(agency_names.short(desk, body) for body in named),
        text=facts.get(TEXT) or "",
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(_possible(desk, facts)),
    )


def _terms(facts: Facts) -> AppraisalBulletinTerms:
    known_here = _known(facts)
    return AppraisalBulletinTerms(
        named_for=Naming(facts[NAMED_FOR]),
        appraisal_id=facts[APPRAISAL],
        appraisal=facts[NUMBER],
        period=facts[PERIOD],
        named=tuple(known_here[body] for body in facts[NAMED]),
        text=facts[TEXT],
        bodies=tuple(facts[BODIES]),
    )


def _facts_of(draft: Order) -> Facts:
    said = AppraisalBulletinTerms.of(draft)
    named = [one.body for one in said.named]
    return {
        NAMED_FOR: said.named_for,
        APPRAISAL: said.appraisal_id,
        NUMBER: said.appraisal,
        PERIOD: said.period,
        KNOWN: [one.as_says() for one in said.named],
        NAMED: named,
        NAMED_MARKS: named,
        TEXT: said.text,
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
    }


FORM = DraftForm(
    kind=KIND,
    steps=(
        NAMED_CHOICE.step,
        DraftStep(TEXT, _usual_text, _text_typed, _text_pressed),
        CHOICE.step,
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

BUTTONS: dict[str, ButtonHandler] = {
    PRAISE_VERB: praise,
    CRITICISM_VERB: criticism,
    bulletin_papers.VERB: paper,
}
