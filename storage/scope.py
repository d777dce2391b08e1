"""Which jurisdictions a bot serves."""

from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import col

from storage.immutable import immutable


@immutable
class Scope:
    """The jurisdictions that are named, or all except those."""

    names: frozenset[str] = frozenset()
    others: bool = True

    def holds(self, jurisdiction: str) -> bool:
        return (jurisdiction in self.names) != self.others

    def clause(self, jurisdiction: Any) -> ColumnElement[bool]:
        if self.others and not self.names:
            return true()
        named = col(jurisdiction).in_(self.names)
        return ~named if self.others else named


EVERYWHERE = Scope()
SCOPES = 64
"""For how many a statement is kept. A process serves few bots, each with its own jurisdictions."""
