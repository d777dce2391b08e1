"""Keeps a circuit for each chat: one that fails again and again is left alone for a growing while.

Each message has its own pause between tries, but a chat that is ill would be tried by one message
after the other. So the chat itself is counted: from the third failure in a row on nothing goes
there for a while, then the most important message that waits for it tries alone. The other chats go
on meanwhile. What is refused or unreachable is no failure here: Telegram has answered.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from bot.sending.outcomes import back_off
from bot.telegram.verdicts import VerdictKind
from office.desk import Desk
from storage.database import Session
from storage.delivery import circuits
from storage.delivery.circuits import Circuit
from storage.delivery.outbox import Delivery
from storage.scope import Scope

log = structlog.stdlib.get_logger(__name__)

OPENS_AFTER = 3
TROUBLE = frozenset({VerdictKind.NOT_SENT, VerdictKind.UNKNOWN})


class Circuits:
    def __init__(self) -> None:
        self._until: dict[int, datetime | None] = {}
        """Until when each chat whose last try failed is left alone; None where it may be tried."""

    async def load(self, session: Session, scope: Scope) -> None:
        # These failures come from before this start, or from another process.
        known = await circuits.every(session)
        self._until = {
            row.chat_id: row.open_until for row in known if scope.holds(row.jurisdiction)
        }

    def free_at(self, chat_id: int, now: datetime) -> datetime:
        """Return the first instant at which this chat may be tried."""
        until = self._until.get(chat_id)
        return now if until is None else max(now, until)

    def takes_note(self, chat_id: int, kind: VerdictKind) -> bool:
        # Hardly any chat fails, so nothing is stored about those that do well.
        return kind in TROUBLE or chat_id in self._until

    async def note(
        self, desk: Desk, tried: Iterable[tuple[Delivery, VerdictKind]]
    ) -> dict[int, Circuit]:
        """Store how these chats did; give what it returns to `learn` once that is committed."""
        news = [(row.chat_id, kind) for row, kind in tried if self.takes_note(row.chat_id, kind)]
        if not news:
            return {}
        chat_ids = {chat_id for chat_id, _ in news}
        known = await circuits.of_chats(desk.session, desk.jurisdiction, chat_ids)
        for chat_id, kind in news:
            row = known.setdefault(
                chat_id, Circuit(jurisdiction=desk.jurisdiction, chat_id=chat_id)
            )
            _count(row, kind, desk.now)
        for row in known.values():
            await _store(desk, row)
        return known

    def learn(self, known: Mapping[int, Circuit]) -> None:
        for chat_id, row in known.items():
            if row.failures == 0:
                self._until.pop(chat_id, None)
            else:
                self._until[chat_id] = row.open_until
            if row.open_until is not None:
                log.warning("chat_left_alone", chat=chat_id, failures=row.failures)


def _count(row: Circuit, kind: VerdictKind, now: datetime) -> None:
    row.failures = row.failures + 1 if kind in TROUBLE else 0
    opens = row.failures >= OPENS_AFTER
    row.open_until = now + back_off(row.failures) if opens else None


async def _store(desk: Desk, row: Circuit) -> None:
    if row.failures > 0:
        desk.session.add(row)
    elif row.id is not None:
        await desk.session.delete(row)
