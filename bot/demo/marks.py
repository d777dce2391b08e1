"""Tells how each chat stands: by a colour in the page's list and by a few words."""

from collections.abc import Mapping
from datetime import datetime

from bot.demo.house import House
from bot.demo.ribbon import COLOURS, ribbon
from bot.demo.sayings import say
from office.desk import Desk
from office.obligations.lifecycle import deadline
from sandbox.backstage import Colour, Mark
from sandbox.page.views import chat_key
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.supervision import slips
from storage.supervision.slips import SlipState

_WORST_FIRST = ("red", "orange", "yellow")


async def marks(house: House, desk: Desk) -> Mapping[str, Mark]:
    # Before the first alert nobody owes anything, so no chat gets a colour.
    story = await ribbon(desk)
    if not story.figures:
        return {}
    slips_of, owed_by = await _slips(desk), await _owed(desk)
    lost = await _unreachable(desk)
    found = {
        chat_key(house.cast.group(agency)): (
            _mark("grey", "mark_unreachable", desk)
            if agency in lost
            else _of_agency(slips_of.get(agency, set()), owed_by.get(agency, []), desk)
        )
        for agency in house.cast.groups
    }
    if story.level:
        found[chat_key(house.cast.office_group())] = Mark(story.level, story.title)
    return found


def _of_agency(steps: set[str], owed: list[Obligation], desk: Desk) -> Mark:
    for step in _WORST_FIRST:
        if step in steps:
            return _mark(COLOURS.get(step, "red"), f"mark_slip_{step}", desk)
    if any(_is_late(row, desk.now) for row in owed):
        return _mark("yellow", "mark_overdue", desk)
    return _mark("blue", "mark_owing", desk) if owed else _mark("green", "mark_done", desk)


def _is_late(owed: Obligation, now: datetime) -> bool:
    return deadline(owed, now) < now


def _mark(colour: Colour, key: str, desk: Desk) -> Mark:
    return Mark(colour, say(key, desk.words.locale))


async def _slips(desk: Desk) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for slip in await slips.slips_in(desk.session, desk.jurisdiction, SlipState.ISSUED):
        found.setdefault(slip.agency, set()).add(slip.step)
    return found


async def _owed(desk: Desk) -> dict[str, list[Obligation]]:
    found: dict[str, list[Obligation]] = {}
    for row in await obligations.open_in(desk.session, desk.jurisdiction):
        found.setdefault(row.agency, []).append(row)
    return found


async def _unreachable(desk: Desk) -> set[str]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return {
        agency for agency, places in bound.items() if not any(place.reachable for place in places)
    }
