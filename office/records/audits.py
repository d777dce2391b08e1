"""Proves the audit log: every entry's hash, and its link to the one before it."""

from enum import StrEnum

from storage.books import audit
from storage.books.audit import FIRST_HASH, AuditEntry
from storage.database import Session
from storage.immutable import immutable
from storage.upkeep.steps import HowFar, to_nobody

BATCH = 1000


class ChainFault(StrEnum):
    MISSING = "missing"
    """The entry's number does not follow the one before it."""
    UNLINKED = "unlinked"
    """The entry does not carry the hash of the one before it."""
    ALTERED = "altered"
    """The entry's facts are not those that its hash was made from."""


@immutable
class Verified:
    """The chain is whole as far as it goes.

    Cutting entries off the end leaves a whole chain. A shortened log can be told from a whole one
    only by a count and a head that were noted elsewhere.
    """

    count: int
    head: str


@immutable
class Broken:
    number: int
    fault: ChainFault


async def verify(
    session: Session, jurisdiction: str, how_far: HowFar = to_nobody
) -> Verified | Broken:
    last = await audit.last_entry(session, jurisdiction)
    total = 0 if last is None else last.number
    count, head = 0, FIRST_HASH
    while batch := await audit.entries(session, jurisdiction, after=count, limit=BATCH):
        for entry in batch:
            fault = _fault(entry, count, head)
            if fault is not None:
                return Broken(count + 1, fault)
            count, head = entry.number, entry.hash
        # A year of entries need not stand in memory at once.
        session.expunge_all()
        how_far("proving", count, total)
    return Verified(count, head)


def _fault(entry: AuditEntry, number_before: int, hash_before: str) -> ChainFault | None:
    if entry.number != number_before + 1:
        return ChainFault.MISSING
    if entry.previous_hash != hash_before:
        return ChainFault.UNLINKED
    return None if audit.hash_of(entry) == entry.hash else ChainFault.ALTERED
