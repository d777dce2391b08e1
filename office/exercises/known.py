"""An exercise by its number, for whoever of the office may lead it."""

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.refusal import Refusal
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise


async def known(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    require_office(desk, who)
    row = await store.exercise(desk.session, exercise_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return row
