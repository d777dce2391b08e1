"""Parts done 部分完成: what a body says remains to be put right, and when it expects that."""

from datetime import datetime

from sqlmodel import col, select

from storage.columns import Row, reference, telegram_id
from storage.database import Session


class PartDone(Row, table=True):
    """One such word of a body. Its answer stands; what remains is owed by the time it had."""

    __tablename__ = "parts_done"

    rectification_id: int = reference("rectifications.id", index=True)
    remains: str
    """What is done and what remains, in the body's words."""
    rest_by: datetime
    """When the body expects the rest. It moves nothing by itself."""
    answered_at: datetime | None = None
    """When the answer had come of which this was said."""
    said_at: datetime
    said_by: int = telegram_id()
    given_at: datetime | None = None
    """Since when the office has given it until then."""
    given_by: int | None = telegram_id(default=None)


async def of_rectification(session: Session, rectification_id: int) -> list[PartDone]:
    """The oldest first."""
    query = select(PartDone).where(PartDone.rectification_id == rectification_id)
    return list((await session.exec(query.order_by(col(PartDone.id)))).all())


async def newest(session: Session, rectification_id: int) -> PartDone | None:
    rows = await of_rectification(session, rectification_id)
    return rows[-1] if rows else None
