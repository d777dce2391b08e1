"""What the texts about joint inspections are given."""

from datetime import datetime, time

from storage.immutable import immutable


@immutable
class ConvenedTeam:
    name: str
    members: tuple[str, ...]


@immutable
class ConveningView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    rules: str
    """The title of the document by which it is convened."""
    level: str
    alert: str
    """The serial of the order that calls for it."""
    group: str
    head: str
    deputy: str
    """The posts of whoever heads the group and of the deputy."""
    members: tuple[str, ...]
    teams: tuple[ConvenedTeam, ...]
    each_sends: str
    """Whom each member of a team sends, if the plan says so."""
    has_liaison: bool
    """The head names a liaison of the teams."""
    topics: tuple[str, ...]
    lines: tuple[str, ...]
    neighbours: tuple[str, ...]
    """Those with whom it may be done together."""
    text: str
    report_by: time | None
    """Each day is summed up by then, if the plan asks for that."""


@immutable
class ConveningEndingView:
    office: str
    serial: str
    """The number of the notice that it ends."""


@immutable
class ConveningQuestionView:
    """A step of the dialogue that changes a notice."""

    step: str
    bodies: tuple[str, ...]
    is_all: bool
    text: str


@immutable
class LiaisonView:
    """The head names whoever speaks for the teams, or the office enters whom the head has named."""

    group: str
    teams: tuple[str, ...]
    post: str
    """What the liaison is called."""
    head: str
    serial: str
    name: str = ""
    by: str = ""
    """Who entered it, where that was not the head."""
    at: datetime | None = None
