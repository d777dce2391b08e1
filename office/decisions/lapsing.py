"""A draft that can no longer be issued as it was read: its drafter is asked what to do with it.

It can only get other terms, which voids the signatures, or be given up. An end has none to get: one
for an hour that has passed is void, and whoever still wants it drafts it anew.
"""

from messages.keyboards import button
from messages.render import Message
from office.decisions import approvals, overtaking
from office.decisions.draft_texts import (
    CHANGE_VERB,
    GIVE_UP_VERB,
    drafter_of,
    redraw_draft,
    tell_drafter_and_office,
    why_outdated,
)
from office.desk import Desk
from office.matters import alerts, clocks, kinds
from office.matters.order_texts import title
from office.matters.outdated import Limit, holds_until, lapses_at
from office.refusal import Refusal
from office.region import progress
from storage.decisions import matters as store
from storage.decisions.matters import PENDING_STATES, Order, OrderState

STANDING = tuple(state for state in PENDING_STATES if state is not OrderState.LAPSED)


async def watch(desk: Desk, draft: Order) -> None:
    at = lapses_at(draft)
    if at is not None:
        await clocks.on_agenda(desk, alerts.DRAFT_LIMIT, draft.key, at)


async def lapse(desk: Desk, order_id: int) -> str:
    draft = await store.order(desk.session, order_id)
    if draft is None or draft.state not in STANDING:
        return "settled"
    at = lapses_at(draft)
    if at is None or at > desk.now:
        await watch(desk, draft)
        return "not yet"
    limit = holds_until(draft)
    if limit is None:
        # It is an end, whose hour is not given again.
        await overtaking.void(desk, draft, Refusal("lift_hour_has_passed", at=draft.starts_at))
        await progress.tell(desk)
        return "void"
    if not await store.move_order(desk.session, draft.key, STANDING, OrderState.LAPSED):
        return "settled"
    await desk.record(
        "draft_lapsed", kinds.audit_subject(draft), revision=draft.key, value=limit.value
    )
    await approvals.void(desk, draft)
    await redraw_draft(desk, draft)
    await _ask_drafter(desk, draft, limit)
    await progress.tell(desk)
    return "asked its drafter"


async def _ask_drafter(desk: Desk, draft: Order, limit: Limit) -> None:
    plan = await desk.plan_of(draft)
    plain = desk.words.plain
    phrase = desk.words.phrase(
        "draft_lapsed_ask",
        title=title(desk, plan, draft),
        why=why_outdated(desk, draft, limit),
        renew=plain(f"draft_renew_{limit.value}"),
        drafter=await drafter_of(desk, draft),
    )
    keyboard = (
        (button(plain(f"button_new_{limit.value}"), CHANGE_VERB, draft.key, limit.value),),
        (button(plain("button_not_wanted"), GIVE_UP_VERB, draft.key),),
    )
    key = f"draft_lapsed:{draft.key}"
    await tell_drafter_and_office(desk, draft, Message(phrase, keyboard), key)
