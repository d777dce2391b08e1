"""Proves that drafts are watched: each that can lapse, and each signature that is awaited."""

from functools import partial

from office.decisions import lapsing, rounds
from office.desk import Desk
from office.matters import alerts
from office.matters.outdated import lapses_at
from office.signing import waiting
from office.signing.waiting import PHONE, REMINDER
from office.upkeep.awaited import awaited
from office.upkeep.reconcile_gaps import Gap
from storage.decisions import approvals
from storage.decisions import matters as store
from storage.decisions.approvals import Approval
from storage.decisions.matters import Order
from storage.upkeep import gaps


async def unwatched(desk: Desk) -> list[Gap]:
    """Prove that each drafter will be asked about a draft once its words no longer hold."""
    waits = await awaited(desk)
    return [
        Gap("unwatched", f"revision:{draft.key}", (), partial(_watch, draft))
        for draft in await store.pending_orders(desk.session, desk.jurisdiction)
        if draft.state in lapsing.STANDING
        and lapses_at(draft) is not None
        and (alerts.DRAFT_LIMIT, draft.key) not in waits
    ]


async def unreminded(desk: Desk) -> list[Gap]:
    """Prove that each signer will be reminded and the office told to phone, or that both were."""
    waits = await awaited(desk)
    found = []
    for step in await approvals.asked_approvals(desk.session, desk.jurisdiction):
        kinds = [
            kind
            for kind in (REMINDER, PHONE)
            if (kind, step.key) not in waits
            and not await gaps.was_taken(desk.session, desk.jurisdiction, kind, step.key)
        ]
        if kinds:
            mend = partial(_remind, step, kinds)
            found.append(Gap("unreminded", f"approval:{step.key}", (), mend))
    return found


async def _watch(draft: Order, desk: Desk) -> None:
    await lapsing.watch(desk, draft)


async def _remind(step: Approval, kinds: list[str], desk: Desk) -> None:
    found = await rounds.step_of(desk, step)
    if found is not None:
        await waiting.put_on_agenda(desk, found.asked, step, kinds)
