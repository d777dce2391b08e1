"""One command office's plan as data: its bodies, what each owes, and by when.

Everything that a jurisdiction decides for itself is here; the rules that apply it are elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import PrivateAttr, ValidationInfo, model_validator

from office.plan.bodies import (
    SECTIONS,
    Agency,
    AgencyKind,
    Body,
    BodyKind,
    BodyWithOffice,
    Capability,
    Channel,
    County,
    OutsideOffice,
    Position,
    Relation,
    Team,
)
from office.plan.calendars import Calendar, Days
from office.plan.cascade import Cascade
from office.plan.chains import Act, Chains, ChainStep, EndingChain, Issuer
from office.plan.checks.every import faults_of
from office.plan.control import Control, ControlLine, Joint
from office.plan.drills import DrillScript
from office.plan.dust import HealthNotice
from office.plan.duties import Duty, Trigger
from office.plan.faults import FaultyPlan
from office.plan.forms import Form
from office.plan.grading import USUAL_MERGE
from office.plan.inspection import Inspection, InspectionLine
from office.plan.ladders import Addressee, Ladder, Rung
from office.plan.levels import Level, Pollutant
from office.plan.measures import Audience, Measure, MeasureKind, Premise
from office.plan.office_work import OfficeWork
from office.plan.owed import Owed, When
from office.plan.papers import Filing, Paper, Register, Routine
from office.plan.seasons import Declared, Season, Seasons
from office.plan.serials import USUAL_SERIALS, SerialKind
from office.plan.shape import PlanShape
from office.plan.texts import PlanPart
from office.plan.times import Downtime, Enrolment, NoticeTimes, QuietHours, Signing
from office.plan.when import BY_CALENDAR
from office.reading.typed import compact
from storage.decisions.matters import MatterKind

__all__ = [
    "Act",
    "Addressee",
    "Agency",
    "AgencyKind",
    "AnyPlan",
    "Audience",
    "Body",
    "BodyKind",
    "BodyWithOffice",
    "Capability",
    "Cascade",
    "ChainStep",
    "Chains",
    "Channel",
    "Control",
    "ControlLine",
    "County",
    "Downtime",
    "Duty",
    "Enrolment",
    "Filing",
    "Form",
    "HealthNotice",
    "Inspection",
    "InspectionLine",
    "Issuer",
    "Joint",
    "Ladder",
    "Level",
    "Measure",
    "MeasureGroup",
    "MeasureKind",
    "NoticeTimes",
    "OutsideOffice",
    "Owed",
    "Paper",
    "Plan",
    "PlanPart",
    "Pollutant",
    "Position",
    "Premise",
    "QuietHours",
    "Register",
    "Relation",
    "Routine",
    "Rung",
    "Season",
    "Seasons",
    "SerialKind",
    "Signing",
    "Team",
    "Trigger",
    "When",
    "bodies_like",
]


class MeasureGroup(NamedTuple):
    level: Level
    kind: MeasureKind
    measures: tuple[Measure, ...]


class AnyPlan(PlanShape):
    """A plan that may not know an id, so each of its answers may be None.

    The plan in force is handed out as this. Ids come from what was issued, perhaps under another
    plan, so callers have to say what holds where the plan in force does not know them.
    """

    _entered: Days = PrivateAttr(default_factory=Days)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def sleep(self) -> QuietHours:
        """The hours in which nobody is woken by what can wait."""
        return self.night or self.quiet_hours

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.tz, frozenset(self.holidays), self._entered)

    def seasons_with(self, declared: Declared) -> Seasons:
        return Seasons(self.seasons, declared)

    def on_days(self, entered: Days) -> Self:
        """The plan in an office that entered these days; no plan holds them itself."""
        plan = self.model_copy()
        plan._entered = entered
        return plan

    @property
    def cascading(self) -> Cascade:
        """The plan's times for its counties, or else the usual ones."""
        return self.cascade or Cascade()

    @property
    def cap_sender(self) -> str:
        return self.cap.sender or f"qingkong.{self.jurisdiction}"

    @property
    def episode_gap(self) -> timedelta:
        """Polluted air that begins sooner after the last belongs to the same episode."""
        said = self.grading.merge_within if self.grading else None
        return USUAL_MERGE if said is None else said

    @property
    def upper(self) -> OutsideOffice | None:
        """The office above, as far as the plan names it; one that works here goes first."""
        above = [it for it in self.outside if it.relation is Relation.UPPER]
        return next((it for it in above if it.jurisdiction), next(iter(above), None))

    @property
    def counties_told(self) -> tuple[County, ...]:
        """The counties that may be concerned by an alert: those in chats, and those by letter."""
        return tuple(it for it in self.counties if it.jurisdiction or it.hears_of(MatterKind.ALERT))

    def body_with_office(self, jurisdiction: str) -> BodyWithOffice | None:
        """The body whose own office has that jurisdiction."""
        others = (*self.counties, *self.outside)
        return next((it for it in others if it.jurisdiction == jurisdiction), None)

    def serial(self, kind: str, year: int, n: int) -> str:
        if kind not in self.serials and kind in USUAL_SERIALS:
            return self.prefix + USUAL_SERIALS[SerialKind(kind)].format(year=year, n=n)
        return self.serials[kind].format(year=year, n=n)

    # These take an id that may be another plan's.

    def known_level(self, level_id: str) -> Level | None:
        return self._levels_by_id.get(level_id)

    def known_pollutant(self, pollutant_id: str) -> Pollutant | None:
        return self._pollutants_by_id.get(pollutant_id)

    def known_position(self, position_id: str) -> Position | None:
        return self._positions_by_id.get(position_id)

    def known_body(self, body_id: str) -> Body | None:
        return self._bodies_by_id.get(body_id)

    # These take what a person typed.

    def find_level(self, text: str) -> Level | None:
        return _named(self.levels, text)

    def find_pollutant(self, text: str) -> Pollutant | None:
        return _named(self.pollutants, text)

    def find_position(self, text: str) -> Position | None:
        wanted = compact(text)
        return next((one for one in self.positions if wanted in _position_names(one)), None)

    def bodies_like(self, text: str) -> tuple[Body, ...]:
        return bodies_like(self.bodies, text)

    def positions_that(self, capability: str) -> tuple[Position, ...]:
        return tuple(position for position in self.positions if capability in position.can)

    def levels_up_to(self, level_id: str) -> tuple[Level, ...]:
        top = self.known_level(level_id)
        included = [level for level in self.levels if top and level.rank <= top.rank]
        return tuple(sorted(included, key=lambda level: level.rank, reverse=True))

    def concerns(self, measure: Measure, agency_id: str) -> bool:
        return agency_id in self._concerned[measure.id]

    def helps(self, measure: Measure, agency_id: str) -> bool:
        """Whether the agency only helps others with the measure."""
        helpers = self.members_of(measure.assist)
        return agency_id in helpers - self.members_of(_carried_out_by(measure))

    def lift_chain(self, level: Level) -> tuple[ChainStep, ...]:
        return _ending_chain(self.chains.lift, level)

    def cancel_chain(self, level: Level) -> tuple[ChainStep, ...]:
        return _ending_chain(self.chains.cancel, level)

    def duties_of(self, body: Body) -> tuple[Duty, ...]:
        return self.duty_sets[body.duties] if isinstance(body.duties, str) else body.duties

    def measures_for(self, agency_id: str, level_id: str) -> tuple[MeasureGroup, ...]:
        """The agency's own measures: first those that this level adds, then those that it keeps.

        Where a stricter measure concerns the agency, the weaker one that it replaces is left out.
        """
        reached = {level.id for level in self.levels_up_to(level_id)}
        own = [m for m in self.measures if m.level in reached and self.concerns(m, agency_id)]
        return self._grouped(level_id, _without_replaced(own, own))

    def other_measures(self, agency_id: str, level_id: str) -> tuple[MeasureGroup, ...]:
        """What the others do at this level, in the same order."""
        reached = {level.id for level in self.levels_up_to(level_id)}
        here = [m for m in self.measures if m.level in reached]
        others = [m for m in here if not self.concerns(m, agency_id)]
        return self._grouped(level_id, (m for m in others if not self._is_replaced(m, here)))

    def _is_replaced(self, measure: Measure, among: Iterable[Measure]) -> bool:
        """Whether everybody whom it concerns does something stricter in its place."""
        stricter = [self._concerned[one.id] for one in among if measure.id in one.replaces]
        return bool(stricter) and self._concerned[measure.id] <= frozenset().union(*stricter)

    def channels_of(self, recipient: str) -> tuple[Channel, ...]:
        body = self.known_body(recipient)
        wanted = body.channels if body else self.office_channels
        return tuple(one for one in self.channels if wanted is None or one.id in wanted)

    def known_owed(self, kind: str) -> Owed | None:
        return next((one for one in self.owes if one.kind == kind), None)

    def owed_when(self, when: When) -> tuple[Owed, ...]:
        return tuple(one for one in self.owes if one.when is when and not one.is_the_offices)

    def control_lines(self, body_id: str) -> tuple[ControlLine, ...]:
        lines = self.control.lines if self.control else ()
        return tuple(
            line for line in lines if line.who == "all" or body_id in self.members_of(line.who)
        )

    def joint_named(self, joint_id: str) -> Joint | None:
        return next((one for one in self.joint if one.id == joint_id), None)

    @property
    def papers(self) -> tuple[Paper, ...]:
        return (*self.registers, *self.filings, *self.routines)

    @property
    def routines(self) -> tuple[Routine, ...]:
        """What is owed by the calendar and under no alert."""
        return tuple(Routine.of(owed) for owed in self.owes if owed.when in BY_CALENDAR)

    def drill_script(self, script_id: str) -> DrillScript | None:
        return next((one for one in self.drills if one.id == script_id), None)

    def office_work_named(self, work_id: str) -> OfficeWork | None:
        return next((one for one in self.office_work if one.id == work_id), None)

    def paper(self, paper_id: str) -> Paper | None:
        return next((one for one in self.papers if one.id == paper_id), None)

    def owners(self, paper: Paper) -> tuple[str, ...]:
        if isinstance(paper, Routine):
            return tuple(body.id for body in self.bodies if self.owes_it(paper.owed, body.id))
        named = self.members_of(paper.who)
        return tuple(body.id for body in self.bodies if body.id in named)

    def owes_it(self, owed: Owed, body_id: str) -> bool:
        return owed.who == "all" or body_id in self.members_of(owed.who)

    def is_briefed(self, body_id: str) -> bool:
        if self.brief is None:
            return False
        return self.brief.to == "all" or body_id in self.members_of(self.brief.to)

    def form_of(self, owed: Owed, body_id: str) -> Form | None:
        others = (name for name, who in owed.form_for.items() if body_id in self.members_of(who))
        wanted = next(others, owed.form)
        return next((form for form in self.forms if form.id == wanted), None)

    def ladder_of(self, owed: Owed, body_id: str) -> Ladder:
        others = (name for name, who in owed.ladder_for.items() if body_id in self.members_of(who))
        return self.ladder(next(others, owed.ladder))

    def ladder(self, name: str) -> Ladder:
        """The plan's ladder of that name, or one without steps."""
        return Ladder(self.ladders.get(name, ()), one_slip=name in self.one_slip)

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
    def _bodies_by_id(self) -> dict[str, Body]:
        return {body.id: body for body in self.bodies}

    @cached_property
    def _concerned(self) -> dict[str, frozenset[str]]:
        return {measure.id: self._resolve(measure) for measure in self.measures}

    def _resolve(self, measure: Measure) -> frozenset[str]:
        return self.members_of((*_carried_out_by(measure), *measure.assist))

    def members_of(self, names: Iterable[str]) -> frozenset[str]:
        named = (self._named(name) for name in names)
        return frozenset(body_id for members in named for body_id in members)

    def _named(self, name: str) -> tuple[str, ...]:
        """The bodies of a group or of a section, or the one that has this id."""
        if name in SECTIONS:
            return tuple(body.id for body in self.bodies if body.section == name)
        return self.groups.get(name, (name,))


STORED = "stored"
"""The context in which a plan is read that was checked when it was applied."""


class Plan(AnyPlan):
    """A plan that has passed the checks of its day; it is asked only by its own ids.

    A KeyError here is a fault of the program: an order's ids are looked up in the plan of that
    order's matter (`Desk.plan_of`), never in another one.
    """

    @model_validator(mode="after")
    def _hangs_together(self, info: ValidationInfo) -> Self:
        # A check that came later must not take away the plan that an office works by.
        if info.context == STORED:
            return self
        faults = faults_of(self)
        if faults:
            raise FaultyPlan(faults)
        return self

    def level(self, level_id: str) -> Level:
        return self._levels_by_id[level_id]

    def pollutant(self, pollutant_id: str) -> Pollutant:
        return self._pollutants_by_id[pollutant_id]

    def position(self, position_id: str) -> Position:
        return self._positions_by_id[position_id]

    def body(self, body_id: str) -> Body:
        return self._bodies_by_id[body_id]

    def owed(self, kind: str) -> Owed:
        owed = self.known_owed(kind)
        if owed is None:
            raise KeyError(kind)
        return owed

    def joined_by(self, body_id: str, other: "Plan") -> "Plan":
        """This plan with a body as another plan describes it, and with what that plan asks of it.

        What it does at a level that only the other plan has is left out.
        """
        if body_id in self._bodies_by_id:
            return self
        own = {m.id: m for m in other.measures if other.concerns(m, body_id)}
        kept = tuple(
            _shared(m, body_id, helps=other.helps(own[m.id], body_id)) if m.id in own else m
            for m in self.measures
        )
        known = {measure.id for measure in self.measures}
        more = tuple(
            _alone(measure, body_id, helps=other.helps(measure, body_id))
            for measure in own.values()
            if measure.id not in known and measure.level in self._levels_by_id
        )
        joining = other.body(body_id)
        # The set of duties that it shares there has perhaps no name here.
        body = joining.model_copy(update={"duties": other.duties_of(joining)})
        parts = {
            body.section: (*getattr(self, body.section), body),
            "measures": (*kept, *more),
        }
        # Each plan was checked. Together they might not pass, as another body may have a name now.
        return Plan.model_construct(**{**dict(self), **parts})


def _ending_chain(said: EndingChain, level: Level) -> tuple[ChainStep, ...]:
    return level.chain if isinstance(said, str) else said


def _without_replaced(
    measures: Iterable[Measure], stricter: Iterable[Measure]
) -> Iterator[Measure]:
    replaced = {weaker for measure in stricter for weaker in measure.replaces}
    return (measure for measure in measures if measure.id not in replaced)


def _shared(measure: Measure, agency_id: str, *, helps: bool) -> Measure:
    if helps:
        return measure.model_copy(update={"assist": (*measure.assist, agency_id)})
    if measure.agencies == "all":
        return measure
    return measure.model_copy(update={"agencies": (*measure.agencies, agency_id)})


def _alone(measure: Measure, body_id: str, *, helps: bool) -> Measure:
    """A measure that only another plan has, for nobody but the body that comes from there."""
    agencies, assist = ((), (body_id,)) if helps else ((body_id,), ())
    return measure.model_copy(update={"agencies": agencies, "assist": assist})


def _carried_out_by(measure: Measure) -> tuple[str, ...]:
    return (Agency.section,) if measure.agencies == "all" else measure.agencies


_T = TypeVar("_T", Level, Pollutant)


def bodies_like(bodies: Sequence[Body], text: str) -> tuple[Body, ...]:
    """The bodies with exactly this name, or else those whose name contains it."""
    wanted = compact(text)
    if not wanted:
        return ()
    exact = tuple(body for body in bodies if wanted in _body_names(body))
    return exact or tuple(body for body in bodies if wanted in compact(body.name))


def _named(things: Iterable[_T], text: str) -> _T | None:
    wanted = compact(text)
    return next((thing for thing in things if wanted in _names(thing)), None)


def _names(thing: Level | Pollutant) -> frozenset[str]:
    return frozenset(map(compact, (thing.id, thing.name, thing.name_en or "", *thing.names))) - {""}


def _position_names(position: Position) -> frozenset[str]:
    return frozenset(map(compact, (position.id, position.name, position.name_en or ""))) - {""}


def _body_names(body: Body) -> frozenset[str]:
    english = (body.name_en or "", body.short_en or "")
    return frozenset(map(compact, (body.id, body.name, body.short, *english))) - {""}


def _those_of(measures: Iterable[Measure], level: Level, kind: MeasureKind) -> tuple[Measure, ...]:
    return tuple(m for m in measures if m.level == level.id and m.kind == kind)
