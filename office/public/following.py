"""What follows for the public as an order about an alert is issued, or takes effect."""

from office.desk import Desk
from office.matters import kinds
from office.public import awaiting, making, publishers, releasing, repeating, reviewing
from office.public.previewing import is_for_the_public
from storage.decisions import public_notices as store
from storage.decisions.matters import Matter, Order
from storage.decisions.public_notices import PublicNotice, PublicNoticeState, PublicOccasion


async def issued(desk: Desk, alert: Matter, order: Order) -> None:
    """Tell the public of it at once, or once it was reviewed."""
    if kinds.ends(order):
        await repeating.forget(desk, alert)
    if not is_for_the_public(await desk.plan_of(order), order):
        return
    drafted = await store.of_order(desk.session, order.key, PublicNoticeState.DRAFTED)
    if drafted:
        notice = drafted[-1]
        await making.word(desk, notice, order)
    else:
        notice = await making.make(desk, order, PublicOccasion(order.kind))
    await _replace_under_review(desk, notice)
    await send_on(desk, notice)
    # While it is only under review nothing was told, and what holds is said again at its hour.
    if notice.state == PublicNoticeState.RELEASED or not await repeating.is_expected(desk, alert):
        await repeating.expect(desk, alert)


async def started(desk: Desk, alert: Matter, order: Order) -> None:
    """Tell the public that the response runs, in words that have been reviewed already."""
    if not is_for_the_public(await desk.plan_of(order), order):
        return
    await _tell_anew(desk, order, PublicOccasion.START)
    await repeating.expect(desk, alert)


async def ended(desk: Desk, order: Order) -> None:
    """Tell the public once more as the hour of an announced end comes, in the words of before."""
    if await store.last_told(desk.session, order.key):
        await _tell_anew(desk, order, PublicOccasion.LIFT)


async def _tell_anew(desk: Desk, order: Order, occasion: PublicOccasion) -> None:
    """Words that are being put right are not told once more: the right ones wait on instead."""
    told = await store.last_told(desk.session, order.key)
    waiting = await store.of_order(desk.session, order.key, PublicNoticeState.UNDER_REVIEW)
    newest = waiting[-1] if waiting else told
    notice = await making.make(desk, order, occasion, newest.own_words if newest else {})
    if told and not waiting:
        await releasing.release(desk, notice)
        return
    await _replace_under_review(desk, notice)
    await send_on(desk, notice)
    if told and notice.state == PublicNoticeState.UNDER_REVIEW:
        await awaiting.say_correction_waits(desk, notice)


async def send_on(desk: Desk, notice: PublicNotice) -> None:
    if publishers.reviewers(desk.plan):
        await reviewing.ask(desk, notice)
    else:
        await releasing.release(desk, notice)


async def _replace_under_review(desk: Desk, notice: PublicNotice) -> None:
    """What still waits for its review would be overtaken by the time it is passed.

    A change that comes later waits on.
    """
    newer = await releasing.newer_orders(desk, notice)
    for waiting in await store.of_matter(
        desk.session, notice.matter_id, PublicNoticeState.UNDER_REVIEW
    ):
        if waiting.order_id not in newer:
            await releasing.drop(desk, waiting)
            await reviewing.show(desk, waiting)
