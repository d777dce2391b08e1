"""Drafts that lower or lift an alert, and the better air on which they rest.

Who drafts or signs one may know better than a forecast, so nothing is stopped; they are told.
"""

from datetime import datetime, timedelta

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

ONE_HOUR = timedelta(hours=1)
EASED_BY: dict[AirErrand, tuple[OrderKind, ...]] = {
    AirErrand.LOWER: (OrderKind.ADJUST,),
    AirErrand.LIFT: (OrderKind.LIFT, OrderKind.CANCEL),
}


async def tell(desk: Desk, row: AirProposal) -> None:
    """The better air does not come: the office and whoever is to sign read of each such draft."""
    for order in await _resting_on(desk, row):
        await _say(desk, order, "unsupported")


async def tell_later(desk: Desk, row: AirProposal) -> None:
    """It comes later: they read of each draft that would ease the response before it.

    Better air that lasts is looked for from the next full hour on: it begins later with the clock.
    """
    if row.starts_at <= desk.now + ONE_HOUR:
        return
    for order in await _resting_on(desk, row):
        if _hour(desk, order) < row.starts_at:
            await _say(desk, order, "too_early", at=row.starts_at)


async def _resting_on(desk: Desk, row: AirProposal) -> list[Order]:
    kinds = EASED_BY[AirErrand(row.errand)]
    pending = await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
    of_alert = [order for order in pending if order.matter_id == row.matter_id]
    return [one for one in of_alert if one.kind in kinds and row.level in (None, one.level)]


def _hour(desk: Desk, draft: Order) -> datetime:
    """When it would take effect, were it issued now."""
    return desk.now if draft.at_once else max(draft.starts_at, desk.now)


async def _say(desk: Desk, order: Order, what: str, **facts: datetime) -> None:
    title = order_texts.title(desk, await desk.plan_of(order), order)
    told = Message(desk.words.phrase(f"air_draft_{what}", title=title, **facts))
    await post.tell_office(desk, told, Posting(Subject.of(order)))
    asked = Message(desk.words.phrase(f"air_request_{what}", title=title, **facts))
    await _tell_signers(desk, order, asked)


async def _tell_signers(desk: Desk, order: Order, told: Message) -> None:
    """It stands under the request, where the buttons are; an edited message is overlooked."""
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
