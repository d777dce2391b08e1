"""What is on its way, whom nothing reaches, and what Telegram refused."""

from collections.abc import Sequence

from messages.views.command_board import DeadOnBoard, DeliveryPanel
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.desk import Desk
from office.sending import dead_letters
from storage.delivery import tallies
from storage.delivery.outbox import Delivery

MOST_SHOWN = 6


async def panel(desk: Desk, audience: BoardAudience, unreachable: tuple[str, ...]) -> DeliveryPanel:
    queue = await tallies.waiting(desk.session, desk.jurisdiction, desk.now)
    dead = await dead_letters.standing(desk)
    shown = dead[:MOST_SHOWN] if sees(audience, BoardPart.DEAD_LETTERS) else ()
    return DeliveryPanel(
        queue.waiting, queue.oldest_at, unreachable, len(dead), await _lines(desk, shown)
    )


async def _lines(desk: Desk, dead: Sequence[Delivery]) -> tuple[DeadOnBoard, ...]:
    lines = [await dead_letters.line_of(desk, one) for one in dead]
    return tuple(DeadOnBoard(one.agency or one.title, one.gist, one.reason) for one in lines)
