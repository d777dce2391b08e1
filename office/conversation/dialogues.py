"""Questions that the bot asked and whose answers it waits for; they survive a restart."""

from typing import Any

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place, Posting
from storage import dialogues
from storage.dialogues import Dialogue
from storage.outbox import DeliveryKind

ASKER = "asker"
"""The fact of a dialogue that anyone may answer: by whose press it was opened."""


async def ask(
    desk: Desk,
    place: Place,
    kind: str,
    message: Message,
    *,
    user_id: int | None = None,
    reply_to: int | None = None,
    **facts: Any,
) -> Dialogue:
    """Ask, and open the dialogue that the answer will find.

    In a group the message should ask for a reply (`message.ask`), so that the answer is
    seen even where the bot is not an admin. Without a user id anyone in the chat may answer.
    """
    opened = Dialogue(
        jurisdiction=desk.jurisdiction,
        chat_id=place.chat_id,
        user_id=user_id,
        kind=kind,
        facts=facts,
        opened_at=desk.now,
    )
    desk.session.add(opened)
    await desk.session.flush()
    posting = Posting(reply_to=reply_to, context={"dialogue": opened.key})
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)
    return opened


async def close(desk: Desk, dialogue: Dialogue) -> bool:
    """Close it; False where somebody's answer closed it before."""
    return await dialogues.close(desk.session, dialogue.key, desk.now)


async def replace(desk: Desk, chat_id: int, user_id: int, kind: str) -> None:
    """Close this person's older dialogues of one kind in this chat: the newest counts."""
    here = desk.jurisdiction
    for old in await dialogues.open_dialogues(desk.session, here, chat_id, user_id, kind):
        if old.user_id == user_id:
            await dialogues.close(desk.session, old.key, desk.now)
