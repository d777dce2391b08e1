"""All that a plan says. `office.plan.model` asks it and checks its parts together."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator

from office.plan.appraisal import Appraisal
from office.plan.base import Base
from office.plan.bodies import (
    Agency,
    Body,
    Channel,
    County,
    OutsideOffice,
    Position,
    PublicChannel,
    Team,
)
from office.plan.cap import USUAL_CAP, CapRules
from office.plan.cascade import Cascade
from office.plan.chains import Chains
from office.plan.consultation import USUAL_CONSULTATION, ConsultationRules
from office.plan.consultation_reports import ConsultationReports
from office.plan.control import Control, Joint
from office.plan.drills import USUAL_DRILLS, DrillScript
from office.plan.dust import USUAL_DUST_NOTICE, HealthNotice
from office.plan.duties import Duty
from office.plan.enterprises import EnterpriseRule
from office.plan.forecast_rules import ForecastRules
from office.plan.former import with_ladders, with_owes
from office.plan.forms import Form
from office.plan.grading import Grading, Reductions
from office.plan.inspection import Inspection
from office.plan.ladders import Rung
from office.plan.levels import Level, Pollutant
from office.plan.local_holidays import LocalHoliday
from office.plan.many import Many
from office.plan.measures import Measure, MeasureKind, Premise
from office.plan.meetings import DispatchMeeting
from office.plan.office_work import OfficeWork
from office.plan.official_forms import OfficialForm
from office.plan.owed import Owed
from office.plan.papers import Filing, Register
from office.plan.public_text import PublicText
from office.plan.seasons import Season
from office.plan.serials import SerialFormat
from office.plan.shifts import USUAL_SHIFTS, ShiftRules
from office.plan.sources import Source
from office.plan.statistics import Statistics
from office.plan.texts import PlanPart, Slug, Text, Zone
from office.plan.times import Brief, Downtime, Enrolment, NoticeTimes, QuietHours, Signing
from office.plan.tips import Tips
from office.plan.unasked import Unasked
from office.plan.unlikely_figures import UnlikelyFigures
from office.plan.urgent import USUAL_URGENT, UrgentRules
from storage.enterprises.decisions import DecisionKind


class PlanShape(PlanPart):
    """All that a plan holds, each value checked alone; `model.Plan` also checks them together."""

    jurisdiction: Slug
    name: Text
    name_en: Text | None = None
    command: Text
    command_en: Text | None = None
    office: Text
    office_en: Text | None = None
    zone: Zone
    # Days off that the jurisdiction has beside those of the whole country.
    holidays: tuple[date, ...] = ()
    # Those of which the days are announced each year, and entered by the office.
    local_holidays: tuple[LocalHoliday, ...] = ()
    area: Text
    area_en: Text | None = None
    # The plan that this one extends, where it does (`extends` in its file).
    based_on: Base | None = None
    # The documents that the plan rests on, under the keys by which each `source` names them.
    sources: dict[Text, Source] = Field(default_factory=dict)
    # What the sources leave unclear, such as a row that breaks off: `plan check` shows it.
    notes: tuple[Text, ...] = ()
    notes_en: tuple[Text, ...] = ()
    command_duties: tuple[Duty, ...] = ()
    office_duties: tuple[Duty, ...] = ()
    # Duties that several bodies share, by the name under which each body has them.
    duty_sets: dict[Slug, tuple[Duty, ...]] = Field(default_factory=dict)
    # The document that governs slips, as their last warning and a referral cite it.
    supervision_rules: Text | None = None
    supervision_rules_en: Text | None = None
    # The agencies that confer on the forecast, and send it.
    conferring: tuple[Slug, ...] = ()
    # Who sends forecasts, where that is not whoever confers on them.
    forecasts: ForecastRules | None = None
    # Who fills which box of a consultation, and who signs the office's.
    consultation: ConsultationRules = USUAL_CONSULTATION
    # When they confer without an alert, and what comes of it on paper.
    consultation_reports: ConsultationReports = ConsultationReports()
    # Under which names files of many cities have this jurisdiction's air, beside its own.
    measured_as: tuple[Text, ...] = ()
    # Every serial begins with it, so that no two jurisdictions have the same numbers.
    prefix: Text
    serials: dict[str, SerialFormat]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    pollutants: Annotated[tuple[Pollutant, ...], Field(min_length=1)]
    positions: Annotated[tuple[Position, ...], Field(min_length=1)]
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    teams: tuple[Team, ...] = ()
    counties: tuple[County, ...] = ()
    outside: tuple[OutsideOffice, ...] = ()
    public: PublicChannel | None = None
    # What the public is to be told of an alert; None where no document says it.
    public_text: PublicText | None = None
    # What citizens may write by the link under the posts of the public channel.
    tips: Tips = Tips()
    groups: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    # What people call a group. A group without a name is called by its first member.
    group_names: dict[Slug, Text] = Field(default_factory=dict)
    group_names_en: dict[Slug, Text] = Field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    office_channels: tuple[Slug, ...] | None = None
    premises: dict[MeasureKind, Premise] = Field(default_factory=dict)
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    grading: Grading | None = None
    reductions: Reductions | None = None
    notice: NoticeTimes
    signing: Signing = Signing()
    chains: Chains = Chains()
    # By when a county's own office starts what this office has issued for it.
    cascade: Cascade | None = None
    # What answers are made of; what is owed names them (`form`).
    forms: tuple[Form, ...] = ()
    # What the office itself reports upward, as the plan's own tables have it.
    official_forms: tuple[OfficialForm, ...] = ()
    # How responses are counted; without it by calendar years.
    statistics: Statistics | None = None
    # Which figures of forms are too high to be likely; without it none is by itself.
    unlikely: UnlikelyFigures | None = None
    # How members are appraised; without it there is no scoreboard.
    appraisal: Appraisal | None = None
    # What bodies owe; each kind stands here once.
    owes: tuple[Owed, ...]
    # The ladders by name. An empty one has no steps: what is late is shown only to the office.
    ladders: dict[Slug, tuple[Rung, ...]]
    # The ladders by which a body has one open slip at a time: what it misses later of the same kind
    # is added to that slip. On all others each thing that is missed brings slips of its own.
    one_slip: tuple[Slug, ...] = ()
    # When so many are late with the same that the office is asked before any slip goes; None where
    # nobody is asked.
    many: Many | None = None
    # How much a body's group is told in a day before what only reminds is left out; None where it
    # never is.
    unasked: Unasked | None = None
    # What is done before any colour; None where the plan knows no control dispatch.
    control: Control | None = None
    # The daily meeting of the members; None where the plan knows none.
    dispatch_meeting: DispatchMeeting | None = None
    # Who is called together to inspect, from which level on; None where the plan knows nobody.
    inspection: Inspection | None = None
    # What bodies outside the command may be asked for.
    joint: tuple[Joint, ...] = ()
    # Parts of the year in which, or out of which, or before which something is owed.
    seasons: tuple[Season, ...] = ()
    # The lists that bodies keep current, and what is drawn up and filed.
    registers: tuple[Register, ...] = ()
    filings: tuple[Filing, ...] = ()
    # What the office itself does by the calendar.
    office_work: tuple[OfficeWork, ...] = ()
    # By which scripts exercises are played.
    drills: Annotated[tuple[DrillScript, ...], Field(min_length=1)] = USUAL_DRILLS
    # What may be decided about an enterprise; a kind that no document knows is not offered.
    enterprise_decisions: dict[DecisionKind, EnterpriseRule] = Field(default_factory=dict)
    # Sand and dust have no levels: the public is told how to protect itself.
    dust: HealthNotice = USUAL_DUST_NOTICE
    # When the office's shifts change. It means nothing to an office that enters no rota.
    shifts: ShiftRules = USUAL_SHIFTS
    # How alerts are told to others in the form of CAP 1.2.
    cap: CapRules = USUAL_CAP
    # What the office reports upward at once.
    urgent: UrgentRules = USUAL_URGENT
    # Without it nobody is told how things stand unless they ask.
    brief: Brief | None = None
    quiet_hours: QuietHours
    # No slip is issued in the quiet hours. In the night, which may be shorter, people sleep: what
    # can wait is not asked, and waking hours do not pass. Without a night these are the same.
    night: QuietHours | None = None
    downtime: Downtime
    enrolment: Enrolment

    @property
    def serves_responsible(self) -> bool:
        return any(rung.responsible for rungs in self.ladders.values() for rung in rungs)

    @property
    def unlikely_figures(self) -> Mapping[str, int]:
        return self.unlikely.above if self.unlikely is not None else {}

    @property
    def bodies(self) -> tuple[Body, ...]:
        return (*self.agencies, *self.teams, *self.counties, *self.outside)

    @model_validator(mode="before")
    @classmethod
    def _of_any_age(cls, facts: Any) -> Any:
        return with_owes(with_ladders(facts))
