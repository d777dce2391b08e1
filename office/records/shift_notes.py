"""A line that somebody of the office writes into the log of the shift; nothing takes it out."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
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
        post=who.positions[0],
        written_by=who.user_id,
        written_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    # The audit log holds no words of people; the line is found by its number.
    await desk.record(WRITTEN, f"shift_note:{row.key}", note=row.key)
    return row


def _require_fit(said: str) -> None:
    if not states_something(said) or len(said) > LONGEST:
        raise Refusal("note_unclear", most=LONGEST)
    if holds_number(said):
        raise Refusal("note_with_number")
