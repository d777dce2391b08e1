"""Defines what the command board is given, with less in it for whoever may see less."""

from datetime import date, datetime
from decimal import Decimal

from messages.views.shifts import ShiftLine
from messages.views.sky import AirDay, OutlookPicture, ProofLine
from storage.immutable import immutable


@immutable
class BoardAlert:
    """An alert that is open, with its clock."""

    title: str
    level: str
    tone: str
    """The id of the level, by which it has its colour; the sign and the name say the same."""
    sign: str
    response: str
    serial: str
    in_force: bool
    starts_at: datetime
    ends_at: datetime | None
    is_over: bool
    next_level: str
    next_at: datetime | None
    lifts_at: datetime | None
    grounds: str = ""
    """Why the level holds, as its order says."""


@immutable
class BoardMatter:
    """Something else that is open, with how long it holds, in words."""

    title: str
    sign: str
    serial: str
    until: str


@immutable
class BoardDraft:
    """An order that is being signed."""

    title: str
    waits_for: str


@immutable
class OwedByBody:
    what: str
    due_at: datetime
    is_overdue: bool
    is_paused: bool


@immutable
class BodyTile:
    """One body in the grid, in the colour of what it owes."""

    name: str
    state: str
    """overdue, unclear, paused, soon, owes, done where it answered what was asked, or free
    where nothing is asked of it."""
    owed: tuple[OwedByBody, ...]
    is_unreachable: bool
    wanting: tuple[str, ...] = ()
    """What makes it so, each kind in a word or two: what is late, or else what is to come."""
    slip: str = ""
    """What its gravest slip that stands is called."""
    slip_tone: str = ""


@immutable
class HeatCell:
    state: str
    """in_time, late, due, overdue or paused; empty where nothing was owed of that day."""
    on_behalf: bool = False


@immutable
class HeatRow:
    body: str
    cells: tuple[HeatCell, ...]


@immutable
class HeatDay:
    day: date
    answered: int
    owed: int


@immutable
class ReportHeat:
    """Who reported of which day, the days of the alert beside one another."""

    days: tuple[HeatDay, ...]
    rows: tuple[HeatRow, ...]


@immutable
class TrendLine:
    what: str
    unit: str
    value: int | Decimal
    before: int | Decimal | None
    """The sum of the day before; None where nobody reported any."""
    points: tuple[int | Decimal | None, ...]
    to_check: int = 0
    """How many bodies' figures in the newest sum are still to be checked."""


@immutable
class ReportTrends:
    days: tuple[date, ...]
    lines: tuple[TrendLine, ...]


@immutable
class StepTally:
    """How many slips of one step stand, and how many were complied with."""

    title: str
    tone: str
    standing: int
    settled: int


@immutable
class ProblemTally:
    """How many problems are at one step of being put right."""

    step: str
    """filed, assigned, applied or accepted."""
    count: int


@immutable
class TimelineEntry:
    at: datetime
    what: str
    tone: str
    sign: str
    serial: str
    is_ahead: bool
    """It has been announced and has not come yet."""


@immutable
class ComingEntry:
    """Something that is known to come, by its hour."""

    at: datetime
    what: str


@immutable
class BoardScene:
    """What goes on in earnest, or in an exercise; the two are never mixed."""

    drill: bool
    is_paused: bool = False
    """Whether it is an exercise that stands still, and with it all that it asks for."""
    is_played: bool = False
    """Whether it is an exercise that has begun, though nothing of it may be open yet."""
    coming: tuple[ComingEntry, ...] = ()
    alerts: tuple[BoardAlert, ...] = ()
    matters: tuple[BoardMatter, ...] = ()
    drafts: tuple[BoardDraft, ...] = ()
    bodies: tuple[BodyTile, ...] = ()
    heat: ReportHeat | None = None
    trends: ReportTrends | None = None
    slips: tuple[StepTally, ...] = ()
    problems: tuple[ProblemTally, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()


@immutable
class AirPanel:
    """The air that is known and expected, and what the plan's figures make of it."""

    picture: OutlookPicture
    days: tuple[AirDay, ...]
    level: str
    """The level that its figures reach; empty where they reach none."""
    tone: str
    sign: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_graded: bool
    reaches: datetime
    """How far its figures reach; by then another forecast is wanted."""
    conditions: tuple[ProofLine, ...] = ()
    """The conditions of the plan that its figures meet, each with the means that show it."""


@immutable
class DeadOnBoard:
    to: str
    title: str
    reason: str


@immutable
class DeliveryPanel:
    queued: int
    oldest_at: datetime | None
    """Since when the oldest of them waits."""
    unreachable: tuple[str, ...]
    dead_total: int
    dead: tuple[DeadOnBoard, ...] = ()


@immutable
class ShiftPanel:
    now: ShiftLine | None
    following: ShiftLine | None


@immutable
class BoardDownload:
    name: str
    made_at: datetime
    size: int
    sha256: str


@immutable
class EndedEpisode:
    """The last alert that ended, so that a quiet board tells what was."""

    title: str
    started_at: datetime
    ended_at: datetime
    answered: int
    in_time: int
    owed: int
    """The reports of its days: how many came, how many of them in time, how many were owed."""


@immutable
class CalmPanel:
    """What the office does while no alert is in force."""

    waiting: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    """The work of the calendar that is to be done now."""
    last: EndedEpisode | None = None
    season_alerts: int = 0
    """How many alerts began since the first of July, which no heating season spans."""


@immutable
class CommandBoard:
    office: str
    at: datetime
    changes_at: datetime
    """When something that it shows changes by itself, as a deadline comes."""
    reader: str
    """Whom it is for: office, leader, auditor, body or wall."""
    named: str
    """The bodies of whoever reads no more than what concerns these; empty for all others."""
    real: BoardScene
    exercise: BoardScene | None = None
    air: AirPanel | None = None
    deliveries: DeliveryPanel | None = None
    shifts: ShiftPanel | None = None
    downloads: tuple[BoardDownload, ...] = ()
    calm: CalmPanel | None = None
