"""Numbers how often an office changed what its command board may show.

Most decisions write to the audit log, which has a number of its own, and whoever is where has a
version (`storage/roster/kept.py`). Only a transaction that changes something shown and does neither
raises this number, just before its commit, in whichever process and however it wrote.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import UniqueConstraint, event, text

from storage.columns import OnBoard, Row
from storage.transaction.last import RememberingSession
from storage.transaction.memory import Memory, memory_of

EVERY_OFFICE = ""
"""The jurisdiction of the row that is raised where nobody can tell whose rows were changed."""


class BoardVersion(Row, table=True):
    __tablename__ = "board_versions"
    __table_args__ = (UniqueConstraint("jurisdiction"),)
    ON_BOARD = OnBoard.BEHIND

    number: int


_DECIDES_FOR = "decides_for"
_RAISE = text(
    "INSERT INTO board_versions (jurisdiction, number) VALUES (:office, 1) "
    "ON CONFLICT (jurisdiction) DO UPDATE SET number = board_versions.number + 1"
)


def decides_for(session: Any, jurisdictions: Iterable[str]) -> None:
    """Bulk statements do not say whose rows they change; those of a decision are its office's."""
    session.info[_DECIDES_FOR] = frozenset(jurisdictions)


@event.listens_for(RememberingSession, "before_commit")
def _raise_numbers(session: RememberingSession) -> None:
    memory = memory_of(session)
    # The end of a savepoint is told here as well.
    if memory is None or session.in_nested_transaction():
        return
    if session.new or session.dirty or session.deleted:
        session.flush()
    offices = _changed(memory, session.info.get(_DECIDES_FOR, frozenset({EVERY_OFFICE})))
    if offices:
        # Every transaction takes the offices in the same order, so no two wait for each other.
        session.connection().execute(_RAISE, [{"office": office} for office in sorted(offices)])


def _changed(memory: Memory, deciding: frozenset[str]) -> set[str]:
    """The offices of which something shown was changed that no other number tells of."""
    rows = [row for row in memory.touched if isinstance(row, Row)]
    shown = {row.jurisdiction for row in rows if _is_shown(type(row))}
    if any(map(_is_shown, memory.unseen)):
        shown |= deciding
    return shown - {row.jurisdiction for row in rows if row.ON_BOARD is OnBoard.NUMBERED}


def _is_shown(kind: type[Any]) -> bool:
    # Whoever is where has a version that every change raises.
    return kind.ON_BOARD is OnBoard.SHOWN and not kind.KEPT
