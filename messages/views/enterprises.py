"""Defines what the texts about enterprises and their reduction lists are given."""

from datetime import date, datetime

from messages.views.alerts import StepView
from messages.views.pictures import BodyFigures
from messages.views.understood import CurbSaid
from storage.immutable import immutable


@immutable
class LevelCount:
    """How many enterprises a list stops and limits at one level."""

    level: str
    stop: int
    limit: int
    unclear: int
    """Of so many the list does not say it plainly; they are counted as neither."""


@immutable
class UnreadCell:
    row: int
    column: str
    text: str
    reason: str


@immutable
class ListPreview:
    """A list as it was read, before anybody puts it in force."""

    title: str
    owner: str
    sheet: str
    """Its sheet, where there are others that were left out."""
    firms: int
    levels: tuple[LevelCount, ...]
    missing: tuple[str, ...]
    """The levels of which the list has no column."""
    unread: tuple[UnreadCell, ...]
    more_unread: int
    before: datetime | None
    """Since when the version holds that it would replace; None where there is none."""
    added: tuple[str, ...]
    gone: tuple[str, ...]
    """Those that stand in one version alone; empty where nothing is replaced."""


@immutable
class ListLine:
    """A keeper's list in force, or that there is none."""

    title: str
    owner: str
    since: datetime | None
    version: int
    by: str
    file: str
    firms: int
    unread: int
    levels: tuple[LevelCount, ...]


@immutable
class ListsView:
    lists: tuple[ListLine, ...]
    of: date | None = None
    """The day of what was reported; None where no response is under way."""
    level: str = ""
    """The level of that day."""
    curbs: tuple[BodyFigures, ...] = ()
    """What was stopped or limited that day, as each body says."""


@immutable
class BodyFirms:
    """What one body said of the enterprises of its list on one day."""

    body: str
    curbs: tuple[CurbSaid, ...]


@immutable
class FirmFinding:
    """A problem that was filed of an enterprise on that day."""

    name: str
    serial: str


@immutable
class PowerRise:
    """Power that does not fit what was said of a day; it is to be checked, and blames nobody."""

    name: str
    """The enterprise; empty where it is the power of all of them."""
    body: str
    """The body that said so; empty where it is of one enterprise."""
    before: str
    now: str
    unit: str


@immutable
class DayFirms:
    """Enterprise by enterprise, what was said and found of one day."""

    day: date
    bodies: tuple[BodyFirms, ...]
    findings: tuple[FirmFinding, ...] = ()
    powers: tuple[BodyFigures, ...] = ()
    """The power that was reported, beside that of the day before."""
    named_powers: int = 0
    """The number of enterprises of which the power was reported one by one."""
    rises: tuple[PowerRise, ...] = ()
    level: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.bodies or self.findings or self.powers or self.named_powers)


@immutable
class FirmDayLine:
    """What was said of one enterprise on one day."""

    day: date
    body: str
    act: str
    done: bool | None
    power: str
    """In kWh; empty where nobody said so."""
    drill: bool


@immutable
class ListedCurb:
    """What the newest list wants of one enterprise at one level."""

    level: str
    act: str
    percent: int | None
    said: str


@immutable
class DecisionOutcome:
    at: datetime
    by: str
    text: str


@immutable
class DecisionCardView:
    """A decision about an enterprise, as office and signers read it."""

    title: str
    kind: str
    serial: str
    state: str
    said: tuple[tuple[str, str], ...]
    drafter: str
    drafted_at: datetime
    steps: tuple[StepView, ...]
    outcomes: tuple[DecisionOutcome, ...]
    post: str
    """The post in which a signer is asked; empty for all other readers."""


@immutable
class EnterpriseDecisionLine:
    decision_id: int
    kind: str
    serial: str
    at: datetime
    state: str
    drill: bool
    reason: str
    outcomes: tuple[DecisionOutcome, ...]


@immutable
class EnterpriseProblemLine:
    serial: str
    filed_at: datetime
    state: str
    found: str
    drill: bool


@immutable
class NearProblem:
    """A problem whose unit is called almost as an enterprise is, and may be another one."""

    problem_id: int
    serial: str
    unit: str
    filed_at: datetime


@immutable
class EnterpriseView:
    """All that is on record of one enterprise."""

    enterprise_id: int
    name: str
    industry: str
    place: str
    grade: str
    lines: str
    list_title: str
    list_since: datetime | None
    is_listed: bool
    """The list that is in force names it."""
    curbs: tuple[ListedCurb, ...]
    versions: int
    """So many versions of lists have named it."""
    decisions: tuple[EnterpriseDecisionLine, ...]
    problems: tuple[EnterpriseProblemLine, ...]
    days: tuple[FirmDayLine, ...] = ()
    """Day by day, the newest first."""
    near_problems: tuple[NearProblem, ...] = ()
    """Not counted among its own, until somebody says that they are."""
    near_firms: tuple[str, ...] = ()
    """Other enterprises on record that are called almost so."""


@immutable
class EnterpriseDraftView:
    """What is about to be decided, before it is confirmed."""

    title: str
    said: tuple[tuple[str, str], ...]
    signers: tuple[str, ...]
    """The posts that decide it, one after another."""
    tells: str
    """The body that gets the paper; empty where none does."""
