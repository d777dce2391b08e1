"""What the texts of working groups are given."""

from datetime import date, time

from storage.immutable import immutable


@immutable
class WorkingGroupView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    title: str
    counties: tuple[str, ...]
    lead: str
    members: tuple[str, ...]
    """Those that are in it beside the one that leads."""
    first_day: date
    text: str
    is_county: bool
    """Whether it is read by a county that the group goes to."""
    report_by: time | None
    """By when it reports each day while an alert lasts; None where the plan asks for no report."""


@immutable
class WorkingGroupEndingView:
    kind: str
    """Which order ends it: `close` or `cancel`."""
    office: str
    serial: str
    """The serial of the order that sent it."""
    title: str


@immutable
class WorkingGroupQuestionView:
    """A step of the dialogue that sends a group."""

    step: str
    counties: tuple[str, ...]
    """The names of those that are chosen so far."""
    lead: str
    members: tuple[str, ...] | None
    """None where nobody was asked yet."""
    first_day: date | None
    text: str
