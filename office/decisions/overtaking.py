"""Makes a draft void that nobody could sign or change any more, and says so to its drafter."""

from messages.render import Message
from office.decisions.draft_texts import redraw_draft, tell_drafter_and_office
from office.decisions.order_round import round_of
from office.decisions.order_signing import ORDERS
from office.desk import Desk
from office.matters import kinds
from office.public import previewing
from office.refusal import Refusal
from office.signing import running
from storage.decisions import matters as store
from storage.decisions.matters import PENDING_STATES, MatterKind, Order, OrderKind, OrderState

_WHY = {
    "cancel_after_start": "overtaken_cancel",
    "ending_names_former_level": "overtaken_level",
    "lift_hour_has_passed": "overtaken_hour",
    "no_open_alert": "overtaken_end",
}
"""What the drafter reads, by what a signer would be refused with."""


async def void(desk: Desk, draft: Order, refusal: Refusal) -> None:
    """It would wait until somebody discards it, and keep every other draft from being made."""
    why = desk.words.plain(_WHY[refusal.key], **refusal.facts)
    await _void(desk, draft, refusal.key, why)


async def make_way(desk: Desk, made: Order) -> None:
    """Make void what gives way to this draft, now that it is made."""
    row = kinds.of_order(made)
    for other in await store.pending_orders(desk.session, desk.jurisdiction, row.id):
        if other.matter_id == made.matter_id and other.key != made.key and gives_way(other):
            await _void(desk, other, "drafted anew", desk.words.plain("overtaken_anew"))


def gives_way(draft: Order) -> bool:
    """Whether it is a change of an alert whose hour has passed: as it stands nobody can sign it.

    The draft of a new alert has a matter of its own, and stays until its drafter decides.
    """
    is_change = draft.matter_kind == MatterKind.ALERT and draft.kind == OrderKind.ADJUST
    return is_change and draft.state == OrderState.LAPSED


async def _void(desk: Desk, draft: Order, key: str, why: str) -> None:
    await store.move_order(desk.session, draft.key, PENDING_STATES, OrderState.VOID)
    asked = await round_of(desk, draft)
    await desk.record("draft_overtaken", asked.audit, revision=draft.key, why=key)
    await running.void(desk, ORDERS, asked)
    await previewing.forget(desk, draft)
    await redraw_draft(desk, draft)
    phrase = desk.words.phrase("draft_overtaken", title=asked.title, why=why)
    await tell_drafter_and_office(desk, draft, Message(phrase), f"draft_overtaken:{draft.key}")
