"""The alerts that are open with their clocks, and what else is open or being signed."""

from collections.abc import Sequence

from messages.views.command_board import BoardAlert, BoardDraft, BoardMatter
from office.command_board import involved
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.desk import Desk
from office.matters import kinds
from office.matters.in_effect import newest_terms, order_at
from office.records import overview
from storage.decisions.matters import Matter, MatterKind


def is_alert(matter: Matter) -> bool:
    return matter.kind == MatterKind.ALERT


async def alerts(
    desk: Desk, audience: BoardAudience, opened: Sequence[Matter]
) -> tuple[BoardAlert, ...]:
    return tuple([await _alert(desk, audience, one) for one in opened if is_alert(one)])


async def _alert(desk: Desk, audience: BoardAudience, alert: Matter) -> BoardAlert:
    line = await overview.alert_line(desk, alert)
    orders = involved.orders_for(audience, await involved.issued(desk, alert))
    holding = order_at(orders, desk.now) or newest_terms(orders)
    if holding is None:
        raise ValueError(f"alert {alert.key} is open and has no order")
    level = kinds.level_of(await desk.plan_of(holding), holding)
    return BoardAlert(
        title=line.title,
        level=level.name,
        tone=level.id,
        sign=line.colour,
        response=level.response,
        serial=holding.serial or "",
        in_force=line.in_force,
        starts_at=alert.started_at or line.starts_at,
        ends_at=line.ends_at,
        is_over=line.is_over,
        next_level=line.next_level,
        next_at=line.next_at,
        lifts_at=line.lifts_at,
        grounds=holding.grounds if sees(audience, BoardPart.GROUNDS) else "",
    )


async def others(desk: Desk, opened: Sequence[Matter]) -> tuple[BoardMatter, ...]:
    lines = [await overview.matter_line(desk, one) for one in opened if not is_alert(one)]
    return tuple(BoardMatter(one.title, one.mark, one.serial, one.until) for one in lines)


async def drafts(desk: Desk, *, drill: bool) -> tuple[BoardDraft, ...]:
    lines = await overview.pending(desk, drill=drill)
    return tuple(BoardDraft(one.title, one.waits_for) for one in lines)
