"""What of the board each may see: one row a part. What has no row is shown to nobody.

No part knows of referrals, so that nobody's page shows one.
"""

from enum import StrEnum

from office.command_board.audience import AudienceKind, BoardAudience
from storage.decisions.matters import MatterKind

INSIDE = frozenset({AudienceKind.OFFICE, AudienceKind.LEADER, AudienceKind.AUDITOR})
IN_THE_HALL = INSIDE | {AudienceKind.WALL}
ALL = frozenset(AudienceKind)


class BoardPart(StrEnum):
    """The fields of the view that not everybody may see, by their names."""

    ALERTS = "alerts"
    GROUNDS = "grounds"
    MATTERS = "matters"
    DRAFTS = "drafts"
    BODIES = "bodies"
    HEAT = "heat"
    TRENDS = "trends"
    SLIPS = "slips"
    PROBLEMS = "problems"
    TIMELINE = "timeline"
    COMING = "coming"
    AIR = "air"
    DELIVERIES = "deliveries"
    DEAD_LETTERS = "dead"
    SHIFTS = "shifts"
    DOWNLOADS = "downloads"
    CALM = "calm"
    WAITING = "waiting"


READERS: dict[BoardPart, frozenset[AudienceKind]] = {
    BoardPart.ALERTS: ALL,
    # Grounds are the words of one office, which all who got the order have read.
    BoardPart.GROUNDS: ALL - {AudienceKind.WALL},
    BoardPart.MATTERS: ALL,
    # What is only proposed is known to nobody outside, and a wall has onlookers.
    BoardPart.DRAFTS: INSIDE,
    BoardPart.BODIES: ALL,
    BoardPart.HEAT: ALL,
    BoardPart.TRENDS: IN_THE_HALL,
    # A body reads of its own, which it has in its group; a wall has onlookers.
    BoardPart.SLIPS: INSIDE | {AudienceKind.BODY},
    # They are counted and not named, as names are those of enterprises.
    BoardPart.PROBLEMS: IN_THE_HALL,
    BoardPart.TIMELINE: ALL,
    BoardPart.COMING: ALL,
    BoardPart.AIR: IN_THE_HALL,
    BoardPart.DELIVERIES: IN_THE_HALL,
    # Their words may be about anything.
    BoardPart.DEAD_LETTERS: INSIDE,
    BoardPart.SHIFTS: IN_THE_HALL,
    BoardPart.DOWNLOADS: INSIDE,
    BoardPart.CALM: IN_THE_HALL,
    # It counts slips and names bodies that have one.
    BoardPart.WAITING: INSIDE,
}

ON_A_WALL = frozenset(
    {
        MatterKind.ALERT,
        MatterKind.CONTROL,
        MatterKind.NOTICE,
        MatterKind.CONSULTATION,
        MatterKind.CONVENING,
    }
)
"""Titles of the others are words of somebody's own, such as that of a meeting, and may name an
enterprise."""


def sees(audience: BoardAudience, part: BoardPart) -> bool:
    return audience.kind in READERS.get(part, frozenset())


def is_bounded(audience: BoardAudience) -> bool:
    """Whether it sees nothing but what concerns its own bodies."""
    return audience.kind not in IN_THE_HALL


def hears_of(audience: BoardAudience, kind: str) -> bool:
    """Whether it may read the title of a matter of this kind."""
    return audience.kind is not AudienceKind.WALL or kind in ON_A_WALL
