"""Alerts that the office has wrapped up after their lift 办结归档: who did it, with which files."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import select

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session


class WrapUp(Row, table=True):
    """An alert is wrapped up once; its files may be made again."""

    __tablename__: ClassVar[str] = "wrap_ups"

    matter_id: int = reference("matters.id", unique=True)
    wrapped_up_by: int = telegram_id()
    wrapped_up_at: datetime
    still_owed: list[dict[str, Any]] = json_column(default_factory=list)
    """What was owed at that time, each with the bodies that owed it, as it was called then."""
    files: list[int] = json_column(default_factory=list)
    """The ids of the wanted files that were asked for last."""
    summary_id: int | None = back_reference()
    """The message in the office that says how far these files are."""


async def of_matter(session: Session, matter_id: int) -> WrapUp | None:
    return (await session.exec(select(WrapUp).where(WrapUp.matter_id == matter_id))).first()
