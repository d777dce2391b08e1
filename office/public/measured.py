"""What was measured of the air last, as the public is told it."""

from datetime import timedelta

from messages.render import Words
from messages.views.public_notices import MeasuredAir
from office.desk import Desk
from office.forecasts import bringing
from office.sky.aqi import AirClass
from office.sky.series import HOUR
from storage.sky import forecasts as store
from storage.sky.forecasts import AirKind, Forecast

STILL_NEW = timedelta(hours=6)
"""What was measured before that says nothing of the air now, and is not told."""


async def latest(desk: Desk, words: Words) -> MeasuredAir | None:
    rows = await store.in_force(desk.session, desk.jurisdiction, AirKind.OBSERVED)
    found = [one for row in rows if (one := _last_hour(desk, words, row)) is not None]
    newest = max(found, key=lambda one: one.at, default=None)
    return newest if newest is not None and desk.now - newest.at <= STILL_NEW else None


def _last_hour(desk: Desk, words: Words, row: Forecast) -> MeasuredAir | None:
    outlook = bringing.air(row).outlook(desk.plan.tz)
    if outlook.by_day:
        # A mean of a day is not the air of an hour.
        return None
    known = [(place, hour) for place, hour in enumerate(outlook.hours) if hour is not None]
    if not known:
        return None
    place, hour = known[-1]
    name = words.plain(f"air_class_{AirClass.of(hour.high)}")
    return MeasuredAir(outlook.start + place * HOUR, int(hour.high), name)
