"""Which papers are to be asked for on a day, and of whom.

It is told from what was asked before and not from what the clock did, so a day on which the program
was down, a body that joined or a plan that changed meanwhile loses nobody's turn.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from office.desk import Desk
from office.matters import registers, seasons
from office.plan.model import Paper, Routine
from office.plan.recurring import Recurrence, recurrences_on
from storage.decisions.matters import Order
from storage.owed import papers as stored
from storage.owed.obligations import Obligation, ObligationState

Askings = list[tuple[Order, Obligation]]


class Wanted(NamedTuple):
    paper: Paper
    owners: tuple[str, ...]
    turn: Recurrence | None = None
    """None where no day of the plan asks for it."""


async def asked(desk: Desk) -> Askings:
    return await stored.asked(desk.session, desk.jurisdiction)


async def wanted_on(desk: Desk, day: date) -> list[Wanted]:
    known, in_season = await asked(desk), await seasons.of(desk)
    found: list[Wanted] = []
    for paper in registers.askable(desk.plan):
        for turn in recurrences_on(paper, paper.each, day, desk.plan.calendar, in_season):
            found.append(Wanted(paper, _unasked(desk, paper, turn.asked_on, known), turn))
        found.append(Wanted(paper, tuple(_to_renew(desk, paper, day, known))))
    return [one for one in found if one.owners]


def waited_for(known: Askings, paper: Paper) -> set[str]:
    """The owners that are asked for it already."""
    return {owed.agency for owed in _of(known, paper) if owed.state == ObligationState.OPEN}


def _unasked(desk: Desk, paper: Paper, since: date, known: Askings) -> tuple[str, ...]:
    """The owners that neither were asked for it nor sent it since that day, and do not owe it."""
    later = {owed.agency for owed in _of(known, paper) if _counts_on(desk, paper, owed) >= since}
    gone = later | waited_for(known, paper)
    return tuple(body for body in desk.plan.owners(paper) if body not in gone)


def _counts_on(desk: Desk, paper: Paper, owed: Obligation) -> date:
    # What comes late brings a register up to date. The report of a week is of the week that asked
    # for it, so one that comes in the next week leaves that week's to be asked for.
    answered = None if isinstance(paper, Routine) else owed.met_at
    return desk.local(answered or owed.opened_at).date()


def _to_renew(desk: Desk, paper: Paper, day: date, known: Askings) -> Iterator[str]:
    """The owners whose last update is so old that the plan wants another."""
    updated = {
        owed.agency: desk.local(owed.met_at).date()
        for owed in _of(known, paper)
        if owed.met_at is not None
    }
    for body in desk.plan.owners(paper):
        again = paper.renewed_from(updated[body]) if body in updated else None
        if again is not None and again <= day and body in _unasked(desk, paper, again, known):
            yield body


def _of(known: Askings, paper: Paper) -> list[Obligation]:
    return [owed for order, owed in known if order.says["paper"] == paper.id]
