"""What an order says about an alert, and what makes it acceptable."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from office.plan import Plan
from office.refusal import Refusal
from storage.alerts import Revision

HOURS_AT_MOST = 720
DAYS_AHEAD = 30
GROUNDS_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Terms:
    level: str
    starts_at: datetime
    hours: int
    pollutant: str
    grounds: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(hours=self.hours)


def terms_of(order: Revision) -> Terms:
    """The terms of an order that has them: one to issue or to adjust."""
    if order.hours is None or order.pollutant is None:
        raise ValueError(f"revision {order.id} ends an alert and has no terms")
    return Terms(order.level, order.starts_at, order.hours, order.pollutant, order.grounds)


def check(plan: Plan, now: datetime, terms: Terms) -> None:
    check_level(plan, terms.level)
    check_start(now, terms.starts_at)
    check_hours(terms.hours)
    check_pollutant(plan, terms.pollutant)
    check_grounds(terms.grounds)


def check_level(plan: Plan, level: str) -> None:
    if level not in {known.id for known in plan.levels}:
        raise Refusal("level_unknown", levels=names_of_levels(plan))


def check_start(now: datetime, starts_at: datetime) -> None:
    """Not past, to the minute: "at once" was typed some seconds ago."""
    if starts_at < now.replace(second=0, microsecond=0):
        raise Refusal("start_is_past", start=starts_at, now=now)
    if starts_at > now + timedelta(days=DAYS_AHEAD):
        raise Refusal("start_too_far", start=starts_at, days=DAYS_AHEAD)


def check_hours(hours: int) -> None:
    if not 1 <= hours <= HOURS_AT_MOST:
        raise Refusal("hours_out_of_range", most=HOURS_AT_MOST)


def check_pollutant(plan: Plan, pollutant: str) -> None:
    if pollutant not in {known.id for known in plan.pollutants}:
        raise Refusal("pollutant_unknown", pollutants=names_of_pollutants(plan))


def check_grounds(grounds: str) -> None:
    if not grounds.strip():
        raise Refusal("grounds_missing")
    if len(grounds) > GROUNDS_AT_MOST:
        raise Refusal("grounds_too_long", most=GROUNDS_AT_MOST, length=len(grounds))


def is_short_notice(plan: Plan, now: datetime, starts_at: datetime) -> bool:
    """Later than the plan wants orders issued: a caution, never a refusal."""
    return starts_at - now < plan.notice.issue_ahead


def is_unchanged(standing: Terms, proposed: Terms, *, started: bool) -> bool:
    """Whether an adjustment would change nothing that anybody acts on.

    Once the response runs its start is a fact, so only what lies ahead can differ.
    """
    same = (standing.level, standing.pollutant, standing.ends_at) == (
        proposed.level,
        proposed.pollutant,
        proposed.ends_at,
    )
    return same and (started or standing.starts_at == proposed.starts_at)


def names_of_levels(plan: Plan) -> tuple[str, ...]:
    return tuple(level.name for level in plan.levels)


def names_of_pollutants(plan: Plan) -> tuple[str, ...]:
    return tuple(pollutant.name for pollutant in plan.pollutants)
