"""Quiet hours: the night in which no slip is issued."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from office.plan.model import QuietHours


def quiet_until(hours: QuietHours, zone: ZoneInfo, instant: datetime) -> datetime | None:
    """The end of the quiet hours that this instant falls into; None outside of them."""
    local = instant.astimezone(zone)
    if not hours.covers(local.time()):
        return None
    day = local.date()
    if local.time() >= hours.end:
        day += timedelta(days=1)
    return datetime.combine(day, hours.end, zone).astimezone(instant.tzinfo)
