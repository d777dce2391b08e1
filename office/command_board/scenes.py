"""What goes on in earnest, or in an exercise; the one never counts for the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from messages.views.command_board import BoardScene, ReportHeat, ReportTrends
from office.command_board import (
    alert_clocks,
    body_tiles,
    coming,
    involved,
    problem_steps,
    report_heat,
    report_trends,
    slip_steps,
    timeline,
)
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.desk import Desk
from storage.decisions.exercises import Exercise, ExerciseState
from storage.decisions.matters import Matter
from storage.owed import obligations

BEFORE_THE_ALERT = timedelta(days=2)
"""What led to an alert, such as a consultation, is shown with it."""
QUIET_DAYS = timedelta(days=7)


async def scene(
    desk: Desk,
    audience: BoardAudience,
    unreachable: Sequence[str],
    *,
    drill: bool,
    played: Exercise | None = None,
    air_reaches: datetime | None = None,
) -> BoardScene:
    opened = await involved.matters_for(desk, audience, drill=drill)
    owed = await obligations.open_in(desk.session, desk.jurisdiction, drill=drill)
    is_paused = played is not None and played.state == ExerciseState.PAUSED
    since = _since(desk, opened, played)
    slips = await slip_steps.counted(desk, audience, since, drill=drill)
    alerts = await alert_clocks.alerts(desk, audience, opened)
    heat, trends = await _reports(desk, audience, opened)
    return BoardScene(
        drill=drill,
        is_paused=is_paused,
        is_played=played is not None,
        alerts=alerts,
        matters=await alert_clocks.others(desk, opened),
        drafts=(
            await alert_clocks.drafts(desk, drill=drill) if sees(audience, BoardPart.DRAFTS) else ()
        ),
        bodies=await body_tiles.tiles(
            desk, audience, opened, slip_steps.by_body(desk, slips), unreachable, owed, drill=drill
        ),
        heat=heat,
        trends=trends,
        slips=slip_steps.by_step(desk, slips),
        problems=(
            await problem_steps.by_step(desk, since, drill=drill)
            if sees(audience, BoardPart.PROBLEMS)
            else ()
        ),
        timeline=await timeline.entries(desk, audience, since, alerts, drill=drill),
        coming=(
            await coming.entries(desk, audience, alerts, owed, air_reaches, drill=drill)
            # While it stands still nobody knows when anything comes.
            if sees(audience, BoardPart.COMING) and not is_paused
            else ()
        ),
    )


def _since(desk: Desk, opened: Sequence[Matter], played: Exercise | None) -> datetime:
    """When the episode began that is shown; without an alert, some days ago.

    What was of an exercise before is none of this one's.
    """
    if played is not None and played.began_at is not None:
        return played.began_at
    begun = [one.created_at - BEFORE_THE_ALERT for one in opened if alert_clocks.is_alert(one)]
    return min(begun, default=desk.now - QUIET_DAYS)


async def _reports(
    desk: Desk, audience: BoardAudience, opened: Sequence[Matter]
) -> tuple[ReportHeat | None, ReportTrends | None]:
    """Read the newest alert under which something was reported."""
    for alert in filter(alert_clocks.is_alert, reversed(opened)):
        heat = await report_heat.of_alert(desk, audience, alert)
        if heat is not None:
            seen = sees(audience, BoardPart.TRENDS)
            return heat, await report_trends.of_alert(desk, alert) if seen else None
    return None, None
