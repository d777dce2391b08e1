"""Defines what the office's documents are given: every value is text, as it stands on paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A name with its value: a row of a form, or a line 签发人 above it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OfficialFormView:
    """A table as a plan's annex has it: 应急响应信息报送表 and the like."""

    mark: str
    """What marks an exercise at the head and the foot of each page; empty for a real one."""
    place: str
    """Where the plan has the form: 附件7."""
    title: str
    serial: str
    """Empty while it is not signed."""
    head: tuple[DocumentLine, ...]
    rows: tuple[DocumentLine, ...]
    foot: tuple[DocumentLine, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentSection:
    heading: str
    """Empty for what stands before the first heading."""
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """What an office sends under a red heading: a slip, a referral with its record."""

    mark: str
    issuer: str
    serial: str
    title: str
    addressee: str
    sections: tuple[DocumentSection, ...]
    enclosed: tuple[str, ...]
    """The titles of what is enclosed, each of which follows as an annex."""
    annexes: tuple[DocumentSection, ...]
    signature: str
    date: str
    copied_to: str
    """Those who get a copy; empty where nobody does."""
    printed_by: str
    printed_on: str


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The assessment of an episode under the headings that the plan wants."""

    mark: str
    title: str
    subtitle: str
    sections: tuple[DocumentSection, ...]
    signature: str
    date: str
