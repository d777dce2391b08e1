"""Releases a text for the public to the bodies that publish it, and ends the one before it."""

from collections.abc import Sequence

from office.desk import Desk
from office.public import asking, cards, channel
from office.refusal import Refusal
from storage.decisions import public_notices as store
from storage.decisions.matters import issued_orders
from storage.decisions.public_notices import (
    NOT_RELEASED,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)


async def release(desk: Desk, notice: PublicNotice) -> None:
    """Let it be published; whoever was first has released it, or dropped it."""
    if not await store.move(desk.session, notice.key, NOT_RELEASED, PublicNoticeState.RELEASED):
        raise Refusal("public_notice_settled")
    notice.state, notice.released_at = PublicNoticeState.RELEASED, desk.now
    desk.session.add(notice)
    await desk.session.flush()
    await desk.record(
        "public_notice_released",
        audit_subject(notice),
        occasion=notice.occasion,
        revision=notice.order_id,
        text=notice.text_zh,
    )
    await _end_earlier(desk, notice)
    asked = await asking.ask(desk, notice)
    await channel.show(desk, notice)
    if notice.occasion != PublicOccasion.REPEAT or not all(row.cards for row in asked):
        await cards.show_in_office(desk, notice)


async def _end_earlier(desk: Desk, notice: PublicNotice) -> None:
    """What is released last holds alone; what waits for a review would come too late.

    A correction may have been drafted before the text that it corrects was said again. A change
    that waits is of a newer order than what is said again or put right meanwhile, and waits on.
    """
    newer = await newer_orders(desk, notice)
    for earlier in await store.of_matter(
        desk.session, notice.matter_id, PublicNoticeState.RELEASED, PublicNoticeState.UNDER_REVIEW
    ):
        waits_on = earlier.state in NOT_RELEASED and earlier.order_id in newer
        if earlier.key != notice.key and not waits_on:
            await end(desk, earlier, by=notice)


async def newer_orders(desk: Desk, notice: PublicNotice) -> Sequence[int]:
    issued = [one.key for one in await issued_orders(desk.session, notice.matter_id)]
    return issued[issued.index(notice.order_id) + 1 :] if notice.order_id in issued else ()


async def end(desk: Desk, notice: PublicNotice, by: PublicNotice) -> None:
    """It holds no longer; where it was wrong, that is said of it."""
    if notice.state in NOT_RELEASED:
        await drop(desk, notice)
        return
    corrected = by.occasion == PublicOccasion.CORRECTION and by.corrects_id == notice.key
    to = PublicNoticeState.CORRECTED if corrected else PublicNoticeState.ENDED
    if await store.move(desk.session, notice.key, [PublicNoticeState.RELEASED], to):
        notice.state, notice.ended_at = to, desk.now
        desk.session.add(notice)
        await desk.session.flush()
        await desk.record(f"public_notice_{to}", audit_subject(notice), by=by.key)
        await asking.end(desk, notice)
        await cards.show(desk, notice)


async def drop(desk: Desk, notice: PublicNotice) -> None:
    """It is never released."""
    if await store.move(desk.session, notice.key, NOT_RELEASED, PublicNoticeState.DROPPED):
        notice.state, notice.ended_at = PublicNoticeState.DROPPED, desk.now
        desk.session.add(notice)
        await desk.session.flush()
        await cards.show(desk, notice)


def audit_subject(notice: PublicNotice) -> str:
    return f"public_notice:{notice.key}"
