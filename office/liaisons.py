"""Liaisons: whoever answers for an agency in its own group becomes known as one of them."""

from office import people
from office.desk import Desk
from office.people import Actor
from storage.people import LIAISON, Appointment


async def acquaint(desk: Desk, who: Actor, agency: str) -> None:
    """Remember the person, and at their first answer that they speak for the agency."""
    await people.remember(desk, who)
    if agency in who.agencies:
        return
    desk.session.add(
        Appointment(
            jurisdiction=desk.jurisdiction,
            user_id=who.user_id,
            position=LIAISON,
            agency=agency,
            since=desk.now,
        )
    )
    await desk.session.flush()
    await desk.record("liaison_seen", f"user:{who.user_id}", agency=agency)
