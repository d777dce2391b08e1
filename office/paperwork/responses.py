"""The responses that an office started, as the record has them, and the periods they count in."""

from datetime import date, datetime

from office.desk import Desk
from office.matters import kinds, seasons
from office.matters.in_effect import order_at, takes_effect_at
from office.paperwork import statistics
from office.paperwork.statistics import Count, Course, Period, PeriodOf
from office.plan.model import Seasons
from office.plan.statistics import USUAL_STATISTICS
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, MatterState, Order

STARTED = (MatterState.IN_FORCE, MatterState.LIFTED)


async def counted(desk: Desk) -> list[Count]:
    """All real responses as the plan in force counts them; an exercise is in no count."""
    return await _counted(desk, await _started(desk, drill=False))


async def counted_until(desk: Desk, alert: Matter) -> Count | None:
    """The response to this alert, with all that its period had when it began.

    An exercise is counted as if it were the only one.
    """
    found = await (_counted(desk, [alert]) if alert.drill else counted(desk))
    own = set(await response_to(desk, alert))
    return next((one for one in reversed(found) if own.intersection(one.stretches)), None)


async def response_to(desk: Desk, alert: Matter) -> Course:
    """The levels of an alert one after another, each from when it took effect."""
    orders = await store.issued_orders(desk.session, alert.key)
    changes = [
        (desk.local(at), level) for at in _instants(orders) if (level := _level_at(orders, at))
    ]
    ends = desk.local(alert.ended_at) if alert.ended_at is not None else None
    return statistics.stretches([one for one in changes if one[0] <= desk.now], ends)


async def period_of(desk: Desk) -> PeriodOf:
    rules = desk.plan.statistics or USUAL_STATISTICS
    in_season = await seasons.of(desk)

    def found(day: date) -> Period:
        return _season_of(in_season, rules.season, day) or _year_of(desk, day)

    return found


async def _counted(desk: Desk, alerts: list[Matter]) -> list[Count]:
    rules, grading = desk.plan.statistics or USUAL_STATISTICS, desk.plan.grading
    responses = [await response_to(desk, one) for one in alerts]
    within = grading.merge_within if grading else None
    now = desk.local(desk.now)
    return statistics.counts(responses, rules, within, await period_of(desk), now)


async def _started(desk: Desk, *, drill: bool) -> list[Matter]:
    found = await store.matters_in(
        desk.session, desk.jurisdiction, *STARTED, kind=MatterKind.ALERT, drill=drill
    )
    return [one for one in found if one.started_at is not None]


def _instants(orders: list[Order]) -> list[datetime]:
    return sorted({takes_effect_at(one) for one in orders if not kinds.ends(one)})


def _level_at(orders: list[Order], at: datetime) -> str | None:
    order = order_at(orders, at)
    return order.level if order is not None else None


def _season_of(in_season: Seasons, season: str | None, day: date) -> Period | None:
    """The season of that day; None out of it, and where the office has not declared it."""
    if season is None or not in_season.covers(season, day):
        return None
    span = next(span for span in in_season.near(season, day) if span.covers(day))
    name = next(one.name for one in in_season.known if one.id == season)
    return Period(name, span.first)


def _year_of(desk: Desk, day: date) -> Period:
    return Period(desk.words.plain("statistics_year", year=day.year), date(day.year, 1, 1))
