"""Reads at once what the steps of many obligations need, instead of asking for each of them.

What is read stays with the transaction (storage/transaction/), where each step finds it.
"""

from collections.abc import Sequence

from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder.policies import ladder_of
from office.plan.owed_kinds import kind_of
from storage.delivery import outbox
from storage.owed import obligations, questioned
from storage.subjects import SubjectKind
from storage.supervision import slip_batches, slips


async def read(desk: Desk, obligation_ids: Sequence[int]) -> None:
    session = desk.session
    await obligations.EVENTS.read(session, obligation_ids)
    await questioned.REPLIES.read(session, obligation_ids)
    await _read_slips(desk, obligation_ids)
    await _read_alike(desk, obligation_ids)
    await _read_drafts(desk, obligation_ids)
    await outbox.ABOUT[SubjectKind.OBLIGATION].read(session, await _prompted(desk, obligation_ids))


async def _read_slips(desk: Desk, obligation_ids: Sequence[int]) -> None:
    await slips.SLIPS.read(desk.session, obligation_ids)
    # The next step depends only on how the newest slip was served.
    issued = [await slips.slips_of(desk.session, one) for one in obligation_ids]
    newest = [rows[-1].key for rows in issued if rows]
    await outbox.ABOUT[SubjectKind.SLIP].read(desk.session, newest)


async def _read_alike(desk: Desk, obligation_ids: Sequence[int]) -> None:
    # Where a body has one open slip, each step looks at what else it owes.
    found = [await obligations.obligation(desk.session, one) for one in obligation_ids]
    climbing = [one for one in found if one and (await ladder_of(desk, one)).one_slip]
    await obligations.read_alike(desk.session, climbing)


async def _read_drafts(desk: Desk, obligation_ids: Sequence[int]) -> None:
    found = [await obligations.obligation(desk.session, one) for one in obligation_ids]
    waiting = [one.key for one in found if one and one.awaits_signature]
    if waiting:
        await slip_batches.read_drafts(desk.session, waiting)


async def _prompted(desk: Desk, obligation_ids: Sequence[int]) -> list[int]:
    # Their rows were read when their timers were stopped.
    found = [await obligations.obligation(desk.session, one) for one in obligation_ids]
    # A receipt is asked for by its order, whose messages are about the order.
    return [one.key for one in found if one and not rules_of(kind_of(one).asked_by).brings_order]
