"""What happened in an episode beside its orders: slips, problems, and what the air was said to be.

What happened within one hour and is of one kind is told together.
"""

from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from messages.views.command_board import TimelineEntry
from office.bodies import agency_names
from office.command_board import slip_steps
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.desk import Desk
from office.forecasts import senders
from office.sky.series import HOUR
from storage.delivery.served_slips import IssuedSlip
from storage.problems import problems, rectifications
from storage.problems.problems import ProblemState
from storage.sky import forecasts, proposals
from storage.sky.proposals import AirProposal

NAMED = 3
"""The first three of the bodies that got a slip are named, and the others are counted."""

What = TypeVar("What", bound=Hashable)


async def entries(
    desk: Desk, audience: BoardAudience, since: datetime, *, drill: bool
) -> list[TimelineEntry]:
    issued = await slip_steps.issued(desk, audience, since, drill=drill)
    found = [*_slips(desk, issued)]
    if sees(audience, BoardPart.PROBLEMS):
        found += await _problems(desk, since, drill=drill)
    if sees(audience, BoardPart.AIR) and not drill:
        found += await _forecasts(desk, since)
    # What the air would have the office do is only proposed.
    if sees(audience, BoardPart.DRAFTS):
        rows = await proposals.made_since(desk.session, desk.jurisdiction, since, drill=drill)
        found += [_entry(row.made_at, _errand(desk, row)) for row in rows]
    return found


def _entry(at: datetime, what: str, tone: str = "") -> TimelineEntry:
    return TimelineEntry(at, what, tone, "", "", is_ahead=False)


def _slips(desk: Desk, rows: Iterable[IssuedSlip]) -> Iterator[TimelineEntry]:
    told = [((slip_steps.title(desk, row), row.step), row.agency, row.at) for row in rows]
    return (
        _entry(at, _served(desk, title, bodies), step)
        for (title, step), at, bodies in _together(told)
    )


def _served(desk: Desk, title: str, bodies: list[str]) -> str:
    names = [agency_names.short(desk, body) for body in dict.fromkeys(bodies)]
    return desk.words.plain(
        "board_course_slips", title=title, names=names[:NAMED], count=len(names)
    )


async def _problems(desk: Desk, since: datetime, *, drill: bool) -> Iterator[TimelineEntry]:
    """They are counted and not named, as names are those of enterprises."""
    found = await problems.open_or_accepted(desk.session, desk.jurisdiction, since, drill=drill)
    ended = await rectifications.accepted_since(desk.session, desk.jurisdiction, since)
    filed = [("filed", one.serial, one.filed_at) for one in found if one.filed_at >= since]
    accepted = [
        ("accepted", one.serial, ended[one.key])
        for one in found
        if one.state == ProblemState.ACCEPTED and one.key in ended
    ]
    return (
        _entry(at, desk.words.plain(f"board_course_problems_{step}", count=len(serials)))
        for step, at, serials in _together([*filed, *accepted])
    )


async def _forecasts(desk: Desk, since: datetime) -> Iterator[TimelineEntry]:
    until = desk.now + HOUR
    rows = await forecasts.counted_since(desk.session, desk.jurisdiction, since, until)
    return (
        _entry(
            row.in_force_at or row.read_at,
            desk.words.plain("board_course_forecast", sender=senders.called(desk, row.body)),
        )
        for row in rows
    )


def _errand(desk: Desk, row: AirProposal) -> str:
    level, former = (desk.plan.known_level(one or "") for one in (row.level, row.former_level))
    errand = desk.words.plain(
        f"air_errand_{row.errand}",
        level=level.name if level else "",
        former=former.name if former else "",
    )
    return desk.words.plain("board_course_air", errand=errand)


def _together(
    told: Iterable[tuple[What, str, datetime]],
) -> Iterator[tuple[What, datetime, list[str]]]:
    """Join what is alike and of one hour; yield it with its first instant and whom it was about."""
    found: dict[tuple[What, datetime], list[tuple[datetime, str]]] = {}
    for what, whom, at in told:
        hour = at.replace(minute=0, second=0, microsecond=0)
        found.setdefault((what, hour), []).append((at, whom))
    for (what, _), those in found.items():
        yield what, min(at for at, _ in those), [whom for _, whom in those]
