"""The limits of open slips, once holidays are known that nobody knew when they were issued.

What a slip prints stays as it was served. What is owed moves later, and the office is told, so that
it can tell the agency; nothing new is served on anybody.
"""

from datetime import datetime
from typing import NamedTuple

from messages.render import Message
from messages.views.holidays import MovedLimit
from office import post
from office.desk import Desk
from office.ladder import joint
from office.ladder.policies import ladder_of
from office.matters.naming import agency_name, plan_of
from office.obligations import lifecycle
from office.plan.deadlines import ByClock, reckon
from storage.owed.obligations import Obligation
from storage.supervision import slips as stored
from storage.supervision.slips import Slip, SlipState

LIMIT_MOVED = "limit moved"
"""What the history of an obligation says of it."""


class _Later(NamedTuple):
    printed: datetime
    limit: datetime


async def move_later(desk: Desk) -> None:
    issued = await stored.slips_in(desk.session, desk.jurisdiction, SlipState.ISSUED)
    moved = [line for slip in reversed(issued) if (line := await _moved(desk, slip)) is not None]
    if moved:
        phrase = desk.words.phrase("holidays_moved_limits", limits=moved)
        await post.tell_office(desk, Message(phrase))


async def _moved(desk: Desk, slip: Slip) -> MovedLimit | None:
    owed = await desk.session.get_one(Obligation, slip.obligation_id)
    later = await _later(desk, owed, slip)
    if later is None:
        return None
    for one in await joint.still_owed(desk, slip):
        if one.step == slip.step:
            by = later.limit - later.printed
            await lifecycle.shift(desk, one, by, LIMIT_MOVED, since=desk.now)
    slip.deadline_at = later.limit
    desk.session.add(slip)
    await desk.session.flush()
    return MovedLimit(slip.serial, await agency_name(desk, owed), later.printed, later.limit)


async def _later(desk: Desk, owed: Obligation, slip: Slip) -> _Later | None:
    """Only an hour of a working day depends on holidays; what a person set, and the past, stay."""
    if slip.limit_by is not None:
        return None
    rung = (await ladder_of(desk, owed)).rung(slip.step)
    by, printed = rung.comply_by if rung is not None else None, slip.deadline_at
    if not isinstance(by, ByClock) or by.working_day is None or printed is None:
        return None
    limit = reckon(by, slip.issued_at, (await plan_of(desk, owed)).calendar)
    return _Later(printed, limit) if limit > printed > desk.now else None
