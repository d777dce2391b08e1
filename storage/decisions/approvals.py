"""Signatures: who is to sign a subject at each step, who did, and when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, RowId, telegram_id
from storage.database import Session
from storage.decisions.matters import Order, OrderState
from storage.prepared import every, once, prepared
from storage.subjects import Subject, SubjectKind


class Decision(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    APPROVED = "approved"
    RETURNED = "returned"
    VOID = "void"


class Approval(Row, table=True):
    """One step of the round in which a subject is signed."""

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "step"),
        Index("ix_approvals_decision", "jurisdiction", "decision"),
    )

    subject_kind: str
    subject_id: int = Field(sa_type=RowId)
    step: int
    position: str
    """The post that signed; before that the first of those of which one is to sign."""
    decision: str = Decision.WAITING
    asked_at: datetime | None = None
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    on_behalf_of: int | None = telegram_id(default=None)
    """Whoever let the signer sign in their place."""
    by_phone: bool = False
    """A consent by telephone was recorded for it; whether it signs stands in `consents.py`."""
    reason: str | None = None

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind(self.subject_kind), self.subject_id)


async def approvals(session: Session, subject: Subject) -> list[Approval]:
    return await once(session, (Approval,), _approvals(subject.kind, subject.id))


@prepared
def _approvals(kind: str, subject_id: int) -> SelectOfScalar[Approval]:
    return (
        select(Approval)
        .where(Approval.subject_kind == kind, Approval.subject_id == subject_id)
        .order_by(col(Approval.step))
    )


async def signers_of(session: Session, matter_id: int) -> list[int]:
    query = (
        select(Approval.decided_by)
        .join(Order, col(Order.id) == col(Approval.subject_id))
        .where(
            Approval.subject_kind == SubjectKind.ORDER,
            Order.matter_id == matter_id,
            Order.state == OrderState.ISSUED,
            Approval.decision == Decision.APPROVED,
        )
        .order_by(col(Approval.id))
    )
    found = (await session.exec(query)).all()
    return list(dict.fromkeys(user_id for user_id in found if user_id is not None))


async def asked_approvals(session: Session, jurisdiction: str) -> list[Approval]:
    return await every(session, _asked_in(jurisdiction))


@prepared
def _asked_in(jurisdiction: str) -> SelectOfScalar[Approval]:
    return (
        select(Approval)
        .where(Approval.jurisdiction == jurisdiction, Approval.decision == Decision.ASKED)
        .order_by(col(Approval.id))
    )


async def approval(session: Session, approval_id: int) -> Approval | None:
    return await session.get(Approval, approval_id)


async def decide(
    session: Session,
    approval_id: int,
    decision: Decision,
    *,
    by: int,
    position: str,
    at: datetime,
    on_behalf_of: int | None = None,
    reason: str | None = None,
) -> bool:
    """Return False where the step was not asked for, or somebody else decided it first."""
    result = await session.exec(
        update(Approval)
        .where(col(Approval.id) == approval_id, col(Approval.decision) == Decision.ASKED)
        .values(
            decision=decision,
            decided_by=by,
            position=position,
            decided_at=at,
            on_behalf_of=on_behalf_of,
            reason=reason,
        )
    )
    return result.rowcount == 1
