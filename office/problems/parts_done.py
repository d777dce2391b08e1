"""部分完成: what becomes of it as the body answers again, or its answer is taken or sent back."""

from datetime import datetime

from office.desk import Desk
from office.obligations.settling import OWED_AGAIN, Beside, Happening, OwedChange, is_accepted
from office.plan.owed_kinds import kind_of
from storage.owed.obligations import Obligation
from storage.problems import rectifications as store


async def rest_owed_since(desk: Desk, owed: Obligation) -> datetime | None:
    """Since when the body says that a part remains, and has not answered again."""
    if not kind_of(owed).is_accepted:
        return None
    row = await store.of_obligation(desk.session, owed.key)
    return row.part_at if row is not None else None


async def _over(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """Nothing is known to remain any more; what was said stays on record."""
    row = await store.of_obligation(desk.session, owed.key)
    if row is not None and row.part_at is not None:
        row.part_at = None
        desk.session.add(row)
        await desk.session.flush()


PARTS_DONE = Beside(
    "part done", dict.fromkeys((OwedChange.ANSWERED, *OWED_AGAIN), _over), stands_by=is_accepted
)
