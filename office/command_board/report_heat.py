"""Who reported of which day of an alert: a row a body, a column a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from messages.views.command_board import HeatCell, HeatDay, HeatRow, ReportHeat
from office.bodies import agency_names
from office.command_board import involved
from office.command_board.audience import BoardAudience
from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters.orders import newest_order
from office.obligations.board_texts import MET_STATES
from office.obligations.lateness import is_overdue
from office.plan.model import Plan
from office.plan.when import When
from storage.decisions.matters import Matter
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState

MOST_DAYS = 31
NOTHING = HeatCell("")
GRAVITY = ("in_time", "late", "due", "paused", "overdue")
"""Where a body owes two reports of a day, its cell shows the one that is worse."""


async def of_alert(desk: Desk, audience: BoardAudience, alert: Matter) -> ReportHeat | None:
    plan = await desk.plan_of(await newest_order(desk, alert))
    kinds = [one.kind for one in owed_under(plan, alert.kind, When.DAILY)]
    rows = [
        row
        for kind in kinds
        for row in await obligations.of_matter(desk.session, alert.key, kind)
        if row.day is not None and involved.is_ours(audience, row.agency)
    ]
    return _heat(desk, plan, rows) if rows else None


def _heat(desk: Desk, plan: Plan, rows: Sequence[Obligation]) -> ReportHeat:
    cells: dict[tuple[str, date], HeatCell] = {}
    for row in rows:
        if row.day is not None:
            place = row.agency, row.day
            cells[place] = _worse(cells.get(place, NOTHING), _cell(row, desk.now))
    days = sorted({day for _, day in cells})[-MOST_DAYS:]
    bodies = _ordered(plan, {body for body, _ in cells})
    return ReportHeat(
        tuple(_day(day, [cell for (_, of), cell in cells.items() if of == day]) for day in days),
        tuple(
            _row(desk, plan, body, [cells.get((body, day), NOTHING) for day in days])
            for body in bodies
        ),
    )


def _worse(one: HeatCell, other: HeatCell) -> HeatCell:
    return max(one, other, key=lambda cell: GRAVITY.index(cell.state) if cell.state else -1)


def _cell(row: Obligation, now: datetime) -> HeatCell:
    return HeatCell(_state(row, now), row.on_behalf)


def _state(row: Obligation, now: datetime) -> str:
    if row.state in MET_STATES:
        return "late" if row.state == ObligationState.MET_LATE else "in_time"
    if is_overdue(row, now):
        return "overdue"
    return "paused" if row.paused_at is not None else "due"


def _ordered(plan: Plan, bodies: Iterable[str]) -> list[str]:
    place = {one.id: number for number, one in enumerate(plan.bodies)}
    return sorted(bodies, key=lambda body: place.get(body, len(place)))


def _day(day: date, cells: Sequence[HeatCell]) -> HeatDay:
    return HeatDay(day, sum(one.state in ("in_time", "late") for one in cells), len(cells))


def _row(desk: Desk, plan: Plan, body: str, cells: Sequence[HeatCell]) -> HeatRow:
    known = plan.known_body(body)
    return HeatRow(known.short if known else agency_names.short(desk, body), tuple(cells))
