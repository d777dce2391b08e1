"""Posts anchors: the head of the audit log, said in the office's group where nobody can change it.

Whoever holds the database can write the whole log anew, hashes and all. Nobody can change what was
said in the group on the days before, so the forgery shows.
"""

import re
from enum import StrEnum

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place, Posting
from storage.books import audit
from storage.books.audit import AuditEntry
from storage.database import Session
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.roster import chats

KIND = DeliveryKind.ANCHOR
DIGITS = 16
"""The digits of the hash that are posted.

They are few enough to compare by eye, and too many for another log to be found that begins with
them.
"""

_TEXT = re.compile(rf"(\d{{1,18}}):([0-9a-f]{{{DIGITS},64}})")


class AnchorOutcome(StrEnum):
    POSTED = "posted"
    NOTHING_NEW = "nothing new"
    NO_OFFICE = "no office"


class AnchorState(StrEnum):
    HELD = "held"
    SHORTENED = "shortened"
    """The log ends before this entry."""
    REWRITTEN = "rewritten"
    """The log holds another entry under this number."""


@immutable
class Anchor:
    number: int
    digits: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digits}"


def read(text: str) -> Anchor | None:
    """Read an anchor as it was posted, `128:3f9ac02b71d48e05`; return None for any other text."""
    match = _TEXT.fullmatch(text.strip().lower())
    return Anchor(int(match[1]), match[2]) if match else None


def anchor_of(entry: AuditEntry) -> Anchor:
    return Anchor(entry.number, entry.hash[:DIGITS])


async def put_out(desk: Desk) -> AnchorOutcome:
    head = await audit.last_entry(desk.session, desk.jurisdiction)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return AnchorOutcome.NO_OFFICE
    if head is None or await _was_said(desk, head):
        return AnchorOutcome.NOTHING_NEW
    facts = {"at": desk.now, "number": head.number, "anchor": anchor_of(head)}
    message = Message(desk.words.phrase("anchor_posted", **facts))
    await post.send(desk, Place.of(office), KIND, message, Posting(dedupe_key=_key(head)))
    return AnchorOutcome.POSTED


async def compare(session: Session, jurisdiction: str, anchor: Anchor) -> AnchorState:
    """Compare an anchor with the log as it stands.

    This does not prove that the log itself is whole; `audits.verify` does.
    """
    entry = await audit.entry(session, jurisdiction, anchor.number)
    if entry is None:
        return AnchorState.SHORTENED
    return AnchorState.HELD if entry.hash.startswith(anchor.digits) else AnchorState.REWRITTEN


async def _was_said(desk: Desk, head: AuditEntry) -> bool:
    known = await outbox.by_dedupe_key(desk.session, desk.jurisdiction, _key(head))
    return known is not None


def _key(head: AuditEntry) -> str:
    # The number alone would not do: after a restore another entry may get one that was said before.
    return f"anchor:{anchor_of(head)}"
