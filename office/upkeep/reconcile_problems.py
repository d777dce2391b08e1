"""Proves that what opens a gate was said to whom it concerns, and that no more is named."""

from functools import partial

from office.desk import Desk
from office.problems import listing, naming_problems
from office.upkeep.reconcile_gaps import LOOK_BACK, Gap
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.roster.chats import Chat
from storage.upkeep import gaps


async def unnamed(desk: Desk) -> list[Gap]:
    """Prove that each bulletin names what its newest wording says, to whoever read it."""
    found = []
    for order in await _bulletins(desk):
        bodies = await naming_problems.named_otherwise(desk, order)
        if bodies:
            mend = partial(_name, order)
            found.append(Gap("unnamed", f"revision:{order.key}", bodies, mend))
    return found


async def unlisted(desk: Desk) -> list[Gap]:
    """Prove that each notice of listed supervision was queued for all chats within reach."""
    return [
        Gap("unlisted", f"listing:{listing_id}", (chat.agency or "",), partial(_serve, chat))
        for listing_id, chat in await listing.unsaid(desk)
    ]


async def _bulletins(desk: Desk) -> list[Order]:
    rows = await gaps.matters_to_prove(desk.session, desk.jurisdiction, desk.now - LOOK_BACK)
    issued = [
        await store.issued_orders(desk.session, row.key)
        for row in rows
        if row.kind == MatterKind.BULLETIN
    ]
    return [orders_[-1] for orders_ in issued if orders_]


async def _name(order: Order, desk: Desk) -> None:
    await naming_problems.name_as_said(desk, order)


async def _serve(chat: Chat, desk: Desk) -> None:
    await listing.serve_missed(desk, chat)
