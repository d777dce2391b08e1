"""Counts what the bot said unasked in a body's group, by day: at most five on an ordinary day.

Each story is counted at its end.
"""

from collections import Counter, defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from office.matters.kinds import TAKES_BACK
from office.matters.outdated import change_of
from storage.database import Session
from storage.decisions.matters import MatterKind, Order
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.roster.chats import Chat, ChatRole
from storage.subjects import SubjectKind

MOST = 5
ASKED_FOR = frozenset({"answer", "document", "call_list", "hint", "aside", "reaction", "pin"})
"""Whoever is answered has asked, or has just said something."""
BY_ORDER = frozenset({"alert", "start", "alert_relay"})
"""They tell of an order, which people gave."""
NEW_LEVEL = "level"
"""An order that changes the level, as it is counted: its day has no limit."""

Day = tuple[int, date]


async def by_day(session: Session, zone: str) -> dict[Day, Counter[str]]:
    """How much of each kind came to each body's group."""
    bodies = (ChatRole.AGENCY, ChatRole.TEAM)
    groups = select(Chat.chat_id).where(col(Chat.role).in_(bodies))
    query = select(Delivery).where(
        Delivery.state == DeliveryState.SENT,
        Delivery.action == Action.SEND,
        col(Delivery.drill).is_(False),
        col(Delivery.chat_id).in_(groups),
    )
    alerts = (await session.exec(select(Order).where(Order.matter_kind == MatterKind.ALERT))).all()
    levels = {one.key for one in alerts if change_of(one) in (None, TAKES_BACK)}
    days: dict[Day, Counter[str]] = defaultdict(Counter)
    local = ZoneInfo(zone)
    for row in (await session.exec(query)).all():
        if row.closed_at is not None:
            changes = row.kind in BY_ORDER and row.is_about(SubjectKind.ORDER) in levels
            day = row.chat_id, row.closed_at.astimezone(local).date()
            days[day][NEW_LEVEL if changes else row.kind] += 1
    return days


def too_many(days: dict[Day, Counter[str]], *, own_plan: bool = False) -> dict[Day, Counter[str]]:
    """The days that brought more.

    The plan that the stories have of their own climbs several steps of its ladder in one day, and
    people decide within hours what takes them days: so its slips count as one, what people decided
    does not count, and a day with an order of any kind has no limit.
    """
    return {day: said for day, said in days.items() if _counted(said, own_plan) > MOST}


def _counted(said: Counter[str], own_plan: bool) -> int:
    if NEW_LEVEL in said or (own_plan and BY_ORDER & said.keys()):
        return 0
    not_counted = ASKED_FOR | BY_ORDER
    unasked = sum(count for kind, count in said.items() if kind not in not_counted)
    if own_plan:
        unasked -= max(said["slip"] - 1, 0) + said["decision"]
    return unasked
