"""The fields of an evidence pack: one slip with all that led to it, or a whole alert."""

from collections.abc import Mapping
from typing import Any

from storage.immutable import immutable

JsonFacts = Mapping[str, Any]
"""What becomes one object in a JSON file."""


@immutable
class EvidenceFile:
    part: int
    name: str
    """The name that it came under; empty where it had none."""
    path: str | None
    """Where it lies on this machine; None where it was never fetched, or is kept no more."""


@immutable
class EvidenceView:
    dossier: str
    messages: tuple[JsonFacts, ...]
    replies: tuple[JsonFacts, ...]
    files: tuple[EvidenceFile, ...]
    entries: tuple[JsonFacts, ...]
    """The entries of the audit log about it, with all that their hashes are made from."""
    links: tuple[tuple[int, str, str], ...]
    """Each entry from the first of these to the end of the log: number, hash before it, hash."""
