"""What an obligation is called in a sentence."""

from office.desk import Desk
from office.plan import Plan
from storage import alerts
from storage.obligations import Obligation, ObligationKind


def matter_of(desk: Desk, obligation: Obligation) -> str:
    """Such as “12月2日应急响应措施落实情况”; plain text, to be escaped where it is shown."""
    if obligation.kind == ObligationKind.DAILY:
        return desk.words.plain("matter_daily", day=obligation.day)
    if obligation.kind == ObligationKind.CLOSING:
        return desk.words.plain("matter_closing")
    return desk.words.plain("matter_receipt")


async def plan_of(desk: Desk, obligation: Obligation) -> Plan:
    """The plan under which it was opened."""
    revision = await alerts.revision(desk.session, obligation.revision_id)
    return await desk.plan_at(revision.plan_version_id) if revision else desk.plan


async def agency_name(desk: Desk, obligation: Obligation) -> str:
    """The agency's name as it was then; a later plan may have renamed or dropped it."""
    return (await plan_of(desk, obligation)).agency(obligation.agency).name
