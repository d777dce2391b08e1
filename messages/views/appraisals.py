"""Defines what the messages about an appraisal of members are given."""

from datetime import datetime

from messages.views.alerts import StepView
from storage.immutable import immutable


@immutable
class AppraisalCardView:
    title: str
    state: str
    drafter: str
    drafted_at: datetime
    until: datetime
    members: int
    unblemished: int
    """How many members lost no point."""
    lines: tuple[tuple[str, str, int], ...]
    """Each line with its part, which may be empty, and what it is worth."""
    object_by: datetime | None
    """Until when bodies may object; None before it was sent to them."""
    confirmed: tuple[str, ...]
    objected: tuple[str, ...]
    awaited: tuple[str, ...]
    silent: tuple[str, ...]
    unreached: tuple[str, ...]
    undecided: int
    """How many objections the office has not decided on."""
    proposals: int
    serial: str


@immutable
class LineScoreView:
    name: str
    part: str
    count: int
    points: float
    of: int


@immutable
class PointLossView:
    number: int
    points: float
    reason: str
    struck: str
    """Why a correction struck it out; empty where it stands."""


@immutable
class MemberScoreView:
    """What one member reads of itself, and the office of it."""

    body: str
    title: str
    points: float
    of: int
    share: float | None
    """In parts of 100; None where nothing counts for it."""
    lines: tuple[LineScoreView, ...]
    losses: tuple[PointLossView, ...]
    proposals: tuple[tuple[str, str, str], ...] = ()
    """What is proposed for it: praise or blame, the words, and whose they are."""


@immutable
class CheckView:
    """What a body reads of itself, and is asked to confirm."""

    member: MemberScoreView
    state: str
    until: datetime | None
    by: str
    at: datetime | None
    objections: tuple[str, ...]
    office: str
    signed: bool


@immutable
class ObjectionView:
    title: str
    body: str
    reason: str
    """Why the point was lost."""
    words: str
    filed_by: str
    filed_at: datetime
    state: str
    decided_by: str
    decided_at: datetime | None
    decision: str


@immutable
class AppraisalPaperView:
    """An appraisal as it is put before its signers."""

    title: str
    state: str
    serial: str
    drafter: str
    drafted_at: datetime
    members: tuple[tuple[str, float | None, int], ...]
    """Each member as the plan lists it: its share in parts of 100, and how many lost points."""
    replies: tuple[tuple[str, int], ...]
    """How many bodies said what, by state."""
    corrections: int
    proposals: tuple[tuple[str, str, str], ...]
    """Praise or blame, the member, the words."""
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""


@immutable
class LeadView:
    """A lead that an appraisal brought up, for whoever confirms it and whoever gets it."""

    proposal: bool
    serial: str
    appraisal: str
    """The number of the appraisal."""
    recipient: str
    rules: str
    office: str
    proposer: str
    words: str
    confirmed: tuple[tuple[str, str], ...]
    """The posts that have confirmed it, each with its holder."""
    others: tuple[tuple[str, str], ...]
    """Other leads of the same appraisal on the same body: the number and the state of each."""
    at: datetime
    member: MemberScoreView
