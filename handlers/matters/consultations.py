"""/consult opens a consultation, and so does 发起会商 under what the air would have done."""

from handlers.matters import consultation_entry, drafting, drill_entry
from handlers.matters.consultation_entry import PROPOSAL
from handlers.matters.drafting import DRILL
from handlers.turns import guards, pressed
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.bodies import people
from office.consultations import cadence
from office.matters import consultations
from office.refusal import Refusal
from storage.sky import proposals
from storage.sky.consultations import ConsultationOccasion
from storage.sky.proposals import AirProposalState

OPEN_VERB = "cnopen"


async def consult(turn: Turn, text: str) -> None:
    """Without arguments it asks questions. One line also does: /consult 周报 研判下周空气质量."""
    consultations.require_chased(turn.desk.plan)
    line, drill = drill_entry.read(text)
    turn.desk.drill = bool(drill)
    facts = {**consultation_entry.of_line(turn.desk, line), DRILL: bool(drill)}
    await drafting.begin(turn, consultation_entry.FORM, facts)


async def opened(turn: Turn, press: Press) -> None:
    """All but the boxes that the plan leaves open is as usual, and can be changed in the draft."""
    guards.require_office_place(turn)
    people.require_office(turn.desk, turn.person)
    consultations.require_chased(turn.desk.plan)
    row = await proposals.proposal(turn.desk.session, pressed.number(press))
    if row is None or row.jurisdiction != turn.desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.state != AirProposalState.OPEN:
        raise Refusal("consultation_proposal_over")
    turn.desk.drill = row.drill
    facts = consultation_entry.usual(turn.desk, ConsultationOccasion.ALERT, drill=row.drill)
    await drafting.begin(turn, consultation_entry.FORM, {**facts, PROPOSAL: row.key})
    turn.show("draft_below_toast")


async def comes_round(turn: Turn, press: Press) -> None:
    """发起会商 under the morning's word that the plan has one held."""
    guards.require_office_place(turn)
    people.require_office(turn.desk, turn.person)
    if not await cadence.is_due(turn.desk, press.word(0)):
        raise Refusal("consultation_not_due")
    facts = consultation_entry.usual(turn.desk, ConsultationOccasion(press.word(0)))
    await drafting.begin(turn, consultation_entry.FORM, facts)
    turn.show("draft_below_toast")


COMMANDS: tuple[Command, ...] = (Command("consult", consult, Who.OFFICE, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {OPEN_VERB: opened, cadence.OPEN_VERB: comes_round}
