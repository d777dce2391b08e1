"""Makes a draft void that nobody could sign or change any more, and says so to its drafter."""

from messages.render import Message
from office.decisions.draft_texts import redraw_draft, tell_drafter_and_office
from office.decisions.order_round import round_of
from office.decisions.order_signing import ORDERS
from office.desk import Desk
from office.public import previewing
from office.refusal import Refusal
from office.signing import running
from storage.decisions import matters as store
from storage.decisions.matters import PENDING_STATES, Order, OrderState

_WHY = {
    "cancel_after_start": "overtaken_cancel",
    "ending_names_former_level": "overtaken_level",
    "lift_hour_has_passed": "overtaken_hour",
    "no_open_alert": "overtaken_end",
}
"""What the drafter reads, by what a signer would be refused with."""


async def void(desk: Desk, draft: Order, refusal: Refusal) -> None:
    """It would wait until somebody discards it, and keep every other draft from being made."""
    await store.move_order(desk.session, draft.key, PENDING_STATES, OrderState.VOID)
    asked = await round_of(desk, draft)
    await desk.record("draft_overtaken", asked.audit, revision=draft.key, why=refusal.key)
    await running.void(desk, ORDERS, asked)
    await previewing.forget(desk, draft)
    await redraw_draft(desk, draft)
    why = desk.words.plain(_WHY[refusal.key], **refusal.facts)
    phrase = desk.words.phrase("draft_overtaken", title=asked.title, why=why)
    await tell_drafter_and_office(desk, draft, Message(phrase), f"draft_overtaken:{draft.key}")
