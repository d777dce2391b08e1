"""Proves an audit log of a winter: what came since the last look, or all of it from the first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.books import audit
from storage.books.audit import FIRST_HASH, AuditEntry
from storage.database import Session

BATCH = 1000
MENDED = "reconciled."
"""What the reconciler had to mend is recorded with this before its name."""

Anchor = tuple[int, str]
"""What the office's group reads of an evening: a number of the log, and how its hash begins."""


@dataclass
class Chain:
    home: str
    number: int = 0
    head: str = FIRST_HASH
    """The last entry that was proved, and its hash."""

    async def wrong(self, session: Session, anchors: Iterable[Anchor]) -> list[str]:
        """Prove what was not proved yet, and hold these anchors against it."""
        hashes, found = {self.number: self.head}, list[str]()
        while batch := await audit.entries(session, self.home, after=self.number, limit=BATCH):
            for entry in batch:
                found += self.take(entry)
                hashes[entry.number] = entry.hash
            session.expunge_all()
        return [*found, *self.astray(anchors, hashes)]

    def take(self, entry: AuditEntry) -> list[str]:
        """What is wrong with the entry that follows; after it the next one is expected."""
        follows = entry.number == self.number + 1 and entry.previous_hash == self.head
        whole = follows and audit.hash_of(entry) == entry.hash
        self.number, self.head = entry.number, entry.hash
        found = [] if whole else [f"{self.home}: entry {entry.number} breaks the audit log"]
        if entry.action.startswith(MENDED):
            found.append(f"{self.home}: the reconciler mended {entry.action} {entry.detail}")
        return found

    def astray(self, anchors: Iterable[Anchor], hashes: dict[int, str]) -> Iterator[str]:
        for number, begins in anchors:
            if number in hashes and not hashes[number].startswith(begins):
                yield f"{self.home}: the anchor {number}:{begins} is not in the audit log"
