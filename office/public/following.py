"""What follows for the public as an order about an alert is issued, or takes effect."""

from collections.abc import Mapping
from typing import Any

from office.desk import Desk
from office.matters import kinds
from office.public import making, publishers, releasing, repeating, reviewing
from office.public.previewing import is_for_the_public
from storage.decisions import public_notices as store
from storage.decisions.matters import Matter, Order
from storage.decisions.public_notices import (
    ONCE_RELEASED,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)


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
    before = await store.of_order(desk.session, order.key, *ONCE_RELEASED)
    words = before[-1].own_words if before else await _waiting_words(desk, order)
    notice = await making.make(desk, order, PublicOccasion.START, words)
    if before:
        await releasing.release(desk, notice)
    else:
        await _replace_under_review(desk, notice)
        await send_on(desk, notice)
    await repeating.expect(desk, alert)


async def ended(desk: Desk, order: Order) -> None:
    """Tell the public once more as the hour of an announced end comes, in the words of before."""
    before = await store.of_order(desk.session, order.key, *ONCE_RELEASED)
    if before:
        words = before[-1].own_words
        await releasing.release(desk, await making.make(desk, order, PublicOccasion.LIFT, words))


async def send_on(desk: Desk, notice: PublicNotice) -> None:
    if publishers.reviewers(desk.plan):
        await reviewing.ask(desk, notice)
    else:
        await releasing.release(desk, notice)


async def _waiting_words(desk: Desk, order: Order) -> Mapping[str, Any]:
    waiting = await store.of_order(desk.session, order.key, PublicNoticeState.UNDER_REVIEW)
    return waiting[-1].own_words if waiting else {}


async def _replace_under_review(desk: Desk, notice: PublicNotice) -> None:
    """What still waits for its review would be overtaken by the time it is passed."""
    for waiting in await store.of_matter(
        desk.session, notice.matter_id, PublicNoticeState.UNDER_REVIEW
    ):
        await releasing.drop(desk, waiting)
        await reviewing.show(desk, waiting)
