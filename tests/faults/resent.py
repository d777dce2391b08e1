"""Counts how often a message was sent again: by people, as the audit log holds it, or as its chat
could be reached again, of which the row alone knows."""

from collections import Counter

from sqlmodel import select

from storage.books.audit import AuditEntry
from storage.database import Session
from storage.delivery.outbox import Delivery

RESENT = select(AuditEntry.subject).where(AuditEntry.action == "delivery.resent")

Resent = Counter[str]


async def read(session: Session) -> Resent:
    return Counter((await session.exec(RESENT)).all())


def times(resent: Resent, row: Delivery) -> int:
    return max(resent[f"delivery:{row.key}"], int(row.asked_again_at is not None))
