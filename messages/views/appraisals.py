"""Defines what the messages about an appraisal of members are given."""

from datetime import datetime

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
