"""Appraisals of the members: each keeps what was counted on the day on which it was drawn up."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class AppraisalState(StrEnum):
    DRAFT = "draft"
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
    card_id: int | None = back_reference()
    """The message in the office."""


async def appraisal(session: Session, appraisal_id: int) -> DrawnAppraisal | None:
    return await session.get(DrawnAppraisal, appraisal_id)


async def newest(session: Session, jurisdiction: str, limit: int) -> list[DrawnAppraisal]:
    query = (
        select(DrawnAppraisal)
        .where(
            DrawnAppraisal.jurisdiction == jurisdiction,
            DrawnAppraisal.state != AppraisalState.GIVEN_UP,
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
