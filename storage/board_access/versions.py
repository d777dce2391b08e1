"""Says whether an office's command board may show something new, without reading what it shows."""

from collections.abc import Collection
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, case
from sqlmodel import col, func

from storage.books.audit import AuditEntry
from storage.database import Session
from storage.delivery.outbox import OPEN_STATES, Delivery
from storage.roster.kept import KeptVersion
from storage.transaction.shown import EVERY_OFFICE, BoardVersion

MOST_WAITING = 1 << 20
"""The version counts no more messages than this. It stays a number that a browser's script counts
with exactly, for eight thousand million decisions."""


async def versions(session: Session, jurisdictions: Collection[str]) -> dict[str, int]:
    """By office, a number that is another one whenever what its board shows has changed.

    Its greater part only grows. The rest is how many messages have to leave, which may go down:
    deliveries change in great numbers, so that no version of theirs could be raised.
    """
    return {office: await _version(session, office) for office in sorted(jurisdictions)}


def is_queue_alone(one: int, other: int) -> bool:
    """Whether two versions differ in nothing but how many messages have to leave."""
    return one // MOST_WAITING == other // MOST_WAITING


async def _version(session: Session, office: str) -> int:
    facts = {"office": office, "every": EVERY_OFFICE}
    decided, moved, changed, waiting = (await session.exec(_STANDING, params=facts)).one()
    known = sum(int(one or 0) for one in (decided, moved, changed))
    return known * MOST_WAITING + min(int(waiting), MOST_WAITING - 1)


_OFFICE: Any = bindparam("office")
_DECIDED = sqlalchemy.select(func.max(col(AuditEntry.number))).where(
    col(AuditEntry.jurisdiction) == _OFFICE
)
_MOVED = sqlalchemy.select(col(KeptVersion.version)).where(col(KeptVersion.jurisdiction) == _OFFICE)
_CHANGED = sqlalchemy.select(func.sum(col(BoardVersion.number))).where(
    col(BoardVersion.jurisdiction).in_((_OFFICE, bindparam("every")))
)
# Were the office a condition, SQLite would go through all that the office ever sent.
_WAITING = sqlalchemy.select(
    func.coalesce(func.sum(case((col(Delivery.jurisdiction) == _OFFICE, 1), else_=0)), 0)
).where(col(Delivery.state).in_(OPEN_STATES))
_STANDING: Any = sqlalchemy.select(
    _DECIDED.scalar_subquery(),
    _MOVED.scalar_subquery(),
    _CHANGED.scalar_subquery(),
    _WAITING.scalar_subquery(),
)
