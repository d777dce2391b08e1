"""What happened in an episode, in its order, and what has been announced and is to come."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from messages.views.command_board import BoardAlert, TimelineEntry
from office.command_board import happenings, involved
from office.command_board.audience import AudienceKind, BoardAudience
from office.desk import Desk
from office.matters import kinds
from office.matters.order_texts import title
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order

MOST_SHOWN, MOST_ON_A_WALL = 24, 14
"""A long episode is told by its newest events; what is ahead is shown in any case."""


async def entries(
    desk: Desk,
    audience: BoardAudience,
    since: datetime,
    alerts: Sequence[BoardAlert],
    *,
    drill: bool,
) -> tuple[TimelineEntry, ...]:
    orders = await store.issued_since(desk.session, desk.jurisdiction, since, drill=drill)
    told = [one for one in orders if involved.is_for(audience, one)]
    past = [await _issued(desk, one) for one in told]
    happened = await happenings.entries(desk, audience, since, drill=drill)
    begun = [_begun(desk, one) for one in alerts if one.starts_at <= desk.now]
    announced = [one for alert in alerts for one in ahead(desk, alert)]
    most = MOST_ON_A_WALL if audience.kind is AudienceKind.WALL else MOST_SHOWN
    return (*_in_order((*past, *happened, *begun))[-most:], *_in_order(announced))


def _in_order(told: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    return sorted(told, key=lambda one: one.at)


async def _issued(desk: Desk, order: Order) -> TimelineEntry:
    plan = await desk.plan_of(order)
    is_alert = order.matter_kind == MatterKind.ALERT
    return TimelineEntry(
        at=order.issued_at or order.drafted_at,
        what=title(desk, plan, order),
        tone=(order.level or "") if is_alert and not kinds.ends(order) else "",
        sign=kinds.mark(plan, order),
        serial=order.serial or "",
        is_ahead=False,
    )


def _begun(desk: Desk, alert: BoardAlert) -> TimelineEntry:
    # The level may have changed since, so that it is not named.
    said = desk.words.plain("board_begun")
    return TimelineEntry(alert.starts_at, said, "", "", "", is_ahead=False)


def ahead(desk: Desk, alert: BoardAlert) -> Iterator[TimelineEntry]:
    """What has been announced of an alert and has not come yet."""
    to_come: Iterable[tuple[str, datetime | None]] = (
        ("starts", alert.starts_at),
        ("changes", alert.next_at),
        ("lifts", alert.lifts_at),
        ("ends", None if alert.lifts_at else alert.ends_at),
    )
    for what, at in to_come:
        if at is not None and at > desk.now:
            level = alert.next_level if what == "changes" else alert.level
            said = desk.words.plain(f"board_ahead_{what}", level=level)
            yield TimelineEntry(at, said, "", "", "", is_ahead=True)
