"""What officers wrote into the log of a shift by hand; a later line corrects a wrong one."""

from datetime import datetime

from storage.columns import Row, telegram_id
from storage.database import Session


class ShiftNote(Row, table=True):
    __tablename__ = "shift_notes"

    text: str
    post: str
    """The position of whoever wrote it, as it was then."""
    written_by: int = telegram_id()
    written_at: datetime


async def note(session: Session, jurisdiction: str, note_id: int) -> ShiftNote | None:
    row = await session.get(ShiftNote, note_id)
    return row if row is not None and row.jurisdiction == jurisdiction else None
