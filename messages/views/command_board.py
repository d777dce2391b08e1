"""Defines what the command board is given: one view, and less of it for whoever may see less."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class BoardDownload:
    name: str
    made_at: datetime
    size: int
    sha256: str


@immutable
class CommandBoard:
    office: str
    at: datetime
    changes_at: datetime
    """When something that it shows changes by itself, as a deadline comes."""
    reader: str
    """Whom it is for: office, leader, auditor, body or wall."""
    named: str
    """The bodies of whoever reads no more than what concerns these; empty for all others."""
    downloads: tuple[BoardDownload, ...] = ()
