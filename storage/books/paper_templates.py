"""The Word templates that an office brought itself; each row says which one is used from then."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row, telegram_id
from storage.database import Session


class PaperTemplate(Row, table=True):
    __tablename__ = "paper_templates"
    __table_args__ = (UniqueConstraint("jurisdiction", "kind", "version"),)

    kind: str
    """The kind of paper, as the workshop makes it."""
    version: int
    sha256: str | None = None
    """Under this hash the archive keeps the file; None where ours was put back."""
    size: int = 0
    name: str = ""
    """What the file was called by whoever sent it."""
    set_by: int = telegram_id()
    set_at: datetime


async def newest(session: Session, jurisdiction: str, kind: str) -> PaperTemplate | None:
    """The row that is in force; None where an office never brought one of its own."""
    query = (
        select(PaperTemplate)
        .where(PaperTemplate.jurisdiction == jurisdiction, PaperTemplate.kind == kind)
        .order_by(col(PaperTemplate.version).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def was_brought(session: Session, jurisdiction: str, kind: str, sha256: str) -> bool:
    """Whether the office ever put this template into use."""
    query = select(PaperTemplate.id).where(
        PaperTemplate.jurisdiction == jurisdiction,
        PaperTemplate.kind == kind,
        PaperTemplate.sha256 == sha256,
    )
    return (await session.exec(query.limit(1))).first() is not None
