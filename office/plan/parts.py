"""The parts of a plan. Import them from `office.plan.model`, which puts them together."""

from datetime import time, timedelta
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from office.plan.durations import Duration, TimeOfDay
from office.plan.faults import Said, reject

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
# Ids travel in callback data, which Telegram limits to 64 bytes with everything else in it.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=24)]


# Each call of the library's walks through a thousand files.
_zones = cache(available_timezones)


def _known_zone(value: str) -> str:
    if value not in _zones():
        raise reject(
            Said(f"没有“{value}”这个时区", f"there is no time zone '{value}'"),
            Said("写 IANA 时区名，例如 Asia/Shanghai", "use an IANA name such as Asia/Shanghai"),
        )
    return value


def _serial_format(value: str) -> str:
    if _fields_of(value) != ["n", "year"]:
        raise reject(
            Said(f"文号格式“{value}”不完整", f"serial format '{value}' is incomplete"),
            Said(
                "写上 {year} 和 {n}，各一次，不写别的占位符",
                "it needs {year} and {n}, once each, and no other field",
            ),
        )
    return value


def _fields_of(template: str) -> list[str]:
    try:
        return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)
    except ValueError:  # an unbalanced brace
        return []


Zone = Annotated[str, AfterValidator(_known_zone)]
SerialFormat = Annotated[str, AfterValidator(_serial_format)]


class SerialKind(StrEnum):
    """Every series of numbers the office keeps; each starts at 1 in each year."""

    ALERT = "alert"
    ADJUST = "adjust"
    CANCEL = "cancel"
    LIFT = "lift"
    REMINDER = "reminder"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    REFERRAL = "referral"
    REPORT = "report"


class Capability(StrEnum):
    OFFICE = "office"
    APPROVE = "approve"
    COPY = "copy"
    REFERRAL = "referral"
    RECEIVE_REFERRAL = "receive_referral"
    AUDIT = "audit"


class Act(StrEnum):
    """What a signature in an approval chain is called: 审核同意, 同意 or 批准."""

    REVIEW = "review"
    AGREE = "agree"
    APPROVE = "approve"


class AgencyKind(StrEnum):
    DEPARTMENT = "department"
    TOWN = "town"
    COMPANY = "company"


class MeasureKind(StrEnum):
    HEALTH = "health"
    ADVISORY = "advisory"
    MANDATORY = "mandatory"


class Step(StrEnum):
    """The ladder's steps in rising order."""

    REMINDER = "reminder"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    REFERRAL = "referral"


# A set has no order of its own, and a stored plan must read the same every time.
Capabilities = Annotated[frozenset[Capability], PlainSerializer(sorted, return_type=list[str])]


class PlanPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# A name ending in _en is what English readers read instead; see `office.plan.languages`.


class Level(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    names: tuple[Text, ...] = ()
    response: Text
    response_en: Text | None = None
    rank: Annotated[int, Field(ge=1, le=9)]
    colour: Text
    criterion: Text
    # What of the criterion may be found, one by one, as grounds say it.
    conditions: tuple[Text, ...] = ()
    approval: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # By position. Where a plan does not say, a signature is called 同意 and nothing more.
    acts: dict[Slug, Act] = Field(default_factory=dict)
    hazard: Text
    advice: Annotated[tuple[Text, ...], Field(min_length=1)]
    quiet_exempt: bool = False

    def act_of(self, position: str) -> Act:
        return self.acts.get(position, Act.AGREE)


class Pollutant(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    names: tuple[Text, ...] = ()


class Position(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    can: Capabilities = frozenset()
    holders_max: Annotated[int, Field(ge=1)] | None = None


class SourcedText(PlanPart):
    text: Text
    source: Text


class Channel(PlanPart):
    """A way to reach people outside Telegram. Where it leads is a secret of the settings."""

    id: Slug
    name: Text
    name_en: Text | None = None


class Agency(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    short: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6)]
    short_en: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)] | None
    ) = None
    kind: AgencyKind
    duties: Annotated[tuple[SourcedText, ...], Field(min_length=1)]
    # None: every channel of the plan, in its order.
    channels: tuple[Slug, ...] | None = None


class Measure(PlanPart):
    id: Slug
    level: Slug
    kind: MeasureKind
    topic: Text
    text: Text
    source: Text
    # Agency ids and group names; `Plan.concerns` resolves both.
    agencies: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"]


class NoticeTimes(PlanPart):
    issue_ahead: Duration


class Signing(PlanPart):
    """No plan fixes any of it: each has a default, which plans of before have as well."""

    remind_after: Duration = timedelta(minutes=15)
    phone_after: Duration = timedelta(minutes=30)
    two_people_always: bool = False
    """Whether even the only signature that a level takes must be another's than its drafter's."""


class Receipt(PlanPart):
    chase_after: Duration
    due_after: Duration


class Reporting(PlanPart):
    prompt_at: TimeOfDay
    nudge_at: TimeOfDay
    due_at: TimeOfDay
    closing_due_after: Duration
    closing_nudge_before: Duration
    least_notice: Duration
    content: Annotated[tuple[Text, ...], Field(min_length=1)]


class Rung(PlanPart):
    step: Step
    # Counted from the deadline of the rung before, and for the first rung from the report's own.
    after: Duration
    comply_within: Duration | None = None
    copies: tuple[Slug, ...] = ()
    proposed_to: Slug | None = None
    confirmed_by: Slug | None = None
    sent_to: Slug | None = None
    source: Text | None = None


class QuietHours(PlanPart):
    start: TimeOfDay
    end: TimeOfDay

    def covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Downtime(PlanPart):
    counts_from: Duration
    announce_from: Duration


class Enrolment(PlanPart):
    code_valid_for: Duration
    guesses: Annotated[int, Field(ge=1)]
    guess_window: Duration


class PlanShape(PlanPart):
    """All a plan holds, each value sound by itself; `model.Plan` also hangs together."""

    jurisdiction: Slug
    name: Text
    name_en: Text | None = None
    command: Text
    command_en: Text | None = None
    office: Text
    office_en: Text | None = None
    zone: Zone
    area: Text
    area_en: Text | None = None
    # The document that rules the slips, as their last warning and a referral name it.
    supervision_rules: Text | None = None
    supervision_rules_en: Text | None = None
    # The agencies that confer on the forecast, as the grounds of an order name them.
    conferring: tuple[Slug, ...] = ()
    # Begins every serial, so that numbers of two jurisdictions are never mistaken for each other.
    prefix: Text
    serials: dict[str, SerialFormat]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    pollutants: Annotated[tuple[Pollutant, ...], Field(min_length=1)]
    positions: Annotated[tuple[Position, ...], Field(min_length=1)]
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    groups: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    office_channels: tuple[Slug, ...] | None = None
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    notice: NoticeTimes
    signing: Signing = Signing()
    receipt: Receipt
    reporting: Reporting
    # None: the plan knows no slips, and what is late is shown to the office alone.
    ladder: tuple[Rung, ...] = ()
    quiet_hours: QuietHours
    downtime: Downtime
    enrolment: Enrolment
