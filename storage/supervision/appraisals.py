"""Appraisals of the members: each keeps what was counted on the day on which it was drawn up."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.scope import Scope
from storage.subjects import SubjectKind


class AppraisalState(StrEnum):
    COUNTING = "counting"
    """Somebody asked for it, and it is being counted beside all decisions."""
    DRAFT = "draft"
    CHECKING = "checking"
    """Each body reads its own, and confirms it or objects."""
    ASKED = "asked"
    """Its signatures are awaited; nothing in it changes any more."""
    SIGNED = "signed"
    GIVEN_UP = "given_up"


class DrawnAppraisal(Row, table=True):
    """The members appraised over one period; what was counted never changes in it."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.APPRAISAL
    __tablename__ = "appraisals"
    __table_args__ = (Index("ix_appraisals_state", "jurisdiction", "state"),)

    title: str
    """What it is of: an episode, a season or a year."""
    asked: dict[str, Any] = json_column(default_factory=dict)
    """Which period was asked for."""
    says: dict[str, Any] = json_column(default_factory=dict)
    """The scoreboard as it was counted."""
    plan_version_id: int = reference("plan_versions.id")
    drafted_by: int = telegram_id()
    drafted_at: datetime
    state: str = AppraisalState.DRAFT
    object_by: datetime | None = None
    """Until when bodies may object, since it was sent to them."""
    card_id: int | None = back_reference()
    """The message in the office."""


class ReplyState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    SILENT = "silent"
    """Its time ran out, and it said nothing."""
    UNREACHED = "unreached"
    """It had no chat that could be reached when it was to be asked."""


class AppraisalReply(Row, table=True):
    """What one body said of what it was appraised for."""

    __tablename__ = "appraisal_replies"
    __table_args__ = (UniqueConstraint("appraisal_id", "agency"),)

    appraisal_id: int = reference("appraisals.id")
    agency: str
    state: str = ReplyState.ASKED
    delivery_id: int | None = back_reference()
    """The message in its chat."""
    answered_by: int | None = telegram_id(default=None)
    answered_at: datetime | None = None


class ObjectionState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class AppraisalObjection(Row, table=True):
    """A body says that one lost point is wrong, and the office decides on it."""

    __tablename__ = "appraisal_objections"
    __table_args__ = (Index("ix_appraisal_objections_state", "jurisdiction", "state"),)

    appraisal_id: int = reference("appraisals.id", index=True)
    agency: str
    line: str
    item: str
    """Of the line, what is objected to: the key of a lost point in the scoreboard."""
    words: str
    filed_by: int = telegram_id()
    filed_at: datetime
    state: str = ObjectionState.ASKED
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    reason: str = ""
    delivery_id: int | None = back_reference()
    """The message in the office that asks for the decision."""


class AppraisalCorrection(Row, table=True):
    """One lost point that counts no more; what was counted stays as it was."""

    __tablename__ = "appraisal_corrections"
    __table_args__ = (UniqueConstraint("appraisal_id", "agency", "line", "item"),)

    appraisal_id: int = reference("appraisals.id")
    agency: str
    line: str
    item: str
    objection_id: int = reference("appraisal_objections.id")
    reason: str
    corrected_by: int = telegram_id()
    corrected_at: datetime


class Proposed(StrEnum):
    PRAISE = "praise"
    BLAME = "blame"
    """问责建议: whether anybody is called to account is decided elsewhere."""


class AppraisalProposal(Row, table=True):
    """What somebody of the office proposes for a body, in their own words."""

    __tablename__ = "appraisal_proposals"

    appraisal_id: int = reference("appraisals.id", index=True)
    agency: str
    proposed: str
    words: str
    proposed_by: int = telegram_id()
    proposed_at: datetime
    dropped_at: datetime | None = None


class PaperState(StrEnum):
    ASKED = "asked"
    SIGNED = "signed"
    RETURNED = "returned"


class AppraisalPaper(Row, table=True):
    """An appraisal as it was put before its signers; one that was returned is put up anew."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.APPRAISAL_PAPER
    __tablename__ = "appraisal_papers"

    appraisal_id: int = reference("appraisals.id", index=True)
    put_up_by: int = telegram_id()
    put_up_at: datetime
    state: str = PaperState.ASKED
    serial: str | None = None
    signed_at: datetime | None = None
    card_id: int | None = back_reference()


async def appraisal(session: Session, appraisal_id: int) -> DrawnAppraisal | None:
    return await session.get(DrawnAppraisal, appraisal_id)


async def newest(session: Session, jurisdiction: str, limit: int) -> list[DrawnAppraisal]:
    query = (
        select(DrawnAppraisal)
        .where(
            DrawnAppraisal.jurisdiction == jurisdiction,
            col(DrawnAppraisal.state).not_in((AppraisalState.COUNTING, AppraisalState.GIVEN_UP)),
        )
        .order_by(col(DrawnAppraisal.id).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def move(
    session: Session, appraisal_id: int, origins: Collection[AppraisalState], to: AppraisalState
) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(DrawnAppraisal)
        .where(col(DrawnAppraisal.id) == appraisal_id, col(DrawnAppraisal.state).in_(origins))
        .values(state=to)
    )
    return result.rowcount == 1


async def counting(session: Session, scope: Scope) -> list[DrawnAppraisal]:
    query = select(DrawnAppraisal).where(
        DrawnAppraisal.state == AppraisalState.COUNTING, scope.clause(DrawnAppraisal.jurisdiction)
    )
    return list((await session.exec(query.order_by(col(DrawnAppraisal.id)))).all())


async def checking(session: Session, jurisdiction: str) -> list[DrawnAppraisal]:
    query = select(DrawnAppraisal).where(
        DrawnAppraisal.jurisdiction == jurisdiction,
        DrawnAppraisal.state == AppraisalState.CHECKING,
    )
    return list((await session.exec(query.order_by(col(DrawnAppraisal.id)))).all())


async def replies(session: Session, appraisal_id: int) -> list[AppraisalReply]:
    query = select(AppraisalReply).where(AppraisalReply.appraisal_id == appraisal_id)
    return list((await session.exec(query.order_by(col(AppraisalReply.id)))).all())


async def reply_of(session: Session, appraisal_id: int, agency: str) -> AppraisalReply | None:
    query = select(AppraisalReply).where(
        AppraisalReply.appraisal_id == appraisal_id, AppraisalReply.agency == agency
    )
    return (await session.exec(query)).first()


async def answer(
    session: Session,
    reply_id: int,
    origins: Collection[ReplyState],
    to: ReplyState,
    *,
    by: int | None = None,
    at: datetime | None = None,
) -> bool:
    """Return False where it has been answered otherwise."""
    result = await session.exec(
        update(AppraisalReply)
        .where(col(AppraisalReply.id) == reply_id, col(AppraisalReply.state).in_(origins))
        .values(state=to, answered_by=by, answered_at=at)
    )
    return result.rowcount == 1


async def objection(session: Session, objection_id: int) -> AppraisalObjection | None:
    return await session.get(AppraisalObjection, objection_id)


async def objections(session: Session, appraisal_id: int) -> list[AppraisalObjection]:
    query = select(AppraisalObjection).where(AppraisalObjection.appraisal_id == appraisal_id)
    return list((await session.exec(query.order_by(col(AppraisalObjection.id)))).all())


async def open_objections(session: Session, jurisdiction: str) -> list[AppraisalObjection]:
    query = select(AppraisalObjection).where(
        AppraisalObjection.jurisdiction == jurisdiction,
        AppraisalObjection.state == ObjectionState.ASKED,
    )
    return list((await session.exec(query.order_by(col(AppraisalObjection.id)))).all())


async def decide(
    session: Session, objection_id: int, to: ObjectionState, *, by: int, at: datetime, reason: str
) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(AppraisalObjection)
        .where(
            col(AppraisalObjection.id) == objection_id,
            col(AppraisalObjection.state) == ObjectionState.ASKED,
        )
        .values(state=to, decided_by=by, decided_at=at, reason=reason)
    )
    return result.rowcount == 1


async def corrections(session: Session, appraisal_id: int) -> list[AppraisalCorrection]:
    query = select(AppraisalCorrection).where(AppraisalCorrection.appraisal_id == appraisal_id)
    return list((await session.exec(query.order_by(col(AppraisalCorrection.id)))).all())


async def proposals(session: Session, appraisal_id: int) -> list[AppraisalProposal]:
    query = select(AppraisalProposal).where(
        AppraisalProposal.appraisal_id == appraisal_id, col(AppraisalProposal.dropped_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(AppraisalProposal.id)))).all())


async def drop_proposals(session: Session, appraisal_id: int, agency: str, at: datetime) -> int:
    result = await session.exec(
        update(AppraisalProposal)
        .where(
            col(AppraisalProposal.appraisal_id) == appraisal_id,
            col(AppraisalProposal.agency) == agency,
            col(AppraisalProposal.dropped_at).is_(None),
        )
        .values(dropped_at=at)
    )
    return int(result.rowcount)


async def paper(session: Session, paper_id: int) -> AppraisalPaper | None:
    return await session.get(AppraisalPaper, paper_id)


async def newest_paper(session: Session, appraisal_id: int) -> AppraisalPaper | None:
    query = select(AppraisalPaper).where(AppraisalPaper.appraisal_id == appraisal_id)
    return (await session.exec(query.order_by(col(AppraisalPaper.id).desc()))).first()


async def move_paper(session: Session, paper_id: int, to: PaperState) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(AppraisalPaper)
        .where(col(AppraisalPaper.id) == paper_id, col(AppraisalPaper.state) == PaperState.ASKED)
        .values(state=to)
    )
    return result.rowcount == 1
