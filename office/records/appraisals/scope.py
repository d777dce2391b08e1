"""Over which period members are appraised: an episode, a season or a calendar year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from office.desk import Desk
from office.records.ledgers import scope as ledger_scope
from office.records.ledgers.scope import LedgerScope
from office.records.years import period as periods
from storage.delivery import under_matters
from storage.immutable import immutable
from storage.supervision import in_period
from storage.supervision.in_period import OfficePeriod


@immutable
class AppraisalScope:
    title: str
    since: datetime
    until: datetime
    owed: list[Any]
    """What was asked for in earnest, in the order in which it was."""


async def scope_of(desk: Desk, asked: Mapping[str, Any]) -> AppraisalScope:
    """Read what was asked for: `{"episode": 3}`, `{"year": 2026}`, or that with `"season"`."""
    if "episode" in asked:
        return await _of_episode(desk, int(asked["episode"]))
    return await _of_period(desk, asked)


async def title_of(desk: Desk, asked: Mapping[str, Any]) -> str:
    if "episode" in asked:
        return (await ledger_scope.of_episode(desk, int(asked["episode"]))).title
    return (await periods.period_of(desk, asked)).name


async def _of_episode(desk: Desk, episode_id: int) -> AppraisalScope:
    scope = await ledger_scope.of_episode(desk, episode_id)
    found = await under_matters.obligations(desk.session, scope.matters)
    beside = await _beside(desk, scope)
    owed = sorted((one for one in (*found, *beside) if not one.drill), key=lambda one: one.id)
    return AppraisalScope(scope.title, scope.since, scope.until, owed)


async def _beside(desk: Desk, scope: LedgerScope) -> list[Any]:
    """What was asked for meanwhile under no alert: problems, meetings, tasks."""
    first, last = desk.local(scope.since).date(), desk.local(scope.until).date()
    within = OfficePeriod(desk.jurisdiction, scope.since, scope.until, first, last)
    rows = await in_period.obligations(desk.session, within)
    return [
        one
        for one in rows
        if one.matter_id not in scope.matters and scope.since <= one.opened_at < scope.until
    ]


async def _of_period(desk: Desk, asked: Mapping[str, Any]) -> AppraisalScope:
    """What is owed is of the period in which it was asked for, whenever it was due."""
    period = await periods.period_of(desk, asked)
    found = await in_period.obligations(desk.session, period.of(desk.jurisdiction))
    owed = [one for one in found if period.since <= one.opened_at < period.until]
    return AppraisalScope(period.name, period.since, period.until, owed)
