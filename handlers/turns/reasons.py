"""Asks whoever pressed a button for a reason, and takes the one that is given by reply."""

from typing import Any

from handlers.turns.turn import Turn
from messages.render import Message
from office.conversation import dialogues, reasons


async def ask(
    turn: Turn, kind: str, question: str, placeholder: str, *, facts: dict[str, Any], **keep: Any
) -> None:
    """Ask the presser; a question of this kind that was asked before is closed.

    `facts` fill the phrase of the question; the rest is kept with the dialogue.
    """
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    message = Message(desk.words.phrase(question, **facts), ask=desk.words.plain(placeholder))
    await dialogues.replace(desk, place.chat_id, user_id, kind)
    await dialogues.ask(desk, place, kind, message, user_id=user_id, **keep)


def given(turn: Turn) -> str:
    return reasons.checked(turn.message.text, of="slip")
