"""Finds the question under which a button was pressed."""

from handlers.turns.turn import Turn
from office.conversation import dialogues
from storage.delivery.outbox import Delivery
from storage.receiving.dialogues import Dialogue


async def pressed(turn: Turn, kind: str) -> tuple[Dialogue, Delivery]:
    """Return the open dialogue of this kind behind the message, and the message."""
    message = turn.message
    return await dialogues.pressed(
        turn.desk, turn.place, message.message_id, message.text, turn.person, kind
    )
