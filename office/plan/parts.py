"""The parts of a plan. `office.plan.model` puts them together; import them from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from office.plan.durations import Duration, TimeOfDay, between
from office.plan.faults import Said, reject
from storage.matters import MatterKind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
# Ids stand in callback data, which Telegram limits to 64 bytes with everything else in it.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=24)]
StepMark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4)]


# Each call of `available_timezones` walks through a thousand files.
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
    """The series of numbers that every office keeps; each starts at 1 in each year.

    Each step of a ladder that is a slip has a series of its own beside them.
    """

    ALERT = "alert"
    ADJUST = "adjust"
    CANCEL = "cancel"
    LIFT = "lift"
    REPORT = "report"
    NOTICE = "notice"
    TASK = "task"


USUAL_SERIALS = {
    SerialKind.NOTICE: "指知〔{year}〕{n}号",
    SerialKind.TASK: "指办〔{year}〕{n}号",
}
"""The form of numbers in series that older plans do not name (source: none)."""


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


class BodyKind(StrEnum):
    """A body is a member agency, a team, a county, or an office outside the command."""

    AGENCY = "agency"
    TEAM = "team"
    COUNTY = "county"
    OUTSIDE = "outside"


class AgencyKind(StrEnum):
    DEPARTMENT = "department"
    TOWN = "town"
    COMPANY = "company"


class MeasureKind(StrEnum):
    HEALTH = "health"
    ADVISORY = "advisory"
    MANDATORY = "mandatory"


class Addressee(StrEnum):
    """Who is told by a step of a ladder."""

    BODY = "body"
    """The body that owes."""
    OFFICE = "office"


# A set has no order, but a stored plan must read the same every time.
Capabilities = Annotated[frozenset[Capability], PlainSerializer(sorted, return_type=list[str])]


class PlanPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# English readers read the field ending in _en instead; see `office.plan.languages`.


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
    # The single conditions of the criterion, as grounds state them.
    conditions: tuple[Text, ...] = ()
    approval: Annotated[tuple[Slug, ...], Field(min_length=1)]
    # The acts by position. Where a plan does not say, a signature is called 同意.
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
    """A way to reach people outside Telegram. Its address is a secret of the settings."""

    id: Slug
    name: Text
    name_en: Text | None = None


class Body(PlanPart):
    """A body may be told and may owe. Any two bodies of a plan have different ids."""

    body_kind: ClassVar[BodyKind]
    section: ClassVar[str]
    """Where the plan lists the bodies of this kind."""

    id: Slug
    name: Text
    name_en: Text | None = None
    short: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6)]
    short_en: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)] | None
    ) = None
    duties: tuple[SourcedText, ...] = ()
    # None means every channel of the plan, in its order.
    channels: tuple[Slug, ...] | None = None

    def hears_of(self, _matter: MatterKind) -> bool:
        return False


class PublicChannel(PlanPart):
    """A channel on Telegram that everybody may read, and that nobody may answer."""

    name: Text
    name_en: Text | None = None


class Agency(Body):
    body_kind = BodyKind.AGENCY
    section = "agencies"

    kind: AgencyKind
    duties: Annotated[tuple[SourcedText, ...], Field(min_length=1)]


class OtherBody(Body):
    """It is told of what all agencies are told of only where the plan says so (`told`)."""

    told: tuple[MatterKind, ...] = ()

    def hears_of(self, matter: MatterKind) -> bool:
        return matter in self.told


class Team(OtherBody):
    """Several bodies that do one thing together; the team as a whole owes what it owes."""

    body_kind = BodyKind.TEAM
    section = "teams"

    # A lead need not be a member, and some plans name no lead.
    lead: Slug | None = None
    members: Annotated[tuple[Slug, ...], Field(min_length=1)]
    duties: Annotated[tuple[SourcedText, ...], Field(min_length=1)]


class County(OtherBody):
    body_kind = BodyKind.COUNTY
    section = "counties"


class OutsideOffice(OtherBody):
    """An office that is not part of the command: the one above, a neighbour, a park."""

    body_kind = BodyKind.OUTSIDE
    section = "outside"


class Measure(PlanPart):
    id: Slug
    level: Slug
    kind: MeasureKind
    topic: Text
    text: Text
    source: Text
    # These are agency ids and group names; `Plan.concerns` resolves both.
    agencies: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"]


class NoticeTimes(PlanPart):
    issue_ahead: Duration


class Signing(PlanPart):
    """No plan has to say any of this: each field has a default, also for older plans."""

    remind_after: Duration = timedelta(minutes=15)
    phone_after: Duration = timedelta(minutes=30)
    two_people_always: bool = False
    """Whether somebody else than the drafter must sign even if a level takes only one signature."""


class When(StrEnum):
    """The event that makes it owed."""

    ORDER = "order"
    """The order that asks for it."""
    DAILY = "daily"
    """Each day in force, from the second day on."""
    LIFT = "lift"
    """The end of what was in force."""


class Owed(PlanPart):
    """One kind of thing that bodies owe: who owes it, when, by when, and what follows."""

    kind: Slug
    # These are agency ids and group names.
    who: Annotated[tuple[Slug, ...], Field(min_length=1)] | Literal["all"] = "all"
    when: When
    # For what is owed daily: the time at which all are asked about the day before.
    prompt_at: TimeOfDay | None = None
    # It is due at this time on the day on which it is asked for, or so long after that. Neither is
    # given where the order itself names the deadline.
    due_at: TimeOfDay | None = None
    due_after: Duration | None = None
    # None means that nobody is asked again before the deadline.
    remind_before: Duration | None = None
    # The time that every body has from the moment it was asked.
    least_notice: Duration = timedelta()
    # What an answer should say.
    content: tuple[Text, ...] = ()
    ladder: Slug
    source: Text | None = None

    @property
    def by_the_clock(self) -> tuple[time, time]:
        if self.prompt_at is None or self.due_at is None:
            raise ValueError(f"{self.kind} is not owed daily")
        return self.prompt_at, self.due_at

    @property
    def time_allowed(self) -> timedelta | None:
        """The time from the prompt to the deadline; None where the order names the deadline."""
        if self.prompt_at is not None and self.due_at is not None:
            return between(self.prompt_at, self.due_at)
        return self.due_after


class FormerReceipt(PlanPart):
    """What plans said of receipts before they had `owes`."""

    chase_after: Duration
    due_after: Duration


class FormerReporting(PlanPart):
    """What plans said of reports before they had `owes`."""

    prompt_at: TimeOfDay
    nudge_at: TimeOfDay
    due_at: TimeOfDay
    closing_due_after: Duration
    closing_nudge_before: Duration
    least_notice: Duration
    content: Annotated[tuple[Text, ...], Field(min_length=1)]


class Rung(PlanPart):
    """One step of a ladder: what follows if nothing came in time."""

    step: Slug
    # The messages have a title and a mark for some steps (`SPOKEN_SLIPS`, `SPOKEN_WORDS`). Here a
    # plan may call any step as its own rules do.
    title: Text | None = None
    title_en: Text | None = None
    mark: StepMark | None = None
    # A slip has a serial, is served on the body and waits for the morning. Any other step is told
    # to its addressees at any hour.
    slip: bool = True
    addressees: Annotated[tuple[Addressee, ...], Field(min_length=1)] = (Addressee.BODY,)
    # It counts from the deadline of the rung before; for the first rung, from the obligation's.
    after: Duration
    comply_within: Duration | None = None
    copies: tuple[Slug, ...] = ()
    # If these are given, a person decides about the step, and it goes to somebody else.
    proposed_to: Slug | None = None
    confirmed_by: Slug | None = None
    sent_to: Slug | None = None
    source: Text | None = None

    @property
    def is_decided(self) -> bool:
        return self.confirmed_by is not None

    @property
    def is_spoken(self) -> bool:
        return self.step in (SPOKEN_SLIPS if self.slip else SPOKEN_WORDS)

    @property
    def only_reminds(self) -> bool:
        return self.comply_within is None and not self.copies and not self.is_decided


NOTHING_YET = "none"
"""The step of an obligation before anything was asked again; no rung has this name."""

SPOKEN_SLIPS: dict[str, str] = {
    "reminder": "🔔",
    "yellow": "🟡",
    "orange": "🟠",
    "red": "🔴",
    "referral": "⚖️",
}
"""Slips for which the messages have their own words, each with its mark."""

SPOKEN_WORDS: dict[str, str] = {"overdue": "❗", "office_told": "❗"}
"""Steps other than slips for which the messages have their own words."""

OTHER_MARK = "📄"
"""The mark of a step to which neither the plan nor the messages give one."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps that follow one after another until what is owed has come."""

    rungs: tuple[Rung, ...] = ()

    @property
    def only_says(self) -> bool:
        """It has steps, and none of them is a slip."""
        return bool(self.rungs) and not any(rung.slip for rung in self.rungs)

    def rung(self, step: str) -> Rung | None:
        return next((rung for rung in self.rungs if rung.step == step), None)

    def after(self, step: str) -> Rung | None:
        following = self._place(step) + 1
        return self.rungs[following] if following < len(self.rungs) else None

    def reached(self, step: str) -> str:
        """The last of the words that follow this step before the next slip, or the step itself."""
        following = self.after(step)
        while following is not None and not following.slip:
            step, following = following.step, self.after(following.step)
        return step

    def spoken_of(self, step: str) -> Rung | None:
        """The step itself, or the one before it if only the people concerned may hear of it."""
        upto = self.rungs[: self._place(step) + 1]
        return next((rung for rung in reversed(upto) if not rung.is_decided), None)

    def is_last(self, step: str) -> bool:
        return self._place(step) + 1 == len(self.rungs)

    def _place(self, step: str) -> int:
        return next((place for place, rung in enumerate(self.rungs) if rung.step == step), -1)


def _word(step: str, *addressees: Addressee) -> Rung:
    return Rung(step=step, after=timedelta(), slip=False, addressees=addressees)


USUAL_LADDERS: dict[str, tuple[Rung, ...]] = {
    "receipt": (_word("overdue", Addressee.BODY, Addressee.OFFICE),),
    "gentle": (_word("office_told", Addressee.OFFICE),),
    "report": (),
}
"""The further ladders of plans that were written for one ladder; none of them has a slip."""


class HealthNotice(PlanPart):
    """What the public is advised to do where no level is declared."""

    valid_for: Duration
    hazard: Text
    advice: Annotated[tuple[Text, ...], Field(min_length=1)]
    # What bodies may do beyond the advice.
    control: Text | None = None
    source: Text


USUAL_DUST_NOTICE = HealthNotice(
    valid_for=timedelta(hours=24),
    hazard="沙尘天气时可吸入颗粒物浓度升高，易刺激眼睛和呼吸道，可诱发或加重呼吸系统、心血管疾病。",
    advice=(
        "老人、儿童、户外作业人员和呼吸系统、心血管疾病患者尽量留在室内。",
        "关好门窗，减少外出；外出戴口罩、护目镜，返回后及时清洗口鼻和面部。",
        "能见度低时减速慢行，远离广告牌、临时搭建物。",
        "出现胸闷、咳嗽、气喘等不适，及时就医。",
    ),
    source="none",
)
"""The notice of plans that say nothing about dust."""


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


def with_ladders(facts: Any) -> Any:
    """Read a plan that was stored when there was only the ladder of the reports."""
    if not isinstance(facts, Mapping) or "ladders" in facts:
        return facts
    others = {key: value for key, value in facts.items() if key != "ladder"}
    rungs = [_former_rung(rung) for rung in facts.get("ladder", ())]
    return {**others, "ladders": {**USUAL_LADDERS, "report": rungs}}


POSTS = {"proposed_to", "confirmed_by", "sent_to"}


def _former_rung(rung: Any) -> Any:
    # Only the referral was decided by a post; on any other step these keys meant nothing.
    if not isinstance(rung, Mapping) or rung.get("step") == "referral":
        return rung
    return {key: value for key, value in rung.items() if key not in POSTS}


def with_owes(facts: Any) -> Any:
    """Read a plan that was stored when only receipts and two reports were known."""
    if not isinstance(facts, Mapping) or "owes" in facts or not facts.keys() >= FORMER:
        return facts
    receipt = FormerReceipt.model_validate(facts["receipt"])
    reporting = FormerReporting.model_validate(facts["reporting"])
    others = {key: value for key, value in facts.items() if key not in FORMER}
    return {**others, "owes": (_receipt(receipt), *_reports(reporting), TASK)}


FORMER = {"receipt", "reporting"}
TASK = Owed(kind="task", when=When.ORDER, remind_before=timedelta(hours=2), ladder="gentle")
"""What is owed for a task in plans that say nothing about tasks."""


def _receipt(former: FormerReceipt) -> Owed:
    # Nobody is asked again in the moment in which it was asked, so `0m` means no chase.
    chased_at_once = former.chase_after == timedelta()
    return Owed(
        kind="receipt",
        when=When.ORDER,
        due_after=former.due_after,
        remind_before=None if chased_at_once else former.due_after - former.chase_after,
        least_notice=former.due_after,
        ladder="receipt",
    )


def _reports(former: FormerReporting) -> tuple[Owed, Owed]:
    daily = Owed(
        kind="daily",
        when=When.DAILY,
        prompt_at=former.prompt_at,
        due_at=former.due_at,
        remind_before=between(former.nudge_at, former.due_at),
        least_notice=former.least_notice,
        content=former.content,
        ladder="report",
    )
    closing = Owed(
        kind="closing",
        when=When.LIFT,
        due_after=former.closing_due_after,
        remind_before=former.closing_nudge_before,
        least_notice=former.least_notice,
        content=former.content,
        ladder="report",
    )
    return daily, closing


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
    area: Text
    area_en: Text | None = None
    # The document that governs slips, as their last warning and a referral cite it.
    supervision_rules: Text | None = None
    supervision_rules_en: Text | None = None
    # The agencies that confer on the forecast; the grounds of an order name them.
    conferring: tuple[Slug, ...] = ()
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
    groups: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    # What people call a group. A group without a name is called by its first member.
    group_names: dict[Slug, Text] = Field(default_factory=dict)
    group_names_en: dict[Slug, Text] = Field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    office_channels: tuple[Slug, ...] | None = None
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    notice: NoticeTimes
    signing: Signing = Signing()
    # What bodies owe; each kind stands here once.
    owes: tuple[Owed, ...]
    # The ladders by name. An empty one has no steps: what is late is shown only to the office.
    ladders: dict[Slug, tuple[Rung, ...]]
    # Sand and dust have no levels: the public is told how to protect itself.
    dust: HealthNotice = USUAL_DUST_NOTICE
    quiet_hours: QuietHours
    downtime: Downtime
    enrolment: Enrolment

    @property
    def bodies(self) -> tuple[Body, ...]:
        return (*self.agencies, *self.teams, *self.counties, *self.outside)

    @model_validator(mode="before")
    @classmethod
    def _of_any_age(cls, facts: Any) -> Any:
        return with_owes(with_ladders(facts))
