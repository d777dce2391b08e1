"""Counts what the bot said unasked in a body's group, by day: at most five on an ordinary day."""

from collections import Counter, defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from storage.database import Session
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.roster.chats import Chat, ChatRole

MOST = 5
ASKED_FOR = frozenset({"answer", "document", "call_list", "hint", "aside", "reaction", "pin"})
"""Whoever is answered has asked, or has just said something."""
BY_ORDER = frozenset({"alert", "start", "alert_relay"})
"""They tell of a change of level or of an order: that day has no limit."""

Day = tuple[int, date]


async def by_day(session: Session, zone: str) -> dict[Day, Counter[str]]:
    """How much of each kind came to each body's group, on days without an order."""
    bodies = (ChatRole.AGENCY, ChatRole.TEAM)
    groups = set((await session.exec(select(Chat.chat_id).where(col(Chat.role).in_(bodies)))).all())
    rows = await session.exec(select(Delivery).where(Delivery.state == DeliveryState.SENT))
    days: dict[Day, Counter[str]] = defaultdict(Counter)
    for row in rows.all():
        if row.action == Action.SEND and row.chat_id in groups and row.closed_at is not None:
            days[row.chat_id, row.closed_at.astimezone(ZoneInfo(zone)).date()][row.kind] += 1
    return {day: said for day, said in days.items() if not BY_ORDER & said.keys()}


def too_many(days: dict[Day, Counter[str]]) -> dict[Day, Counter[str]]:
    return {
        day: said
        for day, said in days.items()
        if sum(count for kind, count in said.items() if kind not in ASKED_FOR) > MOST
    }
