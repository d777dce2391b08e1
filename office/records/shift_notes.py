"""A line that somebody of the office writes into the log of the shift; nothing takes it out."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Capability
from office.reading.phone_numbers import holds_number
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.rota import shifts
from storage.rota.shift_notes import ShiftNote

LONGEST = 300
WRITTEN = "shift.noted"


async def write(desk: Desk, who: Actor, text: str) -> ShiftNote:
    people.require_office(desk, who)
    said = " ".join(text.split())
    _require_fit(said)
    if await shifts.at(desk.session, desk.jurisdiction, desk.now) is None:
        # It would stand in no shift's log.
        raise Refusal("shift_none_now")
    await people.remember(desk, who)
    row = ShiftNote(
        jurisdiction=desk.jurisdiction,
        text=said,
        post=_post_in_office(desk, who),
        written_by=who.user_id,
        written_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    # The audit log holds no words of people; the line is found by its number.
    await desk.record(WRITTEN, f"shift_note:{row.key}", note=row.key)
    return row


def _post_in_office(desk: Desk, who: Actor) -> str:
    """The post in which they write it: whoever holds another as well does not write in that one."""
    held = (one for one in desk.plan.positions if one.id in who.positions)
    return next(one.id for one in held if Capability.OFFICE in one.can)


def _require_fit(said: str) -> None:
    if not states_something(said) or len(said) > LONGEST:
        raise Refusal("note_unclear", most=LONGEST)
    if holds_number(said):
        raise Refusal("note_with_number")
