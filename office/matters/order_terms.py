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
Lasting = int | datetime | OpenEnd
"""How long an alert lasts, as it is entered: for so many hours, until an instant, or open."""
UNTIL = "until"
"""The key in `Order.says` for the end of an alert, where the order names it by the clock.

Hours count from when the order takes effect, so that such an end would fall later with each minute
that its draft waits. The row has hours all the same, which reach that end: without them an end is
open.
"""
AN_HOUR = timedelta(hours=1)


@immutable
class Terms:
    level: str
    starts_at: Start
    lasting: Lasting
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
        if isinstance(self.lasting, OpenEnd):
            return None
        if isinstance(self.lasting, datetime):
            return self.lasting
        if isinstance(self.starts_at, AtOnce):
            raise ValueError("hours that count from the issue reach no end before it")
        return self.starts_at + timedelta(hours=self.lasting)

    def hours(self, since: datetime) -> int | None:
        """The hours of the order's row; None where the end is open."""
        if isinstance(self.lasting, datetime):
            return hours_until(since, self.lasting)
        return None if isinstance(self.lasting, OpenEnd) else self.lasting


def terms_of(order: Order) -> Terms:
    if order.pollutant is None or order.level is None:
        raise ValueError(f"order {order.id} has not the terms of an alert")
    named = order.says.get(COUNTIES)
    return Terms(
        level=order.level,
        starts_at=start_of(order),
        lasting=lasting_of(order),
        pollutant=order.pollutant,
        grounds=order.grounds,
        counties=tuple(named) if named is not None else None,
        lines=added_lines.of_says(order.says),
    )


def start_of(order: Order) -> Start:
    """Before an order that starts at once is issued, the instant in its row means nothing."""
    return AT_ONCE if order.at_once and order.issued_at is None else order.starts_at


def lasting_of(order: Order) -> Lasting:
    if order.hours is None:
        return OPEN_END
    until = order.says.get(UNTIL)
    return order.hours if until is None else datetime.fromisoformat(until)


def hours_of(order: Order) -> int | None:
    """The hours of its row, as of when it takes effect."""
    lasting = lasting_of(order)
    return hours_until(order.starts_at, lasting) if isinstance(lasting, datetime) else order.hours


def as_says(lasting: Lasting) -> dict[str, str]:
    return {UNTIL: lasting.isoformat()} if isinstance(lasting, datetime) else {}


def hours_until(since: datetime, until: datetime) -> int:
    """Whole hours that reach the end; they are too many or none where the end cannot be meant."""
    return -((since - until) // AN_HOUR)


def announced_end(order: Order) -> datetime | None:
    """The end that an issued order announces, None where it is open; hours count from its effect.

    An order that ends an alert announces none either: its own instant is when it takes effect.
    """
    lasting = lasting_of(order)
    if isinstance(lasting, OpenEnd):
        return None
    return lasting if isinstance(lasting, datetime) else takes_effect_at(order) + lasting * AN_HOUR


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
    check_lasting(now, terms.starts_at, terms.lasting)
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


def check_lasting(now: datetime, starts_at: Start | None, lasting: Lasting) -> None:
    """The start is None until it has been given."""
    if isinstance(lasting, datetime):
        check_end(now, starts_at, lasting)
    elif not isinstance(lasting, OpenEnd):
        check_hours(lasting)


def check_end(now: datetime, starts_at: Start | None, ends_at: datetime) -> None:
    since = max(starts_at, now) if isinstance(starts_at, datetime) else now
    if ends_at <= since:
        key = "end_is_past" if ends_at <= now else "end_before_start"
        raise Refusal(key, end=ends_at, start=since)
    check_hours(hours_until(since, ends_at))


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
    return terms.level, terms.pollutant, _end_read(terms.ends_at), *read


def is_same_end(one: datetime | None, other: datetime | None) -> bool:
    return _end_read(one) == _end_read(other)


def _end_read(ends_at: datetime | None) -> datetime | None:
    """Texts tell minutes."""
    return to_the_minute(ends_at) if ends_at else None


def names_of_levels(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(level.name for level in plan.levels)


def names_of_pollutants(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(pollutant.name for pollutant in plan.pollutants)
