"""The audit log: append-only rows, each with the hash of the one before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row, json_column
from storage.database import Session
from storage.prepared import first, prepared
from storage.transaction import memory
from storage.transaction.last import write_last

FIRST_HASH = "0" * 64
BATCH = 500


class ChainEnd(NamedTuple):
    """What the next entry of the log has to follow."""

    number: int
    hash: str


NOTHING = ChainEnd(0, FIRST_HASH)


class AuditEntry(Row, table=True):
    __tablename__ = "audit_log"
    # The chain cannot fork: of two entries that follow the same one, the second is refused.
    __table_args__ = (UniqueConstraint("jurisdiction", "number"),)
    ON_BOARD = OnBoard.NUMBERED

    number: int
    at: datetime
    actor: str
    """Who acted: 'user:123', 'clock', 'cli:operator' or 'telegram'."""
    action: str
    subject: str = ""
    detail: dict[str, Any] = json_column(default_factory=dict)
    previous_hash: str
    hash: str


async def append(
    session: Session,
    *,
    jurisdiction: str,
    at: datetime,
    actor: str,
    action: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    last = memory.known(session, (AuditEntry, jurisdiction))
    if last is None:
        last = await last_entry(session, jurisdiction) or NOTHING
    entry = AuditEntry(
        jurisdiction=jurisdiction,
        number=last.number + 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail or {},
        previous_hash=last.hash,
        hash="",
    )
    entry.hash = hash_of(entry)
    write_last(session, entry)
    memory.know(session, (AuditEntry, jurisdiction), entry)
    return entry


def continues_from(session: Session, jurisdiction: str, number: int, last_hash: str) -> None:
    """The newest entry is known, so that the next one need not ask for it."""
    # A decision that opens its desk again may have entries of its own, which are newer.
    if memory.known(session, (AuditEntry, jurisdiction)) is None:
        memory.know(session, (AuditEntry, jurisdiction), ChainEnd(number, last_hash))


async def last_entry(session: Session, jurisdiction: str) -> AuditEntry | None:
    return await first(session, _last(jurisdiction))


@prepared
def _last(jurisdiction: str) -> SelectOfScalar[AuditEntry]:
    return (
        select(AuditEntry)
        .where(AuditEntry.jurisdiction == jurisdiction)
        .order_by(col(AuditEntry.number).desc())
        .limit(1)
    )


async def entry(session: Session, jurisdiction: str, number: int) -> AuditEntry | None:
    query = select(AuditEntry).where(
        AuditEntry.jurisdiction == jurisdiction, AuditEntry.number == number
    )
    return (await session.exec(query)).first()


async def entries(session: Session, jurisdiction: str, after: int, limit: int) -> list[AuditEntry]:
    query = (
        select(AuditEntry)
        .where(AuditEntry.jurisdiction == jurisdiction, AuditEntry.number > after)
        .order_by(col(AuditEntry.number))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def between(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> list[AuditEntry]:
    """The entries from one instant up to another, the oldest first.

    They are read from the end, so that a log of ten years costs what the last hours hold.
    """
    found: list[AuditEntry] = []
    while batch := await _before(session, jurisdiction, found[-1].number if found else None):
        recent = [row for row in batch if row.at >= since]
        found += recent
        if len(recent) < len(batch):
            break
    return [row for row in reversed(found) if row.at < until]


async def _before(session: Session, jurisdiction: str, number: int | None) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.jurisdiction == jurisdiction)
    if number is not None:
        query = query.where(AuditEntry.number < number)
    newest = query.order_by(col(AuditEntry.number).desc()).limit(BATCH)
    return list((await session.exec(newest)).all())


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and this entry's own facts, in one canonical form."""
    facts = [
        entry.previous_hash,
        entry.jurisdiction,
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
    ]
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
