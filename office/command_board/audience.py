"""Who looks at the command board: what is read, and shown, depends on nothing else."""

from enum import StrEnum

from storage.immutable import immutable


class AudienceKind(StrEnum):
    OFFICE = "office"
    LEADER = "leader"
    AUDITOR = "auditor"
    BODY = "body"
    WALL = "wall"


@immutable
class BoardAudience:
    kind: AudienceKind
    bodies: tuple[str, ...] = ()
    """The bodies for which a liaison looks; empty for all others."""
    locale: str = "zh"
