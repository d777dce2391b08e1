"""Leads on bodies that appraisals brought up, and what persons decided on each."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, col, select, update

from storage.columns import Row, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class LeadState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class AppraisalLead(Row, table=True):
    """问题线索: what an appraisal brought up and the office proposes to hand over.

    Whoever it does not concern must not read of it.
    """

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.APPRAISAL_LEAD
    __tablename__ = "appraisal_leads"

    appraisal_id: int = reference("appraisals.id", index=True)
    agency: str
    serial: str
    words: str
    posts: list[str] = json_column(default_factory=list)
    """Those that confirm it, one after another."""
    confirmed: int = 0
    """How many of them have."""
    confirmations: list[dict[str, Any]] = json_column(default_factory=list)
    """Who has, by which post and when."""
    sent_to: str
    """The post that gets it once all have confirmed it."""
    handled_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The post that has it printed, where it goes on paper, and notes who took it."""
    on_paper: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    received_by: str | None = None
    """Who signed for it."""
    received_at: datetime | None = None
    proposed_by: int = telegram_id()
    proposed_at: datetime
    state: str = LeadState.PROPOSED
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    reason: str = ""


async def lead(session: Session, lead_id: int) -> AppraisalLead | None:
    return await session.get(AppraisalLead, lead_id)


async def leads_of(session: Session, appraisal_id: int, agency: str) -> list[AppraisalLead]:
    query = select(AppraisalLead).where(
        AppraisalLead.appraisal_id == appraisal_id, AppraisalLead.agency == agency
    )
    return list((await session.exec(query.order_by(col(AppraisalLead.id)))).all())


async def agree_to_lead(session: Session, lead: AppraisalLead, agreed: dict[str, Any]) -> bool:
    """Count one confirmation; return False where somebody else of the post was first."""
    result = await session.exec(
        update(AppraisalLead)
        .where(
            col(AppraisalLead.id) == lead.key,
            col(AppraisalLead.state) == LeadState.PROPOSED,
            col(AppraisalLead.confirmed) == lead.confirmed,
        )
        .values(confirmed=lead.confirmed + 1, confirmations=[*lead.confirmations, agreed])
    )
    return result.rowcount == 1


async def decide_lead(
    session: Session, lead_id: int, to: LeadState, *, by: int, at: datetime, reason: str = ""
) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(AppraisalLead)
        .where(col(AppraisalLead.id) == lead_id, col(AppraisalLead.state) == LeadState.PROPOSED)
        .values(state=to, decided_by=by, decided_at=at, reason=reason)
    )
    return result.rowcount == 1


async def proposed(session: Session, jurisdiction: str) -> list[AppraisalLead]:
    query = select(AppraisalLead).where(
        AppraisalLead.jurisdiction == jurisdiction, AppraisalLead.state == LeadState.PROPOSED
    )
    return list((await session.exec(query.order_by(col(AppraisalLead.id)))).all())


async def claim_receipt(session: Session, lead_id: int, by: str, at: datetime) -> bool:
    """Return False where somebody else noted first who took it."""
    result = await session.exec(
        update(AppraisalLead)
        .where(
            col(AppraisalLead.id) == lead_id,
            col(AppraisalLead.state) == LeadState.CONFIRMED,
            col(AppraisalLead.received_at).is_(None),
        )
        .values(received_by=by, received_at=at)
    )
    return result.rowcount == 1
