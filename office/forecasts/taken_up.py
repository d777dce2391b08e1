"""What becomes of a proposal as people decide: an order takes it up, or it is signed that none is
issued.
"""

from datetime import timedelta

from office.desk import Desk
from office.forecasts import proposal_cards, proposals
from office.matters.in_effect import takes_effect_at
from office.matters.order_terms import HOURS_AT_MOST, announced_end
from storage.decisions.declines import Decline
from storage.decisions.matters import MatterKind, Order, OrderKind
from storage.sky import proposals as store
from storage.sky.proposals import AirErrand, AirProposal, AirProposalState

TAKES_UP: dict[tuple[str, str], tuple[AirErrand, ...]] = {
    (MatterKind.ALERT, OrderKind.ISSUE): (AirErrand.START,),
    (MatterKind.ALERT, OrderKind.ADJUST): (AirErrand.RAISE, AirErrand.LOWER, AirErrand.PROLONG),
    (MatterKind.ALERT, OrderKind.LIFT): (AirErrand.LIFT,),
    (MatterKind.ALERT, OrderKind.CANCEL): (AirErrand.LIFT,),
    (MatterKind.CONTROL, OrderKind.ISSUE): (AirErrand.CONTROL,),
    (MatterKind.NOTICE, OrderKind.ISSUE): (AirErrand.NOTICE,),
}


async def follow(desk: Desk, order: Order) -> None:
    """What an order in earnest takes up is proposed no more; what is left is held against it."""
    if order.drill or order.matter_kind not in {kind for kind, _ in TAKES_UP}:
        return
    taken = TAKES_UP.get((order.matter_kind, order.kind), ())
    rows = await store.open_proposals(desk.session, desk.jurisdiction)
    meant = [row for row in rows if row.errand in taken and _takes_up(desk, row, order)]
    if order.matter_kind != MatterKind.ALERT:
        # Such an order names no days: of several spells it is for the first.
        meant = sorted(meant, key=lambda row: row.starts_at)[:1]
    for row in meant:
        await proposals.settle(desk, row, AirProposalState.TAKEN_UP, order_id=order.key)
    await proposals.reconsider(desk)


def _takes_up(desk: Desk, row: AirProposal, order: Order) -> bool:
    if order.matter_kind != MatterKind.ALERT:
        return True
    if row.errand not in proposals.OF_ONE_ALERT:
        starts_at = takes_effect_at(order)
        ends_at = announced_end(order) or starts_at + timedelta(hours=HOURS_AT_MOST)
        return proposals.touches(desk, row, starts_at, ends_at)
    if row.matter_id != order.matter_id:
        return False
    if row.errand == AirErrand.LIFT:
        return True
    former = desk.plan.known_level(row.former_level or "")
    level = desk.plan.known_level(order.level or "")
    if former is None or level is None:
        return False
    if row.errand == AirErrand.PROLONG:
        until = announced_end(order)
        return level.rank >= former.rank and (until is None or until > row.starts_at)
    if row.errand == AirErrand.RAISE:
        return level.rank > former.rank
    return level.rank < former.rank


async def asked_to_decline(desk: Desk, proposal_id: int, decline: Decline) -> None:
    """A signature is asked for on not following it; until that is given it stands as it is."""
    row = await store.proposal(desk.session, proposal_id)
    if row is None or row.state != AirProposalState.OPEN:
        return
    row.decline_id = decline.key
    desk.session.add(row)
    await desk.session.flush()
    await proposal_cards.redraw(desk, row)


async def declined(desk: Desk, decline: Decline) -> None:
    row = await store.of_decline(desk.session, decline.key)
    if row is not None:
        await proposals.settle(desk, row, AirProposalState.DECLINED)


async def not_declined(desk: Desk, decline: Decline) -> None:
    """The decision was returned or taken back, so that the proposal waits for another one."""
    row = await store.of_decline(desk.session, decline.key)
    if row is not None:
        row.decline_id = None
        desk.session.add(row)
        await desk.session.flush()
        await proposal_cards.redraw(desk, row)
