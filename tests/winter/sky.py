"""Draws the air of a winter from one seed: hour by hour, with what no office likes to see.

Most of it is fair. Every week or two comes a spell: an episode of some level, one that just falls
short, light pollution, sand and dust. What is forecast of it errs more the further it looks, and
hours are missing in what is measured.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS = 24
AHEAD = 6
"""The days that a forecast tells of, today's among them."""
FAIR = (45, 95)
UNKNOWN = "—"
"""Is written for an hour of which no station sent anything."""
RAMP = 8
"""The hours in which foul air comes, and goes."""
LEAST_GAP, MOST_GAP = 6, 14
"""Days from the end of one spell to the beginning of the next."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of spell, as a drawer of spells knows it."""

    name: str
    hours: tuple[int, int]
    index: tuple[int, int]
    share: int
    """How many of a hundred spells are of this sort."""
    peak: tuple[int, int] = (0, 0)
    """The hours in its middle that are fouler still, and how foul they are."""
    primary: str = "PM2.5"
    said: str = ""
    """What a forecast adds of its cause."""


KINDS = (
    Kind("yellow", (54, 62), (165, 190), 18),
    Kind("yellow_short", (30, 44), (212, 240), 14),
    Kind("orange", (56, 80), (215, 270), 20),
    Kind("red", (84, 110), (220, 260), 10, peak=(32, 345)),
    Kind("near_miss", (26, 40), (150, 190), 12),
    Kind("light", (24, 60), (105, 140), 14),
    Kind("dust", (16, 40), (230, 320), 12, primary="PM10", said=" 沙尘"),
)


@dataclass(frozen=True, slots=True)
class Spell:
    kind: Kind
    first: int
    """The hour of the winter at which it begins."""
    hours: int
    index: int

    def at(self, hour: int) -> int:
        """How foul it makes this hour; nothing outside it."""
        into, left = hour - self.first, self.first + self.hours - hour
        if into < -RAMP or left < -RAMP + 1:
            return 0
        if into < 0 or left < 1:
            steps = -into if into < 0 else 1 - left
            return self.index * (RAMP - steps) // RAMP
        long, high = self.kind.peak
        middle = abs(into - self.hours // 2) < long // 2
        return high if middle else self.index


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a forecast tells of it."""

    day: date
    low: int
    high: int
    primary: str
    said: str

    def __str__(self) -> str:
        what = f" {self.primary}" if self.high > 100 else ""
        return f"{self.day.month}月{self.day.day}日 {self.low}～{self.high}{what}{self.said}"


class Sky:
    def __init__(self, seed: str, begins: date, days: int, zone: ZoneInfo) -> None:
        self.begins, self.zone = begins, zone
        self._chance = random.Random(f"sky {seed}")
        self._errors = random.Random(f"errors {seed}")
        self._failures = random.Random(f"failures {seed}")
        self.spells = list(self._drawn(days * HOURS))
        self._hours = [self._hour(number) for number in range((days + AHEAD) * HOURS)]

    def _drawn(self, hours: int) -> Iterator[Spell]:
        chance = self._chance
        first = chance.randint(2, 5) * HOURS + chance.randrange(HOURS)
        while first < hours:
            kind = chance.choices(KINDS, [one.share for one in KINDS])[0]
            spell = Spell(kind, first, chance.randint(*kind.hours), chance.randint(*kind.index))
            yield spell
            gap = chance.choice([1, *range(LEAST_GAP, MOST_GAP)]) * HOURS
            first += spell.hours + gap + chance.randrange(HOURS)

    def _hour(self, number: int) -> int:
        foul = max((spell.at(number) for spell in self.spells), default=0)
        return max(foul + self._chance.randint(-6, 6), self._chance.randint(*FAIR))

    # What people know of it

    def measured(self, since: datetime, until: datetime) -> list[int]:
        return self._hours[self._number(since) : self._number(until)]

    def known(self, since: datetime, until: datetime) -> list[str]:
        """What the stations sent of it: one hour fails now and then, or one after the other."""
        values = [str(one) for one in self.measured(since, until)]
        chance = self._failures
        for length in (1, chance.randint(2, 8)):
            if values and chance.random() < 0.12:
                first = chance.randrange(len(values))
                values[first : first + length] = [UNKNOWN] * len(values[first : first + length])
        return values

    def is_foul(self, since: datetime, hours: int, above: int) -> bool:
        """Whether the mean of these hours lies above it."""
        values = self.measured(since, since + hours * HOUR)
        return bool(values) and sum(values) / len(values) > above

    def is_foul_at_all(self, since: datetime, until: datetime, above: int) -> bool:
        """Whether a single of these hours lies above it."""
        return max(self.measured(since, until), default=0) > above

    def forecast(self, today: date) -> list[Day]:
        """What is forecast on this day; the last day is missing now and then."""
        reach = AHEAD - (self._errors.random() < 0.1)
        return [self._told(today + ahead * DAY, ahead) for ahead in range(reach)]

    def _told(self, day: date, ahead: int) -> Day:
        first = self._number(datetime.combine(day, time(), tzinfo=self.zone))
        values = self._hours[first : first + HOURS] or [FAIR[0]]
        wrong = 1 + self._errors.gauss(0, 0.015 * ahead)
        mean = round(sum(values) / len(values) * wrong)
        spell = self._over(first)
        primary = spell.kind.primary if spell else "PM2.5"
        return Day(day, mean * 19 // 20, mean * 21 // 20, primary, spell.kind.said if spell else "")

    def _over(self, first: int) -> Spell | None:
        """The spell that lies over most of this day."""
        middle = first + HOURS // 2
        return next((one for one in self.spells if one.at(middle) > FAIR[1]), None)

    def _number(self, at: datetime) -> int:
        began = datetime.combine(self.begins, time(), tzinfo=self.zone)
        return max(0, (at - began) // HOUR)
