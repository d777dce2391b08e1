"""Opens and closes the questions whose answers the bot waits for; they survive a restart."""

from typing import Any

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.conversation import finding_messages
from office.desk import Desk
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving import dialogues
from storage.receiving.dialogues import Dialogue

ASKER = "asker"
"""The fact in which a dialogue that anyone may answer keeps the id of the person who opened it."""
DRILL = "drill"
"""The fact that a question was asked in an exercise, so that what follows from it is marked too."""


async def begin(desk: Desk, chat_id: int, kind: str, user_id: int | None, **facts: Any) -> Dialogue:
    """Open a dialogue that waits for an answer in this chat.

    Without a user id anyone in the chat may give it.
    """
    if desk.drill:
        facts[DRILL] = True
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
    """Ask a question and open the dialogue that its answer will find.

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
    opened = await begin(desk, shown.chat_id, kind, user_id, **facts)
    shown.context = {**shown.context, "dialogue": opened.key}
    shown.drill = desk.drill
    desk.session.add(shown)
    # A new message for each question of a sequence would fill the chat.
    await post.edit(desk, shown, message, kind=DeliveryKind.ANSWER)


async def pressed(
    desk: Desk, place: Place, message_id: int, words: str | None, who: Actor, kind: str
) -> tuple[Dialogue, Delivery]:
    """Return the open dialogue behind this message; refuse a press that is not this person's."""
    shown = await finding_messages.seen(desk, place.chat_id, message_id, words)
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
    return await dialogues.close(desk.session, asked.key, desk.now)


async def claim(desk: Desk, asked: Dialogue) -> None:
    # Two people may press at once: the second finds the question answered.
    if not await close(desk, asked):
        raise Refusal("dialogue_over")


async def replace(desk: Desk, chat_id: int, user_id: int, kind: str) -> None:
    here = desk.jurisdiction
    # Only the newest question of a kind counts: an answer must not find an older one.
    for old in await dialogues.open_dialogues(desk.session, here, chat_id, user_id, kind):
        if old.user_id == user_id:
            await close(desk, old)
