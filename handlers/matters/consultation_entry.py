"""The values of a consultation as they are chosen and typed: what for, by whom, what, by when."""

from datetime import datetime, timedelta

from handlers.matters.drafting import DRILL, DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import READINGS, DueChoice
from handlers.turns.menus import rows
from messages.keyboards import Keyboard, Press
from messages.views.consultations import ConsultationQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import consultations
from office.matters.consultations import BODIES_BOXES, ConsultationTerms
from office.reading.typed import compact, plain
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable
from storage.sky.consultations import ConsultationBox, ConsultationOccasion

KIND = MatterKind.CONSULTATION
OCCASION, TEXT, DUE = "occasion", "text", "due_at"
PROPOSAL, TITLE = "proposal", "title"
"""The keys for the proposal from which it was opened, and for what it is called."""
NOBODY = "nobody"
"""What stands for a box that is left empty."""
USUAL = "usual"
OFFERED, COLUMNS = 12, 2
LATER = (timedelta(), timedelta(hours=1), timedelta(hours=2))
OCCASION_WORDS = {
    **dict.fromkeys(("日", "日报", "日会商", "day"), ConsultationOccasion.DAY),
    **dict.fromkeys(("周", "周报", "周会商", "week"), ConsultationOccasion.WEEK),
    **dict.fromkeys(("月", "月报", "月会商", "month"), ConsultationOccasion.MONTH),
    **dict.fromkeys(("预警", "应急", "响应", "应急响应", "alert"), ConsultationOccasion.ALERT),
}


def usual(desk: Desk, occasion: ConsultationOccasion, *, drill: bool = False) -> Facts:
    """All that is known without asking; a box of which the plan is silent is asked for."""
    said = consultations.usual_terms(desk, occasion)
    return {**_facts(said), **said.boxes, DRILL: drill}


def of_line(desk: Desk, text: str) -> Facts:
    """Read 周报, or 应急响应 研判12月3日至5日空气质量; what is left out is asked for."""
    named = consultations.named_boxes(desk.plan)
    facts: Facts = {box: named[box] for box in BODIES_BOXES if box in named}
    word, _, rest = plain(text).partition(" ")
    if not word:
        return facts
    facts = _occasion_typed(desk, facts, word)
    return _text_typed(desk, facts, rest) if rest.strip() else facts


# What it is for


def _occasions(desk: Desk, _facts: Facts) -> Keyboard:
    label = desk.words.plain
    return rows(
        [
            offer(KIND, OCCASION, label(f"consultation_occasion_{one}"), one)
            for one in ConsultationOccasion
        ],
        COLUMNS,
    )


def _occasion_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    meant = OCCASION_WORDS.get(compact(text))
    if meant is None:
        raise Refusal("choose_by_button")
    return _occasion(desk, facts, meant)


def _occasion_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    if press.word(2) not in tuple(ConsultationOccasion):
        raise Refusal("button_obsolete")
    return _occasion(desk, facts, ConsultationOccasion(press.word(2)))


def _occasion(desk: Desk, facts: Facts, occasion: ConsultationOccasion) -> Facts:
    return {**facts, OCCASION: occasion, TITLE: consultations.called(desk, occasion)}


# Who fills a box


@immutable
class BoxChoice:
    """A step that asks who fills one box; the plan answers it where it names a body."""

    box: ConsultationBox

    @property
    def step(self) -> DraftStep:
        return DraftStep(self.box, self._offered, self._typed, self._pressed)

    def _offered(self, desk: Desk, facts: Facts) -> Keyboard:
        taken = {facts.get(box) for box in BODIES_BOXES}
        free = [one for one in consultations.possible(desk.plan) if one not in taken]
        bodies = [
            offer(KIND, self.box, agency_names.short(desk, one), one) for one in free[:OFFERED]
        ]
        nobody = offer(KIND, self.box, desk.words.plain("consultation_button_nobody"), NOBODY)
        return (*rows(bodies, COLUMNS), (nobody,))

    def _typed(self, desk: Desk, facts: Facts, text: str) -> Facts:
        return self._with(desk, facts, agency_names.meant(desk, plain(text)))

    def _pressed(self, desk: Desk, facts: Facts, press: Press) -> Facts:
        return self._with(desk, facts, press.word(2))

    def _with(self, desk: Desk, facts: Facts, body: str) -> Facts:
        chosen = {**facts, self.box: body}
        if body != NOBODY:
            consultations.check_boxes(desk.plan, _boxes(chosen))
        return chosen


def _boxes(facts: Facts) -> dict[str, str]:
    chosen = {str(box): facts.get(box) for box in BODIES_BOXES}
    return {box: body for box, body in chosen.items() if body is not None and body != NOBODY}


# What is asked, and by when


def _texts(desk: Desk, _facts: Facts) -> Keyboard:
    return ((offer(KIND, TEXT, desk.words.plain("consultation_button_usual"), USUAL),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    consultations.check_text(text)
    return {**facts, TEXT: text.strip()}


def _text_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: consultations.usual_text(desk, facts[OCCASION])}


def _times(desk: Desk, _facts: Facts) -> list[datetime]:
    first = consultations.usual_hour(desk)
    return [first + later for later in LATER]


TIME = DueChoice(KIND, DUE, _times)


def _question(desk: Desk, facts: Facts, step: str) -> ConsultationQuestionView:
    occasion, due_at = facts.get(OCCASION), facts.get(DUE)
    settled = [(str(box), facts[box]) for box in BODIES_BOXES if facts.get(box)]
    return ConsultationQuestionView(
        step=step,
        step_name=consultations.box_name(desk, step) if step in BODIES_BOXES else "",
        occasion=desk.words.plain(f"consultation_occasion_{occasion}") if occasion else "",
        boxes=tuple(
            (
                consultations.box_name(desk, box),
                "" if body == NOBODY else agency_names.short(desk, body),
            )
            for box, body in settled
        ),
        text=facts.get(TEXT) or "",
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        is_unclear=bool(facts.get(READINGS)),
    )


def terms(facts: Facts) -> ConsultationTerms:
    return ConsultationTerms(
        ConsultationOccasion(facts[OCCASION]),
        _boxes(facts),
        facts[TEXT],
        datetime.fromisoformat(facts[DUE]),
        facts[TITLE],
        facts.get(PROPOSAL),
    )


def _facts_of(draft: Order) -> Facts:
    said = ConsultationTerms.of(draft)
    boxes: Facts = {str(box): said.boxes.get(box, NOBODY) for box in BODIES_BOXES}
    return {**_facts(said), **boxes, PROPOSAL: said.proposal_id, DRILL: draft.drill}


def _facts(said: ConsultationTerms) -> Facts:
    return {
        OCCASION: said.occasion,
        TITLE: said.title,
        TEXT: said.text,
        DUE: said.due_at.isoformat(),
    }


FORM = DraftForm(
    kind=KIND,
    steps=(
        DraftStep(OCCASION, _occasions, _occasion_typed, _occasion_pressed),
        *(BoxChoice(box).step for box in BODIES_BOXES),
        DraftStep(TEXT, _texts, _text_typed, _text_pressed),
        TIME.step,
    ),
    view=_question,
    terms=terms,
    facts_of=_facts_of,
)
