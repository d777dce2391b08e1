"""Questions that the bot asked and whose answers it waits for; they survive a restart."""

from typing import Any

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place, Posting
from office.refusal import Refusal
from storage import dialogues, outbox
from storage.dialogues import Dialogue
from storage.outbox import Delivery, DeliveryKind

ASKER = "asker"
"""The fact of a dialogue that anyone may answer: by whose press it was opened."""


async def begin(desk: Desk, chat_id: int, kind: str, user_id: int | None, **facts: Any) -> Dialogue:
    """Wait for an answer in this chat; without a user id anyone there may give it."""
    opened = Dialogue(
        jurisdiction=desk.jurisdiction,
        chat_id=chat_id,
        user_id=user_id,
        kind=kind,
        facts=facts,
        opened_at=desk.now,
    )
    desk.session.add(opened)
    await desk.session.flush()
    return opened


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
    seen even where the bot is not an admin.
    """
    opened = await begin(desk, place.chat_id, kind, user_id, **facts)
    posting = Posting(reply_to=reply_to, context={"dialogue": opened.key})
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)
    return opened


async def ask_in_place(
    desk: Desk, shown: Delivery, kind: str, message: Message, *, user_id: int, **facts: Any
) -> None:
    """Put the next question where the last one stood, instead of filling the chat."""
    opened = await begin(desk, shown.chat_id, kind, user_id, **facts)
    shown.context = {**shown.context, "dialogue": opened.key}
    desk.session.add(shown)
    await post.edit(desk, shown, message, kind=DeliveryKind.ANSWER)


async def pressed(
    desk: Desk, place: Place, message_id: int, who: Actor, kind: str
) -> tuple[Dialogue, Delivery]:
    """The open dialogue that this message asks for, if it is this person's to answer."""
    shown = await outbox.by_message(desk.session, place.chat_id, message_id, desk.scope)
    number = shown.context.get("dialogue") if shown else None
    asked = await dialogues.dialogue(desk.session, number) if number is not None else None
    if asked is None or shown is None or asked.kind != kind or asked.closed_at is not None:
        raise Refusal("dialogue_over")
    require_own(asked, who)
    return asked, shown


def require_own(asked: Dialogue, who: Actor) -> None:
    if asked.user_id is not None and asked.user_id != who.user_id:
        raise Refusal("dialogue_not_yours")


async def close(desk: Desk, asked: Dialogue) -> bool:
    """Close it; False where somebody's answer closed it before."""
    return await dialogues.close(desk.session, asked.key, desk.now)


async def claim(desk: Desk, asked: Dialogue) -> None:
    """Close it for this answer: of two presses, the second finds the question answered."""
    if not await close(desk, asked):
        raise Refusal("dialogue_over")


async def replace(desk: Desk, chat_id: int, user_id: int, kind: str) -> None:
    """Close this person's older dialogues of one kind in this chat: the newest counts."""
    here = desk.jurisdiction
    for old in await dialogues.open_dialogues(desk.session, here, chat_id, user_id, kind):
        if old.user_id == user_id:
            await close(desk, old)
