"""The terms of an order about an alert, and the checks that make them acceptable."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from messages.views.validity import Validity
from office.matters import added_lines
from office.matters.added_lines import AddedLine
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import COUNTIES
from office.plan.model import AnyPlan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions.matters import Order
from storage.immutable import immutable

HOURS_AT_MOST = 720
DAYS_AHEAD = 30
GROUNDS_AT_MOST = 500


class AtOnce(StrEnum):
    """立即: a start that becomes an instant only when the order is issued."""

    AT_ONCE = "at_once"


AT_ONCE = AtOnce.AT_ONCE
Start = datetime | AtOnce


class OpenEnd(StrEnum):
    """解除时间另行通知: the alert lasts until another order ends it or names an end."""

    OPEN_END = "open_end"


OPEN_END = OpenEnd.OPEN_END
Lasting = int | OpenEnd
"""How long an alert lasts, as it is entered; an order has no hours where its end is open."""


@immutable
class Terms:
    level: str
    starts_at: Start
    hours: int | None
    """None where the end is open: 解除时间另行通知."""
    pollutant: str
    grounds: str
    counties: tuple[str, ...] | None = None
    """The counties concerned; None where nobody chose any, so that all of them are."""
    lines: tuple[AddedLine, ...] | None = None
    """What the office adds to the measures of the plan; None where nobody said anything of it."""

    def resolved(self, issued_at: datetime) -> "Terms":
        return replace(self, starts_at=issued_at) if self.starts_at is AT_ONCE else self

    @property
    def ends_at(self) -> datetime | None:
        if self.hours is None:
            return None
        if isinstance(self.starts_at, AtOnce):
            raise ValueError("terms that start at once have no end before they are issued")
        return self.starts_at + timedelta(hours=self.hours)


def terms_of(order: Order) -> Terms:
    if order.pollutant is None or order.level is None:
        raise ValueError(f"order {order.id} has not the terms of an alert")
    named = order.says.get(COUNTIES)
    return Terms(
        level=order.level,
        starts_at=start_of(order),
        hours=order.hours,
        pollutant=order.pollutant,
        grounds=order.grounds,
        counties=tuple(named) if named is not None else None,
        lines=added_lines.of_says(order.says),
    )


def start_of(order: Order) -> Start:
    """Before an order that starts at once is issued, the instant in its row means nothing."""
    return AT_ONCE if order.at_once and order.issued_at is None else order.starts_at


def announced_end(order: Order) -> datetime | None:
    """The end that an issued order announces, None where it is open; hours count from its effect.

    An order that ends an alert announces none either: its own instant is when it takes effect.
    """
    if order.hours is None:
        return None
    return takes_effect_at(order) + timedelta(hours=order.hours)


def validity(order: Order) -> Validity:
    """How long an order holds that has hours and no level."""
    if order.issued_at is None:
        return Validity(order.hours or 0)
    return Validity(order.hours or 0, order.issued_at, announced_end(order))


def answer_due(order: Order) -> datetime | None:
    """The deadline of an answer, where the order names one."""
    said = order.says.get("due_at")
    return datetime.fromisoformat(said) if said is not None else None


def named_end(order: Order) -> datetime | None:
    due = answer_due(order)
    if due is not None:
        return due
    return announced_end(order)


def check(plan: AnyPlan, now: datetime, terms: Terms) -> None:
    check_level(plan, terms.level)
    check_start(now, terms.starts_at)
    check_lasting(terms.hours if terms.hours is not None else OPEN_END)
    check_pollutant(plan, terms.pollutant)
    check_counties(plan, terms.counties)
    added_lines.check(plan, terms.lines)
    check_grounds(terms.grounds)


def check_counties(plan: AnyPlan, counties: tuple[str, ...] | None) -> None:
    if counties is None:
        return
    known = {county.id for county in plan.counties_told}
    if not counties or not known.issuperset(counties):
        raise Refusal("counties_missing")


def check_level(plan: AnyPlan, level: str) -> None:
    if plan.known_level(level) is None:
        raise Refusal("level_unknown", levels=names_of_levels(plan))


def check_start(now: datetime, starts_at: Start, of: str = "start") -> None:
    """`of` names what begins at that instant, and with it the phrases of the refusals."""
    if isinstance(starts_at, AtOnce):
        return
    if has_passed(starts_at, now):
        raise Refusal(f"{of}_is_past", start=starts_at, now=now)
    if starts_at > now + timedelta(days=DAYS_AHEAD):
        raise Refusal(f"{of}_too_far", start=starts_at, days=DAYS_AHEAD)


def has_passed(starts_at: Start, now: datetime) -> bool:
    """A start has passed when the minute that it names is over."""
    return isinstance(starts_at, datetime) and starts_at < to_the_minute(now)


def to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def check_lasting(lasting: Lasting) -> None:
    if not isinstance(lasting, OpenEnd):
        check_hours(lasting)


def check_hours(hours: int) -> None:
    if not 1 <= hours <= HOURS_AT_MOST:
        raise Refusal("hours_out_of_range", most=HOURS_AT_MOST)


def check_pollutant(plan: AnyPlan, pollutant: str) -> None:
    if plan.known_pollutant(pollutant) is None:
        raise Refusal("pollutant_unknown", pollutants=names_of_pollutants(plan))


def check_grounds(grounds: str) -> None:
    check_words(grounds, of="grounds")


def check_words(text: str, of: str) -> None:
    """`of` names what the words are for, and with it the phrases of the refusals."""
    if not states_something(text):
        raise Refusal(f"{of}_missing")
    if len(text) > GROUNDS_AT_MOST:
        raise Refusal(f"{of}_too_long", most=GROUNDS_AT_MOST, length=len(text))


def is_short_notice(plan: AnyPlan, now: datetime, starts_at: Start) -> bool:
    """Later than the plan wants orders issued. This is a caution, never a refusal."""
    return isinstance(starts_at, AtOnce) or starts_at - now < plan.notice.issue_ahead


def is_unchanged(standing: Terms, proposed: Terms, *, started: bool) -> bool:
    """Whether an adjustment would change nothing that anybody acts on.

    Once the response runs, its start is a fact, so only later terms can differ. An end within the
    same minute reads the same, so it neither prolongs nor shortens anything.
    """
    same = _acted_on(standing) == _acted_on(proposed)
    return same and (started or standing.starts_at == proposed.starts_at)


def _acted_on(terms: Terms) -> tuple[object, ...]:
    read = terms.counties, terms.lines or ()
    ends_at = terms.ends_at
    return terms.level, terms.pollutant, to_the_minute(ends_at) if ends_at else None, *read


def names_of_levels(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(level.name for level in plan.levels)


def names_of_pollutants(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(pollutant.name for pollutant in plan.pollutants)
