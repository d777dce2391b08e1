"""What was decided about an enterprise: an interview, a transfer, a request, a lower grade."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class DecisionKind(StrEnum):
    INTERVIEW = "interview"
    """约谈: the office speaks with those who answer for it."""
    TRANSFER = "transfer"
    """转执法部门: who may punish deals with it by law; the office does not punish."""
    STOP_ORDER = "stop_order"
    """请示: the government is asked to order that it stops until it is put right."""
    DOWNGRADE = "downgrade"
    """降级建议: whoever grades it is told that it falls short of its grade."""


class DecisionState(StrEnum):
    ASKED = "asked"
    """Signatures are awaited."""
    ISSUED = "issued"
    CLOSED = "closed"
    """What came of it was entered."""
    RETURNED = "returned"
    GIVEN_UP = "given_up"
    """The office did not want it any more before it was signed."""


class EnterpriseDecision(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.ENTERPRISE_DECISION
    __tablename__: ClassVar[str] = "enterprise_decisions"

    enterprise_id: int = reference("enterprises.id", index=True)
    kind: str
    drill: bool = False
    serial: str | None = None
    """It has one once it is issued."""
    alert_id: int | None = reference("matters.id", default=None)
    """The alert that stood when it was drafted."""
    said: dict[str, str] = json_column(default_factory=dict)
    """What was asked for of its kind: the time, the place, the people, the body, the reason."""
    listed: dict[str, Any] = json_column(default_factory=dict)
    """What the list in force said of the enterprise when it was drafted."""
    plan_version_id: int = reference("plan_versions.id")
    drafted_by: int = telegram_id()
    drafted_at: datetime
    state: str = DecisionState.ASKED
    issued_at: datetime | None = None
    outcomes: list[dict[str, Any]] = json_column(default_factory=list)
    """What came of it, each with who entered it and when; none is ever changed."""
    card_id: int | None = back_reference()
    """The message in the office."""


async def decision(session: Session, decision_id: int) -> EnterpriseDecision | None:
    return await session.get(EnterpriseDecision, decision_id)


async def of_enterprise(session: Session, enterprise_id: int) -> Sequence[EnterpriseDecision]:
    """The newest first."""
    query = select(EnterpriseDecision).where(EnterpriseDecision.enterprise_id == enterprise_id)
    return (await session.exec(query.order_by(col(EnterpriseDecision.id).desc()))).all()


async def move(session: Session, decision_id: int, to: DecisionState, since: DecisionState) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(EnterpriseDecision)
        .where(col(EnterpriseDecision.id) == decision_id, col(EnterpriseDecision.state) == since)
        .values(state=to)
    )
    return result.rowcount == 1
