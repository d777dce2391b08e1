"""What urgent dispatches are called, and the words in which they go up."""

from messages.views.urgent import OpenUrgent, UrgentText
from office.bodies.people import name_of
from office.desk import Desk
from storage.region import urgent as store
from storage.region.urgent import UrgentDispatch, UrgentPart


def title(desk: Desk, made: UrgentDispatch) -> str:
    return desk.words.plain(
        "urgent_title",
        part=part_name(desk, made),
        kind=kind_name(desk, made.kind),
        serial=made.serial,
    )


def kind_name(desk: Desk, kind: str) -> str:
    return desk.words.plain(f"urgent_kind_{kind}")


def part_name(desk: Desk, made: UrgentDispatch) -> str:
    number = made.place_in_line if made.part == UrgentPart.FOLLOW_UP else 0
    return desk.words.plain(f"urgent_part_{made.part}", number=number)


def text(desk: Desk, made: UrgentDispatch, *, position: str = "", person: str = "") -> UrgentText:
    return UrgentText(
        office=desk.plan.office,
        serial=made.serial,
        kind=kind_name(desk, made.kind),
        part=part_name(desk, made),
        text=made.text,
        position=position,
        person=person,
        at=made.signed_at,
    )


async def open_ones(desk: Desk, *, drill: bool = False) -> list[OpenUrgent]:
    """Those that nothing has closed, the oldest first."""
    rows = await store.open_lines(desk.session, desk.jurisdiction, drill=drill)
    return [await _open(desk, first) for first in rows]


async def _open(desk: Desk, first: UrgentDispatch) -> OpenUrgent:
    rows = await store.of_line(desk.session, first.key)
    newest = store.newest_signed(rows) or first
    return OpenUrgent(
        first_id=first.key,
        serial=first.serial,
        kind=kind_name(desk, first.kind),
        text=first.text,
        drafter=await name_of(desk, first.drafted_by),
        signed_at=first.signed_at or first.drafted_at,
        follow_ups=newest.place_in_line,
        last_at=newest.signed_at or newest.drafted_at,
        last_by=await name_of(desk, newest.drafted_by),
        unreceived=newest.received_at is None,
    )
