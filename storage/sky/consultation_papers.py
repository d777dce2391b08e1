"""What came of consultations on paper: each wording as it was numbered and sent."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class ConsultationPaperKind(StrEnum):
    REPORT = "report"
    """会商月报, 周报, 日报: what is read by those to whom it is sent."""
    FORM = "form"
    """会商报告单: the boxes with their signatures."""


class ConsultationPaper(Row, table=True):
    """One wording of one paper; a corrected one is a row of its own, under the same number."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.CONSULTATION_PAPER
    __tablename__: ClassVar[str] = "consultation_papers"
    __table_args__ = (UniqueConstraint("matter_id", "kind", "version"),)

    matter_id: int = reference("matters.id", index=True)
    drill: bool = False
    kind: str
    version: int = 1
    serial: str
    title: str
    says: dict[str, Any] = json_column(default_factory=dict)
    """What it says, as it was frozen."""
    correction: str = ""
    """What the office puts right by this wording; empty for the first."""
    made_by: int | None = telegram_id(default=None)
    made_at: datetime
    template_sha256: str | None = None


async def paper(session: Session, paper_id: int) -> ConsultationPaper | None:
    return await session.get(ConsultationPaper, paper_id)


async def of_matter(session: Session, matter_id: int) -> Sequence[ConsultationPaper]:
    """Every wording of every paper, the oldest first."""
    query = select(ConsultationPaper).where(ConsultationPaper.matter_id == matter_id)
    return (await session.exec(query.order_by(col(ConsultationPaper.id)))).all()


async def newest(session: Session, jurisdiction: str, limit: int) -> Sequence[ConsultationPaper]:
    """The newest papers of all consultations, the newest first; exercises are left out."""
    query = select(ConsultationPaper).where(
        ConsultationPaper.jurisdiction == jurisdiction, col(ConsultationPaper.drill).is_(False)
    )
    found = query.order_by(col(ConsultationPaper.id).desc()).limit(limit)
    return (await session.exec(found)).all()
