"""Shows the office what the public will be told, beside the draft of the order that it follows."""

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.matters import added_lines
from office.plan.model import AnyPlan
from office.post import Place
from office.public import cards, making, own_words, releasing, reviewing
from office.public.publishers import tells_the_public
from office.refusal import Refusal
from storage.decisions import public_notices as store
from storage.decisions.matters import MatterKind, Order
from storage.decisions.public_notices import (
    NOT_RELEASED,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)


def is_for_the_public(plan: AnyPlan, order: Order) -> bool:
    """No exercise is, nor an order that only adds measures."""
    if order.matter_kind != MatterKind.ALERT or order.drill or added_lines.adds_only(order):
        return False
    return tells_the_public(plan)


async def preview(desk: Desk, draft: Order, place: Place, instead_of: Order | None = None) -> None:
    """Words that the office has changed go along into the draft that replaces the former one."""
    if not is_for_the_public(await desk.plan_of(draft), draft):
        return
    words = await _words_of(desk, instead_of) if instead_of is not None else {}
    notice = await making.make(desk, draft, PublicOccasion(draft.kind), words)
    await cards.put_up(desk, notice, place)


async def _words_of(desk: Desk, former: Order) -> dict[str, list[str]]:
    dropped = await store.of_order(desk.session, former.key, PublicNoticeState.DROPPED)
    return dropped[-1].own_words if dropped else {}


async def forget(desk: Desk, order: Order) -> None:
    """The order comes to nothing, and so does what would have been told of it."""
    for notice in await store.of_order(desk.session, order.key, PublicNoticeState.DRAFTED):
        await releasing.drop(desk, notice)


async def to_change(desk: Desk, who: Actor, notice_id: int) -> PublicNotice:
    require_office(desk, who)
    notice = await known(desk, notice_id)
    if notice.state not in NOT_RELEASED:
        raise Refusal("public_notice_settled")
    return notice


async def change(desk: Desk, who: Actor, notice_id: int, text: str, first: str) -> PublicNotice:
    """Take words by which the office would say it; level, times, area and pollutant stay."""
    notice = await to_change(desk, who, notice_id)
    words = own_words.read(desk, text, first)
    await own_words.put(desk, notice, words)
    await desk.record("public_words_changed", releasing.audit_subject(notice), **words)
    await cards.show(desk, notice)
    await reviewing.show(desk, notice)
    return notice


async def known(desk: Desk, notice_id: int) -> PublicNotice:
    notice = await store.notice(desk.session, notice_id)
    if notice is None or notice.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return notice
