"""The end of an appointment, and what goes with a person's last one."""

from office.bodies import phones
from office.desk import Desk
from storage.roster import people
from storage.roster.people import IN_BODIES, Appointment
from storage.rota import shifts


async def end(desk: Desk, held: Appointment) -> bool:
    """End it; return False where somebody else has done so meanwhile."""
    if not await people.end_appointment(desk.session, held.key, desk.now):
        return False
    left = await people.appointments_here(desk.session, desk.jurisdiction, held.user_id)
    if not left:
        await phones.erase(desk, held.user_id)
    if all(one.position in IN_BODIES for one in left):
        # No alarm of the office is for whoever has left it; the rota keeps the mere name.
        await shifts.forget(desk.session, desk.jurisdiction, held.user_id, desk.now)
    return True
