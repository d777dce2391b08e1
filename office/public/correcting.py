"""更正: a wrong text is put right by a newer one that says so; the wrong one is marked as such."""

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.post import Place
from office.public import cards, following, making, own_words, releasing, reviewing
from office.public.previewing import known
from office.reading.public_words import ZH
from office.refusal import Refusal
from storage.decisions import public_notices as store
from storage.decisions.public_notices import (
    NOT_RELEASED,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)

CORRECT_VERB = "pubfix"
"""Its argument is the notice that is wrong."""


async def to_correct(desk: Desk, who: Actor, notice_id: int) -> PublicNotice:
    require_office(desk, who)
    notice = await known(desk, notice_id)
    if notice.state != PublicNoticeState.RELEASED:
        raise Refusal("public_not_in_force")
    return notice


async def draft(desk: Desk, who: Actor, place: Place, notice_id: int, text: str) -> PublicNotice:
    """Show the office the text with its new words; it goes once the office confirms it."""
    wrong = await to_correct(desk, who, notice_id)
    words = {**wrong.own_words, **own_words.read(desk, text, ZH)}
    order = await making.order_of(desk, wrong)
    notice = await making.make(desk, order, PublicOccasion.CORRECTION, words, wrong)
    await desk.record("public_correction_drafted", releasing.audit_subject(notice), of=wrong.key)
    await cards.put_up(desk, notice, place)
    return notice


async def send(desk: Desk, who: Actor, notice_id: int) -> PublicNotice:
    """Release a correction, or anything that waits for a review, on the office's own word."""
    require_office(desk, who)
    notice = await known(desk, notice_id)
    if notice.state not in NOT_RELEASED:
        raise Refusal("public_notice_settled")
    if notice.state == PublicNoticeState.UNDER_REVIEW:
        await desk.record("public_released_unreviewed", releasing.audit_subject(notice))
        await reviewing.release(desk, notice)
        return notice
    if notice.occasion != PublicOccasion.CORRECTION:
        # It goes with its order, and not before.
        raise Refusal("button_obsolete")
    await _aim(desk, notice)
    await following.send_on(desk, notice)
    return notice


async def give_up(desk: Desk, who: Actor, notice_id: int) -> None:
    require_office(desk, who)
    notice = await known(desk, notice_id)
    if notice.occasion != PublicOccasion.CORRECTION or notice.state not in NOT_RELEASED:
        raise Refusal("public_notice_settled")
    await releasing.drop(desk, notice)


async def _aim(desk: Desk, notice: PublicNotice) -> None:
    """While it was drafted the wrong text may have been said again: that one is put right."""
    standing = await store.of_matter(desk.session, notice.matter_id, PublicNoticeState.RELEASED)
    last = standing[-1] if standing else None
    if last is None or last.order_id != notice.order_id:
        raise Refusal("public_not_in_force")
    notice.corrects_id = last.key
    await making.word(desk, notice, await making.order_of(desk, notice))
