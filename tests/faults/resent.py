"""Counts how often people had a message sent again, as the audit log holds it."""

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
    return resent[f"delivery:{row.key}"]
