"""What is known of the air now: the hours that were measured, and after them the forecast."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from office.desk import Desk
from office.forecasts import stored
from office.plan.grading import ExcludedAir
from office.sky.aqi import AirPollutant, Standard
from office.sky.readers.air import ReadAir, ReadHour
from office.sky.series import HOUR, HOURS_OF_A_DAY, Expectation, Outlook
from storage.decisions import matters
from storage.decisions.matters import MatterKind
from storage.immutable import immutable
from storage.sky import forecasts as store
from storage.sky.forecasts import AirKind, Forecast

LOOKS_BACK = timedelta(days=10)
"""No plan's level asks for more hours of measured air."""
NEGATED = ("无", "非", "未", "不")


@immutable
class KnownAir:
    start: datetime
    """When the first hour begins, in the plan's zone."""
    hours: tuple[ReadHour | None, ...]
    outlook: Outlook
    """Their figures; of a forecast that only names days it says so."""
    measured: frozenset[int]
    """The places of the hours that were measured."""
    forecast: Forecast | None
    """The forecast that counts; None where there are measurements alone."""

    @property
    def end(self) -> datetime:
        return self.start + len(self.hours) * HOUR

    @property
    def standard(self) -> Standard:
        return Standard.on(self.start.date())

    def places(self, since: datetime, until: datetime) -> range:
        first, after = ((at - self.start) // HOUR for at in (since, until))
        return range(max(first, 0), min(after, len(self.hours)))

    def measured_in(self, since: datetime, until: datetime) -> int:
        return sum(place in self.measured for place in self.places(since, until))

    def missing_in(self, since: datetime, until: datetime) -> int:
        known = self.outlook.hours
        return sum(known[place] is None for place in self.places(since, until))

    def primary_in(self, since: datetime, until: datetime, above: int) -> tuple[AirPollutant, ...]:
        """Return what is primary in most of the foul hours."""
        counts: dict[AirPollutant, int] = {}
        for hour in self._foul(since, until, above):
            for one in hour.primary_by(self.standard):
                counts[one] = counts.get(one, 0) + 1
        most = max(counts.values(), default=0)
        return tuple(one for one, count in counts.items() if count == most)

    def cause_in(
        self, causes: Iterable[ExcludedAir], since: datetime, until: datetime, above: int
    ) -> ExcludedAir | None:
        """Return the cause that is named, or that the primary pollutants point to, for more than
        half of the foul hours.
        """
        foul = list(self._foul(since, until, above))
        for cause in causes:
            if 2 * sum(self._is_of(cause, hour) for hour in foul) > len(foul):
                return cause
        return None

    def is_guessed(self, cause: ExcludedAir, since: datetime, until: datetime, above: int) -> bool:
        """Whether a cause that has a name is told by the pollutant alone, as nobody named it."""
        said = (hour.said for hour in self._foul(since, until, above))
        return bool(cause.names) and not any(_names_any(cause, one) for one in said)

    def _foul(self, since: datetime, until: datetime, above: int) -> Iterator[ReadHour]:
        figures = self.outlook.read(Expectation.MIDDLE).hours
        for place in self.places(since, until):
            hour, figure = self.hours[place], figures[place]
            if hour is not None and figure is not None and figure > above:
                yield hour

    def _is_of(self, cause: ExcludedAir, hour: ReadHour) -> bool:
        if _names_any(cause, hour.said):
            return True
        primary = hour.primary_by(self.standard)
        return bool(primary) and set(cause.primary).issuperset(map(str, primary))


def _names_any(cause: ExcludedAir, said: str) -> bool:
    return any(_names(said, name) for name in cause.names)


def _names(said: str, name: str) -> bool:
    """Whether it is named and not denied: 不受沙尘影响."""
    before, found, _ = said.partition(name)
    return bool(found) and not any(word in before[-3:] for word in NEGATED)


async def read(desk: Desk) -> KnownAir | None:
    """Join them hour by hour; what was measured counts before what had been expected."""
    known = await store.in_force(desk.session, desk.jurisdiction, AirKind.FORECAST)
    ended = await matters.last_ended(desk.session, desk.jurisdiction, MatterKind.ALERT)
    # What an alert has dealt with that is over now is no reason for another one.
    since = max(desk.now - LOOKS_BACK, ended or desk.now - LOOKS_BACK)
    measured = await store.observed_since(desk.session, desk.jurisdiction, since)
    forecast = known[-1] if known else None
    expected = _hours(desk, forecast) if forecast else {}
    observed: dict[datetime, ReadHour] = {}
    for row in measured:
        observed |= {at: hour for at, hour in _hours(desk, row).items() if at >= since}
    joined = expected | observed
    if not joined:
        return None
    start, last = desk.local(min(joined)), max(joined)
    instants = [start + place * HOUR for place in range((last - start) // HOUR + 1)]
    hours = tuple(joined.get(at) for at in instants)
    return KnownAir(
        start,
        hours,
        _outlook(start, hours, by_day=forecast is not None and not stored.air(forecast).hours),
        measured=frozenset(place for place, at in enumerate(instants) if at in observed),
        forecast=forecast,
    )


def _outlook(start: datetime, hours: Iterable[ReadHour | None], *, by_day: bool) -> Outlook:
    standard = Standard.on(start.date())
    figures = (None if hour is None else hour.estimate(standard) for hour in hours)
    return Outlook(start, tuple(figures), by_day=by_day)


def _hours(desk: Desk, row: Forecast) -> dict[datetime, ReadHour]:
    air = stored.air(row)
    return dict(_named_hours(air)) if air.start else dict(_hours_of_days(desk, air))


def _named_hours(air: ReadAir) -> Iterator[tuple[datetime, ReadHour]]:
    for place, hour in enumerate(air.hours):
        if air.start is not None and hour is not None:
            yield air.start + place * HOUR, hour


def _hours_of_days(desk: Desk, air: ReadAir) -> Iterator[tuple[datetime, ReadHour]]:
    for day, one in air.days.items():
        hour = ReadHour(one.index, primary=one.primary, said=one.said)
        midnight = Outlook.of_days({day: one.index}, desk.zone).start
        for after in range(HOURS_OF_A_DAY):
            yield midnight + after * HOUR, hour
