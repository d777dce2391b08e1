"""Defines what the texts that print measures and duties are given."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from storage.immutable import immutable


@immutable
class Citation:
    place: str
    own: bool
    """Whether the document is the jurisdiction's own; one of another's is only followed."""


@immutable
class DutyLine:
    when: str
    """When it holds, by the names of the plan's triggers."""
    text: str
    citations: tuple[Citation, ...]


@immutable
class MeasureLine:
    topic: str
    text: str
    helps: bool
    """Whether others do it, and the reader helps them."""
    audience: str
    """To whom the words speak: `body`, or `public` where the reader passes them on."""
    citations: tuple[Citation, ...]


class Word(StrEnum):
    """What becomes of the measures of a block when the level changes."""

    NONE = ""
    ADDED = "added"
    RESUMED = "resumed"
    """They take the place again of the stricter ones that end with the higher level."""
    KEPT = "kept"
    STOPPED = "stopped"
    STOPPED_LATER = "stopped_later"
    """They are taken until the lower level begins."""


@immutable
class PremiseLine:
    text: str
    citations: tuple[Citation, ...]


@immutable
class MeasureBlock:
    level: str
    kind: str
    """One of health, advisory, mandatory and organisation."""
    word: Word
    lines: tuple[MeasureLine, ...]
    premise: PremiseLine | None = None
    """What holds for all measures of the kind, at the first block of the kind."""

    def under(self, premise: PremiseLine) -> "MeasureBlock":
        return replace(self, premise=premise)


@immutable
class DutiesView:
    name: str
    is_agency: bool
    """Whether the text may call the body 贵单位, as nobody calls a team or a county."""
    responsible: str
    """The post of the person who answers for the body; empty where the plan names none."""
    duties: tuple[DutyLine, ...]
    citations: tuple[Citation, ...] = ()
    """Where all of them stand, if that is one place; then the lines do not say it again."""


@immutable
class CommandDutiesView:
    command: str
    command_duties: tuple[DutyLine, ...]
    office: str
    office_duties: tuple[DutyLine, ...]
    warnings: "tuple[WarningWords, ...]" = ()
    """What each level says of health, where the plan says where it has that from."""
    public_text: "PublicTextView | None" = None


@immutable
class WordsLine:
    text: str
    citations: tuple[Citation, ...]


@immutable
class WarningWords:
    level: str
    hazard: WordsLine
    advice: tuple[WordsLine, ...]


@immutable
class PublicTextView:
    """What the public is to be told of an alert, as the plan has it."""

    contents: tuple[str, ...]
    at_level: tuple[tuple[str, tuple[str, ...]], ...]
    """What is told beside that from a level on, by the level's name."""
    media: tuple[str, ...]
    repeats: tuple[tuple[str, timedelta], ...]
    """How often it is said again, by the level's name; by none where that is the same at all."""
    publishers: tuple[str, ...]
    reviewers: tuple[str, ...]
    silent: str
    """The hours in which it is not said again, such as 22:00–07:00; empty where there are none."""
    citations: tuple[Citation, ...]
