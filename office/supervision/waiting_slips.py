"""Slips that were drafted and wait for people, as the list of slips shows them."""

from messages.views.slips import WaitingDetail, WaitingSlip
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import slip_drafts
from office.ladder.dossiers import dossier
from office.ladder.policies import ladder_of
from office.refusal import Refusal
from office.supervision import slip_signing
from office.supervision.slip_filters import SlipFilters
from storage.owed.obligations import Obligation
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import DraftState, SlipBatch, SlipDraft


async def bodies(desk: Desk) -> set[str]:
    rows = await store.waiting(desk.session, desk.jurisdiction)
    return {(await _head(desk, row)).agency for row in rows if await _may_be_listed(desk, row)}


async def found(desk: Desk, known: SlipFilters) -> list[SlipDraft]:
    body, step = known.body.chosen.value, known.step.chosen.value
    rows = await store.waiting(desk.session, desk.jurisdiction, body, step)
    return [row for row in rows if await _may_be_listed(desk, row)]


async def line(desk: Desk, draft: SlipDraft) -> WaitingSlip:
    batch = await desk.session.get_one(SlipBatch, draft.batch_id)
    same = [row for row in await _waiting(desk, draft) if row.head_id == draft.head_id]
    said = await slip_signing.line(desk, same)
    return WaitingSlip(
        draft_id=draft.key,
        mark=said.mark,
        title=said.title,
        agency=said.agency,
        matter=said.matter,
        due_at=said.due_at,
        drafted_at=batch.drafted_at,
    )


async def detail(desk: Desk, who: Actor, draft_id: int) -> WaitingDetail:
    people.require_reader(desk, who)
    draft = await store.draft(desk.session, draft_id)
    if draft is None or draft.jurisdiction != desk.jurisdiction or draft.state != _WAITING:
        raise Refusal("slip_draft_gone")
    if not await _may_be_listed(desk, draft):
        raise Refusal("slip_draft_gone")
    batch = await desk.session.get_one(SlipBatch, draft.batch_id)
    said = await slip_signing.view(desk, await slip_signing.round_of(desk, batch))
    return WaitingDetail(
        waiting=await line(desk, draft),
        steps=said.steps,
        limit=said.limit,
        record=await dossier(desk, await _head(desk, draft)),
    )


_WAITING = DraftState.WAITING


async def _waiting(desk: Desk, draft: SlipDraft) -> list[SlipDraft]:
    return await slip_drafts.waiting_in(desk, draft.batch_id)


async def _may_be_listed(desk: Desk, draft: SlipDraft) -> bool:
    # What a person decides about is known to those alone whom it concerns.
    rung = (await ladder_of(desk, await _head(desk, draft))).rung(draft.step)
    return rung is not None and not rung.is_decided


async def _head(desk: Desk, draft: SlipDraft) -> Obligation:
    return await desk.session.get_one(Obligation, draft.head_id)
