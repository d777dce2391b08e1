"""Puts what is to be done at some instant on the office's agenda, and takes it off again."""

from datetime import datetime

from office.desk import Desk
from storage import agenda

EXPIRY = "matter_expiry"
"""The kind of agenda item: a matter that lasts for so many hours is over."""


async def on_agenda(desk: Desk, kind: str, subject: int, due_at: datetime) -> None:
    await agenda.schedule(
        desk.session, jurisdiction=desk.jurisdiction, kind=kind, subject=subject, due_at=due_at
    )


async def off_agenda(desk: Desk, kind: str, subject: int) -> None:
    await agenda.cancel(
        desk.session, jurisdiction=desk.jurisdiction, kind=kind, subject=subject, at=desk.now
    )
