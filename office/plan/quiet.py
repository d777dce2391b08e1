"""Quiet hours: the night in which no slip is issued, and the waking hours between two nights."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from office.plan.model import QuietHours


def quiet_until(hours: QuietHours, zone: ZoneInfo, instant: datetime) -> datetime | None:
    """The end of the quiet hours that this instant falls into; None outside of them."""
    local = instant.astimezone(zone)
    if not hours.covers(local.time()):
        return None
    return _next(hours.end, zone, instant)


def awake_for(hours: QuietHours, zone: ZoneInfo, start: datetime, span: timedelta) -> datetime:
    """The instant by which so much time outside such hours has passed."""
    for begins, ends in _days_awake(hours, zone, start):
        # Two clock times of one zone differ by what the clocks show; UTC says how long it was.
        awake = ends.astimezone(UTC) - begins.astimezone(UTC)
        if span <= awake:
            return begins + span
        span -= awake
    return start + span


def _days_awake(
    hours: QuietHours, zone: ZoneInfo, start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """From one night to the next; none where there is no night."""
    while hours.start != hours.end:
        begins = quiet_until(hours, zone, start) or start
        start = _next(hours.start, zone, begins)
        yield begins, start


def _next(clock: time, zone: ZoneInfo, instant: datetime) -> datetime:
    local = instant.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= clock)
    return datetime.combine(day, clock, zone).astimezone(instant.tzinfo)
