"""The kinds of subject that are signed, one row each, and the rounds that are under way."""

from collections.abc import AsyncIterator
from typing import Any

from office.decisions.concluding import OFFICE_OPINIONS
from office.decisions.declining import DECLINES
from office.decisions.minutes import MINUTES
from office.decisions.order_signing import ORDERS
from office.desk import Desk
from office.enterprises.decisions import DECISIONS
from office.exercises.signing import EXERCISES
from office.paperwork.appraisals.signing import APPRAISALS
from office.paperwork.form_signing import FORMS
from office.problems.listing import LISTINGS
from office.region.urgent_signing import URGENT
from office.signing.rounds import KindOfRound, Step
from office.signing.running import OPEN
from office.supervision.slip_signing import SLIPS
from storage.decisions import approvals as store
from storage.decisions.approvals import Approval
from storage.subjects import SubjectKind

_KINDS: tuple[KindOfRound[Any], ...] = (
    ORDERS,
    DECLINES,
    SLIPS,
    LISTINGS,
    FORMS,
    APPRAISALS,
    MINUTES,
    URGENT,
    DECISIONS,
    OFFICE_OPINIONS,
    EXERCISES,
)
KINDS: dict[SubjectKind, KindOfRound[Any]] = {row.subject: row for row in _KINDS}


async def step_of(desk: Desk, row: Approval | None) -> Step | None:
    if row is None or row.jurisdiction != desk.jurisdiction:
        return None
    kind = KINDS[row.subject.kind]
    found = await kind.find(desk, row.subject_id)
    return Step(kind, found, row) if found is not None else None


async def step(desk: Desk, approval_id: int) -> Step | None:
    return await step_of(desk, await store.approval(desk.session, approval_id))


async def asked_steps(desk: Desk) -> list[Step]:
    """The signatures that are awaited now."""
    rows = await store.asked_approvals(desk.session, desk.jurisdiction)
    return [found for row in rows if (found := await step_of(desk, row)) is not None]


async def open_steps(desk: Desk) -> AsyncIterator[Step]:
    """The signatures that are awaited, and those that will be once others have come."""
    for first in await _one_of_each(desk):
        if not first.kind.is_open(first.asked.row):
            continue
        for row in await store.approvals(desk.session, first.asked.subject):
            if row.decision in OPEN:
                yield Step(first.kind, first.asked, row)


async def _one_of_each(desk: Desk) -> list[Step]:
    found: dict[tuple[str, int], Step] = {}
    for one in await asked_steps(desk):
        found.setdefault((one.row.subject_kind, one.row.subject_id), one)
    return list(found.values())
