"""Opening a consultation from what the plan says of it, without asking anything."""

from office.bodies.people import Actor
from office.decisions import drafts
from office.desk import Desk
from office.matters import consultations
from office.post import Place
from storage.decisions.matters import Order
from storage.sky.consultations import ConsultationOccasion


async def open_consultation(
    desk: Desk,
    who: Actor | None,
    place: Place,
    occasion: ConsultationOccasion,
    *,
    proposal_id: int | None = None,
    drill: bool = False,
) -> Order:
    """Draft its notice; it is opened once somebody of the office confirms what it says."""
    terms = consultations.usual_terms(desk, occasion, proposal_id)
    return await drafts.draft_saying(desk, who, place, terms, drill=drill)
