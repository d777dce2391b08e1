"""Letters of request to bodies without a chat here whose own office works on this bot."""

from collections.abc import Mapping

from messages.length import plain
from office.desk import Desk
from office.matters.order_texts import order_text, title
from office.plan.model import Plan
from office.region import notes, offices
from storage.decisions.matters import Order
from storage.roster.chats import Chat


async def write(desk: Desk, plan: Plan, order: Order, told: Mapping[str, list[Chat]]) -> set[str]:
    """Write to each of them at its own desk; return those who were written to."""
    without = [plan.body(body) for body, places in told.items() if not places]
    homes = await offices.reached(desk, without)
    if not homes:
        return set()
    text = plain(await order_text(desk, order))
    called, number = title(desk, plan, order), order.serial or ""
    for body, home in homes.items():
        key = f"order:{order.key}:{body}"
        await notes.write(desk, home, called, text, key=key, number=number)
    return set(homes)
