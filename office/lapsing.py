"""A draft whose start went by: its drafter is asked whether it is still wanted.

What the last signer read is what is issued; with its start gone it can only be given another one,
which voids the signatures, or be given up.
"""

from datetime import datetime, timedelta

from messages.keyboards import button
from messages.render import Message
from office import alerts, approvals
from office.desk import Desk
from office.draft_texts import (
    CHANGE_VERB,
    GIVE_UP_VERB,
    redraw_draft,
    tell_drafter_and_office,
)
from office.order_texts import title
from office.people import name_of
from office.terms import has_passed, start_of
from storage import alerts as store
from storage.alerts import PENDING_STATES, Revision, RevisionState

START = "starts_at"
"""Goes with the button that asks for this value of the draft at once."""
A_MINUTE = timedelta(minutes=1)
STANDING = tuple(state for state in PENDING_STATES if state is not RevisionState.LAPSED)


async def watch(desk: Desk, draft: Revision) -> None:
    """A start at once cannot pass."""
    start = start_of(draft)
    if isinstance(start, datetime):
        await alerts.on_agenda(desk, alerts.DRAFT_START, draft.key, start + A_MINUTE)


async def lapse(desk: Desk, revision_id: int) -> str:
    draft = await store.revision(desk.session, revision_id)
    if draft is None or draft.state not in STANDING:
        return "settled"
    if not has_passed(start_of(draft), desk.now):
        await watch(desk, draft)
        return "not yet"
    if not await store.move_revision(desk.session, draft.key, STANDING, RevisionState.LAPSED):
        return "settled"
    await desk.record("draft_lapsed", f"alert:{draft.alert_id}", revision=draft.key)
    await approvals.void(desk, draft)
    await redraw_draft(desk, draft)
    await _ask_drafter(desk, draft)
    return "asked its drafter"


async def _ask_drafter(desk: Desk, draft: Revision) -> None:
    plan = await desk.plan_of(draft)
    plain = desk.words.plain
    phrase = desk.words.phrase(
        "draft_lapsed_ask",
        title=title(desk, plan, draft),
        start=draft.starts_at,
        drafter=await name_of(desk, draft.drafted_by),
    )
    keyboard = (
        (button(plain("button_new_start"), CHANGE_VERB, draft.key, START),),
        (button(plain("button_not_wanted"), GIVE_UP_VERB, draft.key),),
    )
    key = f"draft_lapsed:{draft.key}"
    await tell_drafter_and_office(desk, draft, Message(phrase, keyboard), key)
