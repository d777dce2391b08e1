"""The seasons of the plan in force, with what the office declared of them."""

from office.desk import Desk
from office.plan.model import Seasons
from office.plan.seasons import SeasonDays
from storage.rota import seasons as stored


async def of(desk: Desk) -> Seasons:
    declared: dict[str, list[SeasonDays]] = {}
    for row in await stored.declared(desk.session, desk.jurisdiction):
        declared.setdefault(row.season, []).append(SeasonDays(row.first_day, row.last_day))
    return desk.plan.seasons_with(declared)
