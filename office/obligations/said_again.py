"""Which bodies are still to be asked today to tell the public again, in a message of its own."""

from collections.abc import Collection

from office.desk import Desk
from office.matters import alerts
from office.obligations import askings
from storage import agenda
from storage.decisions import matters, public_notices
from storage.decisions.matters import Matter, MatterKind
from storage.decisions.public_notices import ONCE_RELEASED, PublicOccasion


async def coming(desk: Desk, agencies: Collection[str]) -> list[tuple[Matter, str]]:
    """The alerts, and the body. What follows a text that was said again takes over its card."""
    said = desk.plan.public_text
    publishers = [one for one in said.publishers if one in agencies] if said is not None else []
    if not publishers:
        return []
    open_ = await matters.open_matters(
        desk.session, desk.jurisdiction, MatterKind.ALERT, drill=False
    )
    told = [one for one in open_ if await _is_told_anew_today(desk, one)]
    return [(alert, body) for alert in told for body in publishers]


async def _is_told_anew_today(desk: Desk, alert: Matter) -> bool:
    kind, (_, ends) = alerts.PUBLIC_REPEAT, askings.midnights(desk)
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, alert.key)
    if item is None or item.due_at >= ends:
        return False
    released = await public_notices.of_matter(desk.session, alert.key, *ONCE_RELEASED)
    last = public_notices.newest(released)
    return last is not None and last.occasion != PublicOccasion.REPEAT
