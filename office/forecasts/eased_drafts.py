"""Drafts that lower or lift an alert, and the better air on which they rest.

Who drafts or signs one may know better than a forecast, so nothing is stopped; they are told.
"""

from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import order_texts
from office.post import Place, Posting
from office.signing import requests
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import MatterKind, Order, OrderKind
from storage.delivery.outbox import DeliveryKind
from storage.sky import proposals as store
from storage.sky.proposals import AirErrand, AirProposal, AirProposalState
from storage.subjects import Subject

EASED_BY: dict[AirErrand, tuple[OrderKind, ...]] = {
    AirErrand.LOWER: (OrderKind.ADJUST,),
    AirErrand.LIFT: (OrderKind.LIFT, OrderKind.CANCEL),
}


async def tell(desk: Desk, row: AirProposal) -> None:
    """The office reads of each draft that rests on this, and so does whoever is to sign it."""
    for order in await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT):
        eases = order.kind in EASED_BY[AirErrand(row.errand)] and row.level in (None, order.level)
        if eases and order.matter_id == row.matter_id:
            title = order_texts.title(desk, await desk.plan_of(order), order)
            told = Message(desk.words.phrase("air_draft_unsupported", title=title))
            await post.tell_office(desk, told, Posting(Subject.of(order)))
            await _tell_signers(desk, order, title)


async def _tell_signers(desk: Desk, order: Order, title: str) -> None:
    """It stands under the request, where the buttons are; an edited message is overlooked."""
    told = Message(desk.words.phrase("air_request_unsupported", title=title))
    for step in await approvals.approvals(desk.session, Subject.of(order)):
        if step.decision != Decision.ASKED:
            continue
        for shown in await requests.standing(desk, step):
            context = {"approval": step.key}
            posting = Posting(Subject.of(order), reply_to=shown.message_id, context=context)
            place = Place(shown.chat_id)
            await post.send(desk, place, DeliveryKind.APPROVAL_REMINDER, told, posting)


async def is_unsupported(desk: Desk, draft: Order) -> bool:
    """Whether the better air was gone since it was drafted, and has not come back."""
    errand = next((one for one, kinds in EASED_BY.items() if draft.kind in kinds), None)
    if draft.matter_kind != MatterKind.ALERT or errand is None:
        return False
    level = draft.level if errand is AirErrand.LOWER else None
    last = await store.last_easing(desk.session, draft.matter_id, errand, level)
    return (
        last is not None
        and last.state == AirProposalState.OVERTAKEN
        and last.settled_at is not None
        and last.settled_at >= draft.drafted_at
    )
