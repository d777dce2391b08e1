"""What the texts of bulletins of an appraisal are given."""

from storage.immutable import immutable


@immutable
class AppraisalBulletinView:
    office: str
    serial: str | None
    praise: bool
    """Bodies are named for praise; otherwise for what was found wanting."""
    appraisal: str
    """The number of the appraisal."""
    period: str
    text: str
    named: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """Each body with how many things stand against it, by line. Nobody is ranked."""
    bodies: tuple[str, ...]
    is_all: bool


@immutable
class AppraisalBulletinQuestionView:
    """A step of the dialogue that drafts one."""

    step: str
    praise: bool
    period: str
    named: tuple[str, ...]
    text: str
    bodies: tuple[str, ...]
    is_all: bool
