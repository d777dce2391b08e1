"""A signature that does not come: one silent reminder, then a word to those who can phone.

The program does not go on pressing a leader. Neither message waits for the end of the quiet hours:
an order that is drafted at night is urgent, the reminder makes no sound, and the word goes to those
on duty.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from messages.render import Message
from office import post
from office.bodies.people import name_of
from office.desk import Desk
from office.matters import clocks, kinds, signers
from office.matters.draft_texts import (
    drafter_of,
    post_name,
    signature_requests,
    tell_drafter_and_office,
)
from office.matters.order_terms import AT_ONCE, start_of
from office.matters.order_texts import title
from office.matters.signers import Trouble
from office.post import Place, Posting
from storage import agenda
from storage import matters as store
from storage.matters import Approval, Decision, Order, OrderState
from storage.outbox import DeliveryKind, DeliveryState
from storage.subjects import Subject

REMINDER = "signature_reminder"
PHONE = "signature_phone"


async def wind(desk: Desk, draft: Order, step: Approval) -> None:
    await put_on_agenda(desk, draft, step, (REMINDER, PHONE))
    await tell_of_trouble(desk, draft, step)


async def put_on_agenda(desk: Desk, draft: Order, step: Approval, timers: Iterable[str]) -> None:
    """Each kind is due a fixed time after the step was asked for, or at once if that is over."""
    rules = (await desk.plan_of(draft)).signing
    after = {REMINDER: rules.remind_after, PHONE: rules.phone_after}
    asked_at = step.asked_at or desk.now
    for kind in timers:
        await clocks.on_agenda(desk, kind, step.key, max(asked_at + after[kind], desk.now))


async def unwind(desk: Desk, step: Approval) -> None:
    for kind in (REMINDER, PHONE):
        await clocks.off_agenda(desk, kind, step.key)


async def give_back(desk: Desk, began: datetime, lost: timedelta) -> None:
    """Add our own outage to the signers' time, since a press may have been lost in it."""
    for step in await store.asked_approvals(desk.session, desk.jurisdiction):
        for kind in (REMINDER, PHONE):
            item = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, step.key)
            if item is not None and item.due_at > began:
                await clocks.on_agenda(desk, kind, step.key, item.due_at + lost)


async def remind(desk: Desk, step_id: int) -> str:
    """Remind under the request itself, where its buttons are, unless the phone is due as well."""
    found = await _waiting(desk, step_id)
    if found is None:
        return "decided"
    step, draft = found
    following = await agenda.waiting_item(desk.session, desk.jurisdiction, PHONE, step.key)
    if following is None or following.due_at <= desk.now:
        return "left to the phone"
    arrived = {
        asked.chat_id: asked.message_id
        for asked in await signature_requests(desk, step)
        if asked.state == DeliveryState.SENT
    }
    for user_id in await signers.askable(desk, draft, step):
        if user_id in arrived:
            await _remind(desk, draft, step, user_id, arrived[user_id])
    return "reminded"


async def phone(desk: Desk, step_id: int) -> str:
    found = await _waiting(desk, step_id)
    if found is None:
        return "decided"
    step, draft = found
    if await signers.trouble(desk, draft, step) is not None:
        return "told when it happened"
    phrase = desk.words.phrase(
        "signature_phone",
        **await _facts(desk, draft, step),
        asked_at=step.asked_at,
        drafter=await drafter_of(desk, draft),
    )
    await tell_drafter_and_office(desk, draft, Message(phrase), f"signature_phone:{step.key}")
    return "told to phone"


async def tell_of_trouble(desk: Desk, draft: Order, step: Approval) -> None:
    hindered = await signers.trouble(desk, draft, step)
    if hindered is None:
        return
    key = "signature_vacant" if hindered is Trouble.VACANT else "signature_unreachable"
    phrase = desk.words.phrase(key, **await _facts(desk, draft, step))
    await tell_drafter_and_office(desk, draft, Message(phrase))


async def _waiting(desk: Desk, step_id: int) -> tuple[Approval, Order] | None:
    step = await store.approval(desk.session, step_id)
    draft = await store.order(desk.session, step.order_id) if step else None
    if step is None or draft is None or draft.state != OrderState.APPROVING:
        return None
    return (step, draft) if step.decision == Decision.ASKED else None


async def _remind(
    desk: Desk, draft: Order, step: Approval, user_id: int, asked_in: int | None
) -> None:
    phrase = desk.words.phrase("signature_reminder", **await _facts(desk, draft, step))
    posting = Posting(
        Subject.of(draft),
        reply_to=asked_in,
        dedupe_key=f"signature_reminder:{step.key}:{user_id}",
        context={"approval": step.key},
    )
    await post.send(desk, Place(user_id), DeliveryKind.APPROVAL_REMINDER, Message(phrase), posting)


async def _facts(desk: Desk, draft: Order, step: Approval) -> dict[str, object]:
    plan = await desk.plan_of(draft)
    names = [await name_of(desk, user_id) for user_id in await signers.askable(desk, draft, step)]
    # Only an order that starts a response names a start.
    start = start_of(draft) if kinds.starts(draft) else AT_ONCE
    return {
        "title": title(desk, plan, draft),
        "position": await post_name(desk, draft, step),
        "people": desk.words.listed(names),
        "start": None if start is AT_ONCE else start,
    }
