"""What the office does while no alert is in force: what waits, the calendar, and what was."""

from datetime import datetime

from messages.views.command_board import CalmPanel, EndedEpisode
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters.in_effect import newest_terms
from office.matters.order_texts import matter_title
from office.obligations.board_texts import MET_STATES
from office.plan.when import When
from office.records import office_work, waiting
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterKind
from storage.owed import obligations
from storage.owed.obligations import ObligationState

JULY = 7


async def panel(desk: Desk, audience: BoardAudience) -> CalmPanel:
    last = await matters.newest_ended(desk.session, desk.jurisdiction, MatterKind.ALERT)
    told = await waiting.lines(desk) if sees(audience, BoardPart.WAITING) else ()
    turns = await office_work.open_turns(desk)
    return CalmPanel(
        waiting=tuple(one.text for one in told),
        work=tuple(one.title for one in turns),
        last=await _ended(desk, last) if last is not None else None,
        season_alerts=await matters.begun_since(
            desk.session, desk.jurisdiction, MatterKind.ALERT, season_start(desk)
        ),
    )


def season_start(desk: Desk) -> datetime:
    today = desk.local(desk.now)
    year = today.year if today.month >= JULY else today.year - 1
    return datetime(year, JULY, 1, tzinfo=desk.zone)


async def _ended(desk: Desk, alert: Matter) -> EndedEpisode | None:
    order = newest_terms(await matters.issued_orders(desk.session, alert.key))
    if order is None or alert.started_at is None or alert.ended_at is None:
        return None
    plan = await desk.plan_of(order)
    rows = [
        row
        for kind in owed_under(plan, alert.kind, When.DAILY)
        for row in await obligations.of_matter(desk.session, alert.key, kind.kind)
    ]
    return EndedEpisode(
        matter_title(desk, plan, order),
        alert.started_at,
        alert.ended_at,
        answered=sum(row.state in MET_STATES for row in rows),
        in_time=sum(row.state == ObligationState.MET for row in rows),
        owed=len(rows),
    )
