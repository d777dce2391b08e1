"""Makes a text for the public from an order, and words it anew as long as it is not released."""

from collections.abc import Mapping
from typing import Any

from office.desk import Desk
from office.public import wording
from office.public.wording import Telling
from storage.decisions import public_notices as store
from storage.decisions.matters import Order
from storage.decisions.public_notices import PublicNotice, PublicOccasion


async def make(
    desk: Desk,
    order: Order,
    occasion: PublicOccasion,
    own_words: Mapping[str, Any] | None = None,
    corrects: PublicNotice | None = None,
) -> PublicNotice:
    notice = PublicNotice(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        occasion=occasion,
        own_words=dict(own_words or {}),
        made_at=desk.now,
        corrects_id=corrects.key if corrects is not None else None,
    )
    desk.session.add(notice)
    await desk.session.flush()
    await word(desk, notice, order)
    return notice


async def word(desk: Desk, notice: PublicNotice, order: Order) -> None:
    """Say it as it is now: an order that starts at once has its hour only when it is issued."""
    wrong = None
    if notice.corrects_id is not None:
        wrong = await store.notice(desk.session, notice.corrects_id)
    telling = Telling.of(notice, order, wrong.released_at if wrong is not None else None)
    said = await wording.versions(desk, telling)
    notice.text_zh, notice.text_en = said.text_zh, said.text_en
    notice.short, notice.broadcast = said.short, said.broadcast
    desk.session.add(notice)
    await desk.session.flush()


async def order_of(desk: Desk, notice: PublicNotice) -> Order:
    return await desk.session.get_one(Order, notice.order_id)
