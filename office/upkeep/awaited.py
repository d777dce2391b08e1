"""What each proof expects on the agenda is asked for once, for all of them together."""

from office.decisions.expiry import EXPIRY
from office.decisions.period_end import PERIOD_END
from office.desk import Desk
from office.matters import alerts, briefs, dispatch_meetings
from office.obligations import roll_calls
from office.obligations.same_day import SAME_DAY
from office.signing.waiting import PHONE, REMINDER
from office.supervision import laid_copies
from storage.upkeep import gaps

PROVEN = (
    alerts.START,
    alerts.END,
    alerts.DAILY_PROMPTS,
    alerts.DRAFT_LIMIT,
    briefs.BRIEF,
    EXPIRY,
    PERIOD_END,
    SAME_DAY,
    dispatch_meetings.PROPOSAL,
    roll_calls.OVER,
    laid_copies.LAID,
    PHONE,
    REMINDER,
)


async def awaited(desk: Desk) -> set[tuple[str, int]]:
    """Return the kind and the subject of each item that waits, of the kinds that are proven."""
    return await gaps.awaited_subjects(desk.session, desk.jurisdiction, PROVEN)
