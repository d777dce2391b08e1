"""A control dispatch is proposed once an episode, where somebody begins to deal with polluted air.

An episode goes on while an alert or a dispatch is open. What is drafted, or begins, within the
plan's `merge_within` after the last end still belongs to it.
"""

from datetime import datetime, timedelta

from office.desk import Desk
from office.matters import kinds
from storage.decisions import control_proposals as store
from storage.decisions import matters
from storage.decisions.control_proposals import ControlProposal
from storage.decisions.matters import MatterKind, Order, OrderKind, OrderState
from storage.immutable import immutable


@immutable
class Spell:
    """When the air is expected to be polluted."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, draft: Order) -> "Spell":
        # Nothing is known of an open end; until the alert is over, the alert itself still goes on.
        lasting = timedelta(hours=draft.hours or 0)
        return cls(draft.starts_at, draft.starts_at + lasting)


async def propose(desk: Desk, spell: Spell, subject: str, order_id: int | None = None) -> bool:
    """Return False where the plan knows no dispatch, or nothing is to be proposed any more."""
    if desk.plan.control is None or not await is_first(desk, spell):
        return False
    made = ControlProposal(
        jurisdiction=desk.jurisdiction,
        order_id=order_id,
        proposed_at=desk.now,
        ends_at=spell.ends_at,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("control_proposed", subject, until=spell.ends_at.isoformat())
    return True


async def take_back(desk: Desk, proposed_at: datetime) -> None:
    """The forecast supports it no more: if one does again, it is proposed again."""
    await store.end(desk.session, desk.jurisdiction, proposed_at)


async def propose_under(desk: Desk, draft: Order) -> None:
    """Propose it under the draft of a new alert in earnest."""
    if draft.kind == OrderKind.ISSUE and not draft.drill:
        await propose(desk, Spell.of(draft), kinds.audit_subject(draft), draft.key)


async def stands_under(desk: Desk, draft: Order) -> bool:
    """Whether this draft still proposes it, as nobody has begun a dispatch meanwhile."""
    if desk.plan.control is None or draft.state != OrderState.DRAFT:
        return False
    if not await store.stands_under(desk.session, draft.key):
        return False
    return not await _dispatched(desk, Spell.of(draft))


async def is_first(desk: Desk, spell: Spell) -> bool:
    """Whether nobody has dealt with this episode yet, by a proposal, a dispatch or an alert."""
    since = _belongs_since(desk, spell)
    if await store.reaching(desk.session, desk.jurisdiction, since):
        return False
    alerted = await matters.went_on_after(
        desk.session, desk.jurisdiction, [MatterKind.ALERT], since
    )
    return not alerted and not await _dispatched(desk, spell)


async def _dispatched(desk: Desk, spell: Spell) -> bool:
    kind = MatterKind.CONTROL
    if await matters.pending_orders(desk.session, desk.jurisdiction, kind):
        return True
    since = _belongs_since(desk, spell)
    return await matters.went_on_after(desk.session, desk.jurisdiction, [kind], since)


def _belongs_since(desk: Desk, spell: Spell) -> datetime:
    """What went on after this instant belongs to the same episode as the spell."""
    # An alert is drafted days ahead of its start: what ended just before the draft belongs to it.
    return min(desk.now, spell.starts_at) - desk.plan.episode_gap
