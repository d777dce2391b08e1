"""Defines what the public is told, and what office and publicity bodies read of it."""

from datetime import datetime

from messages.views.alerts import LevelView
from storage.immutable import immutable


@immutable
class MeasuredAir:
    """What was measured last, as far as it is known."""

    at: datetime
    aqi: int
    class_name: str


@immutable
class PublicTextFacts:
    """What a text for the public says; all but `words` are the order's."""

    change: str
    """What is told: an order's kind or what an adjustment changes, or start and repeat."""
    command: str
    level: LevelView
    previous: LevelView | None
    area: str
    counties: tuple[str, ...]
    pollutant: str
    groups: str
    """Who should take care, by the pollutant."""
    starts_at: datetime | None
    """None where the response starts as the order is issued, and it is not issued yet."""
    ends_at: datetime | None
    """None where the end is open, and where the start has no hour yet."""
    lasting: int | None
    """For how many hours it is to last; None where the end is open."""
    previous_end: datetime | None
    previous_start: datetime | None
    """When an alert that has not begun was to start before, where an order moves that."""
    hours: int
    """For how many hours the response has lasted."""
    coming_at: datetime | None
    """When an announced change or end takes effect, where that is told beside what holds now."""
    coming: LevelView | None
    """The level from then on; None where the alert ends."""
    measured: MeasuredAir | None
    words: tuple[str, ...]
    """The office's own words instead of the plan's; there are none where it changed none."""
    said_at: datetime
    corrects: datetime | None
    """When the text was released that this one puts right."""


@immutable
class PublicVersions:
    """One text for the public in all the forms in which it is published."""

    text_zh: str
    text_en: str
    short: str
    """Empty where it does not fit into a text message."""
    broadcast: str


@immutable
class PublisherView:
    body: str
    at: datetime | None
    """When it was published, as far as anybody has said so."""
    person: str
    where: str
    has_chat: bool


@immutable
class PublicNoticeView:
    """What the office reads of a text for the public: before it goes, and how it fares."""

    title: str
    occasion: str
    state: str
    versions: PublicVersions
    short_length: int
    reviewers: tuple[str, ...]
    unreachable: tuple[str, ...]
    """Those of the reviewers who have no chat."""
    publishers: tuple[PublisherView, ...]
    in_channel_at: datetime | None
    not_in_channel: str
    """Why the public channel has not got it; empty while it may still get it."""
    released_at: datetime | None
    reviewer: str
    """Who passed it; empty where nobody was asked, or nobody has answered."""
    is_repeated: bool
    """Whether the plan has it said again while the response lasts."""
    is_english_old: bool
    """Whether the office has changed the Chinese words alone."""


@immutable
class PublicReviewView:
    """What a body reads that reviews a text before it is released."""

    title: str
    state: str
    versions: PublicVersions


@immutable
class CopyView:
    """One version, as whoever publishes it copies it."""

    title: str
    text: str


@immutable
class PublicReleaseView:
    """What a body that publishes reads: what it is asked for, and the versions under that."""

    title: str
    occasion: str
    state: str
    serial: str
    media: tuple[str, ...]
    has_short: bool
    change_waits: bool
    """It is said again while a change of it is still under review."""
    versions: tuple[CopyView, ...]
    moved: tuple[str, ...]
    """The titles of those for which the message has no room, and which follow in another one."""
    at: datetime | None
    person: str
    where: str


@immutable
class PublicRestView:
    """What a body that publishes reads of the versions for which the first message has no room."""

    title: str
    state: str
    versions: tuple[CopyView, ...]


@immutable
class PublicLine:
    """One text in the list of those that were released."""

    title: str
    occasion: str
    state: str
    released_at: datetime
    publishers: tuple[PublisherView, ...]


@immutable
class PublicNow:
    """What the public reads at present, and what it read before."""

    text: str
    """Empty where nothing holds."""
    lines: tuple[PublicLine, ...]
    next_at: datetime | None
    """When it is said again."""
