"""Slips by step, and the gravest that stands against each body. Referrals are never read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from messages.views.command_board import StepTally
from office.command_board import involved
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.desk import Desk
from office.ladder import step_words
from storage.delivery import served_slips
from storage.delivery.served_slips import CountedSlips, IssuedSlip
from storage.immutable import immutable

GRAVITY = ("reminder", "yellow", "orange", "red")
"""Steps that a plan calls otherwise weigh as much as the first."""


@immutable
class StandingSlip:
    title: str
    tone: str


async def counted(
    desk: Desk, audience: BoardAudience, since: datetime, *, drill: bool
) -> Sequence[CountedSlips]:
    """Count what was issued since then and whatever still stands, as far as somebody may see it."""
    if not sees(audience, BoardPart.SLIPS):
        return ()
    rows = await served_slips.by_step(desk.session, desk.jurisdiction, since, drill=drill)
    return [row for row in rows if involved.is_ours(audience, row.agency)]


async def issued(
    desk: Desk, audience: BoardAudience, since: datetime, *, drill: bool
) -> Sequence[IssuedSlip]:
    """Return those that reached a body since then, in their order, as far as somebody sees them."""
    if not sees(audience, BoardPart.SLIPS):
        return ()
    rows = await served_slips.issued_since(desk.session, desk.jurisdiction, since, drill=drill)
    return [row for row in rows if involved.is_ours(audience, row.agency)]


def by_step(desk: Desk, rows: Iterable[CountedSlips]) -> tuple[StepTally, ...]:
    found: dict[tuple[str, str], list[int]] = {}
    for row in sorted(rows, key=lambda one: gravity(one.step)):
        key = title(desk, row), row.step
        counts = found.setdefault(key, [0, 0])
        counts[0] += row.standing
        counts[1] += row.issued - row.standing
    return tuple(
        StepTally(called, step, standing, settled)
        for (called, step), (standing, settled) in found.items()
    )


def by_body(desk: Desk, rows: Iterable[CountedSlips]) -> Mapping[str, StandingSlip]:
    standing = sorted((row for row in rows if row.standing), key=lambda one: gravity(one.step))
    return {row.agency: StandingSlip(title(desk, row), row.step) for row in standing}


def gravity(step: str) -> int:
    return GRAVITY.index(step) if step in GRAVITY else 0


def title(desk: Desk, row: CountedSlips | IssuedSlip) -> str:
    """Name the step as the plan in force does; what it knows no more is just a slip."""
    owed = desk.plan.known_owed(row.kind)
    if owed is not None and desk.plan.ladder_of(owed, row.agency).rung(row.step) is not None:
        return step_words.title(desk, desk.plan.ladder_of(owed, row.agency), row.step)
    usual = row.step if row.step in GRAVITY else "other"
    return desk.words.plain("board_slip_other" if usual == "other" else f"slip_title_{usual}")
