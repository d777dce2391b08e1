"""Keeps the standing messages about a referral true: what became of the proposal."""

from typing import Any

from messages.render import Message
from messages.views.slips import ReferralOutcome
from office import post
from office.desk import Desk
from office.matters import agency_name
from office.post import About, Posting
from storage import outbox
from storage.obligations import Obligation
from storage.outbox import Action, Delivery
from storage.slips import Slip

PROPOSAL = "approval"
"""A referral is proposed in the lane of what waits for a decision."""


async def note_outcome(
    desk: Desk, obligation: Obligation, slip: Slip, key: str, **facts: Any
) -> None:
    """Say it on every proposal, in place of its buttons, and to the office."""
    view = ReferralOutcome(
        serial=slip.serial,
        agency=await agency_name(desk, obligation),
        matter=slip.matter,
        outcome=desk.words.plain(key, at=desk.now, **facts),
    )
    message = Message(desk.words.text("referral_outcome", view))
    for row in await proposals(desk, slip):
        await post.edit(desk, row, message)
    about = About(alert_id=obligation.alert_id, slip_id=slip.key)
    await post.tell_office(desk, message, Posting(about=about))


async def proposals(desk: Desk, slip: Slip) -> list[Delivery]:
    """The messages under which it is decided."""
    rows = await outbox.deliveries_of_slip(desk.session, slip.key)
    return [
        row for row in rows if row.kind == PROPOSAL and row.action == Action.SEND and row.keyboard
    ]
