"""One command office's plan as data: who it has, what each owes, and by when.

Everything a jurisdiction may decide for itself is here; the rules that apply it are elsewhere.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import model_validator

from office.plan_checks import faults_of
from office.plan_faults import FaultyPlan
from office.plan_parts import (
    Agency,
    AgencyKind,
    Capability,
    Channel,
    Downtime,
    Enrolment,
    Level,
    Line,
    Measure,
    MeasureKind,
    Notice,
    PlanPart,
    PlanShape,
    Pollutant,
    Position,
    QuietHours,
    Receipt,
    Reporting,
    Rung,
    SerialKind,
    Step,
)
from office.typed import compact

__all__ = [
    "Agency",
    "AgencyKind",
    "Capability",
    "Channel",
    "Downtime",
    "Enrolment",
    "Level",
    "Line",
    "Measure",
    "MeasureGroup",
    "MeasureKind",
    "Notice",
    "Plan",
    "PlanPart",
    "Pollutant",
    "Position",
    "QuietHours",
    "Receipt",
    "Reporting",
    "Rung",
    "SerialKind",
    "Step",
]


class MeasureGroup(NamedTuple):
    level: Level
    kind: MeasureKind
    measures: tuple[Measure, ...]


class Plan(PlanShape):
    """A plan that has passed every check."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        faults = faults_of(self)
        if faults:
            raise FaultyPlan(faults)
        return self

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which deadlines are reckoned and times are shown."""
        return ZoneInfo(self.zone)

    def serial(self, kind: str, year: int, n: int) -> str:
        return self.serials[kind].format(year=year, n=n)

    # By id: a KeyError here is a fault of the program, since ids come from this same plan.

    def level(self, level_id: str) -> Level:
        return self._levels_by_id[level_id]

    def pollutant(self, pollutant_id: str) -> Pollutant:
        return self._pollutants_by_id[pollutant_id]

    def position(self, position_id: str) -> Position:
        return self._positions_by_id[position_id]

    def agency(self, agency_id: str) -> Agency:
        return self._agencies_by_id[agency_id]

    def measure(self, measure_id: str) -> Measure:
        return self._measures_by_id[measure_id]

    # By what a person typed.

    def find_level(self, text: str) -> Level | None:
        return _named(self.levels, text)

    def find_pollutant(self, text: str) -> Pollutant | None:
        return _named(self.pollutants, text)

    def find_position(self, text: str) -> Position | None:
        wanted = compact(text)
        return next((one for one in self.positions if wanted in _position_names(one)), None)

    def agencies_like(self, text: str) -> tuple[Agency, ...]:
        """The agencies of exactly this name, else those whose name contains it."""
        wanted = compact(text)
        if not wanted:
            return ()
        exact = tuple(agency for agency in self.agencies if wanted in _agency_names(agency))
        return exact or tuple(agency for agency in self.agencies if wanted in compact(agency.name))

    def positions_that(self, capability: str) -> tuple[Position, ...]:
        return tuple(position for position in self.positions if capability in position.can)

    def levels_up_to(self, level_id: str) -> tuple[Level, ...]:
        """This level and those it includes, the highest first."""
        top = self.level(level_id).rank
        included = [level for level in self.levels if level.rank <= top]
        return tuple(sorted(included, key=lambda level: level.rank, reverse=True))

    def concerns(self, measure: Measure, agency_id: str) -> bool:
        return agency_id in self._concerned[measure.id]

    def measures_for(self, agency_id: str, level_id: str) -> tuple[MeasureGroup, ...]:
        """The agency's own measures: what this level adds first, then what it keeps."""
        return self._grouped(level_id, (m for m in self.measures if self.concerns(m, agency_id)))

    def other_measures(self, agency_id: str, level_id: str) -> tuple[MeasureGroup, ...]:
        """What the others do at this level, in the same order."""
        return self._grouped(
            level_id, (m for m in self.measures if not self.concerns(m, agency_id))
        )

    def channels_of(self, recipient: str) -> tuple[Channel, ...]:
        """The second channels by which an agency, or the office, is told, in the plan's order."""
        wanted = self.office_channels
        if recipient in self._agencies_by_id:
            wanted = self.agency(recipient).channels
        return tuple(one for one in self.channels if wanted is None or one.id in wanted)

    def rung(self, step: str) -> Rung | None:
        return next((rung for rung in self.ladder if rung.step == step), None)

    def rung_after(self, step: str | None) -> Rung | None:
        """The rung that follows, the first one when no step has been taken yet."""
        steps: list[str | None] = [None, *(rung.step for rung in self.ladder)]
        following = steps.index(step)
        return self.ladder[following] if following < len(self.ladder) else None

    def _grouped(self, level_id: str, chosen: Iterable[Measure]) -> tuple[MeasureGroup, ...]:
        measures = tuple(chosen)
        groups = (
            MeasureGroup(level, kind, _those_of(measures, level, kind))
            for level in self.levels_up_to(level_id)
            for kind in MeasureKind
        )
        return tuple(group for group in groups if group.measures)

    @cached_property
    def _levels_by_id(self) -> dict[str, Level]:
        return {level.id: level for level in self.levels}

    @cached_property
    def _pollutants_by_id(self) -> dict[str, Pollutant]:
        return {pollutant.id: pollutant for pollutant in self.pollutants}

    @cached_property
    def _positions_by_id(self) -> dict[str, Position]:
        return {position.id: position for position in self.positions}

    @cached_property
    def _agencies_by_id(self) -> dict[str, Agency]:
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def _measures_by_id(self) -> dict[str, Measure]:
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def _concerned(self) -> dict[str, frozenset[str]]:
        return {measure.id: self._resolve(measure) for measure in self.measures}

    def _resolve(self, measure: Measure) -> frozenset[str]:
        if measure.agencies == "all":
            return frozenset(self._agencies_by_id)
        named = (self.groups.get(name, (name,)) for name in measure.agencies)
        return frozenset(agency_id for members in named for agency_id in members)


_T = TypeVar("_T", Level, Pollutant)


def _named(things: Iterable[_T], text: str) -> _T | None:
    wanted = compact(text)
    return next((thing for thing in things if wanted in _names(thing)), None)


def _names(thing: Level | Pollutant) -> frozenset[str]:
    return frozenset(map(compact, (thing.id, thing.name, thing.name_en or "", *thing.names))) - {""}


def _position_names(position: Position) -> frozenset[str]:
    return frozenset(map(compact, (position.id, position.name, position.name_en or ""))) - {""}


def _agency_names(agency: Agency) -> frozenset[str]:
    english = (agency.name_en or "", agency.short_en or "")
    return frozenset(map(compact, (agency.id, agency.name, agency.short, *english))) - {""}


def _those_of(measures: Iterable[Measure], level: Level, kind: MeasureKind) -> tuple[Measure, ...]:
    return tuple(m for m in measures if m.level == level.id and m.kind == kind)
