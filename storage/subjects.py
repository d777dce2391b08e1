"""The one thing that a message, a board or a posting is about, by its kind and its id."""

from enum import StrEnum
from typing import ClassVar, Protocol, TypedDict

from sqlmodel import Field

from storage.columns import Row, RowId
from storage.immutable import immutable


class SubjectKind(StrEnum):
    MATTER = "matter"
    ORDER = "order"
    OBLIGATION = "obligation"
    SLIP = "slip"
    EXTENSION = "extension"
    DECLINE = "decline"
    ENTERPRISE_DECISION = "enterprise_decision"
    SLIP_BATCH = "slip_batch"
    MISSED_OCCASION = "missed_occasion"
    SLIP_DIGEST = "slip_digest"
    LETTER = "letter"
    UPPER_ORDER = "upper_order"
    RECEIVED_CAP = "received_cap"
    DELIVERY = "delivery"
    """Another message: the office is told that it was not sent, or that it waits for a decision."""
    SHIFT = "shift"
    ALARM = "alarm"
    APPROVAL = "approval"
    """One signature, which an alarm may be about; messages are about what is signed."""
    FINDING = "finding"
    PROBLEM = "problem"
    TIP = "tip"
    LISTING = "listing"
    FORM = "form"
    MINUTES = "minutes"
    APPRAISAL = "appraisal"
    APPRAISAL_PAPER = "appraisal_paper"
    """An appraisal as it is signed."""
    APPRAISAL_LEAD = "appraisal_lead"
    """What is about one is told to nobody but those who decide on it."""
    URGENT = "urgent"
    AIR_PROPOSAL = "air_proposal"
    OPINION = "opinion"
    CONSULTATION_PAPER = "consultation_paper"
    PUBLIC_NOTICE = "public_notice"
    EXERCISE = "exercise"
    """An exercise as it is prepared, told of and led; what is played in it is a drill."""
    CHAT = "chat"
    """The chat in which a workbench stands."""


class Named(Protocol):
    """A row that messages may be about."""

    AS_SUBJECT: ClassVar[SubjectKind]

    @property
    def key(self) -> int: ...


class Columns(TypedDict):
    subject_kind: str | None
    subject_id: int | None


@immutable
class Subject:
    kind: SubjectKind
    id: int

    @classmethod
    def of(cls, row: Named) -> "Subject":
        return cls(row.AS_SUBJECT, row.key)


def columns(subject: Subject | None) -> Columns:
    if subject is None:
        return {"subject_kind": None, "subject_id": None}
    return {"subject_kind": subject.kind, "subject_id": subject.id}


class AboutSubject(Row):
    """A row that is about one thing, or about nothing that has a row.

    The id has no foreign key, as it points into another table for each kind; nothing is deleted.
    """

    subject_kind: str | None = None
    subject_id: int | None = Field(default=None, sa_type=RowId)

    @property
    def subject(self) -> Subject | None:
        if self.subject_kind is None or self.subject_id is None:
            return None
        return Subject(SubjectKind(self.subject_kind), self.subject_id)

    def is_about(self, kind: SubjectKind) -> int | None:
        return self.subject_id if self.subject_kind == kind else None
