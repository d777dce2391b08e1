"""What the texts about an exercise as a whole are given."""

from datetime import date, datetime

from messages.views.alerts import StepView
from storage.immutable import immutable


@immutable
class PlayedPost:
    post: str
    person: str
    """Empty where nobody has been chosen."""


@immutable
class ActView:
    name: str
    planned_at: datetime
    state: str
    began_at: datetime | None = None
    ended_at: datetime | None = None
    is_late: bool = False
    """Its hour has passed, and it has not begun."""


@immutable
class ForecastDay:
    day: date
    aqi: int


@immutable
class ExerciseView:
    title: str
    state: str
    level: str
    response: str
    compressed: bool
    days: int
    begins_at: datetime
    air: tuple[ForecastDay, ...]
    groups: tuple[str, ...]
    """The bodies that take part in their own groups."""
    scripted: tuple[str, ...]
    late: tuple[str, ...]
    """Those of them that answer after the deadline."""
    wrong: tuple[str, ...]
    silent: tuple[str, ...]
    beside: tuple[str, ...]
    """Teams that take part and hear of no alert, so that they are not counted with the others."""
    left_out: tuple[str, ...]
    posts: tuple[PlayedPost, ...]
    acts: tuple[ActView, ...]
    drafter: str
    drafted_at: datetime
    steps: tuple[StepView, ...]
    post: str
    """The post in which a signer is asked; empty in what others read."""
    told_at: datetime | None
    """When those who take part are told, or were."""
    paused_at: datetime | None = None
    gave_way_to: str = ""
    """The order in earnest before which it stands still."""
    ended_at: datetime | None = None
    is_default: bool = False
    """No document fixes how it goes."""


@immutable
class ExerciseNotice:
    """What whoever takes part is told of an exercise beforehand, or at its end."""

    office: str
    you: str
    title: str
    begins_at: datetime
    compressed: bool
    acts: tuple[str, ...]
    post: str = ""
    """The post for which this person signs."""
