"""The end of an appointment, and what goes with a person's last one."""

from office.bodies import phones
from office.desk import Desk
from storage import people
from storage.people import Appointment


async def end(desk: Desk, held: Appointment) -> bool:
    """End it; return False where somebody else has done so meanwhile."""
    if not await people.end_appointment(desk.session, held.key, desk.now):
        return False
    if not await people.appointments_here(desk.session, desk.jurisdiction, held.user_id):
        await phones.erase(desk, held.user_id)
    return True
