"""Questions whose answers are buttons: which dialogue a pressed button belongs to."""

from typing import Any

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place
from office.refusal import Refusal
from storage import dialogues, outbox
from storage.dialogues import Dialogue
from storage.outbox import Delivery, DeliveryKind


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


async def close(desk: Desk, asked: Dialogue) -> None:
    """Claim the answer: of two presses, the second finds the question answered."""
    if not await dialogues.close(desk.session, asked.key, desk.now):
        raise Refusal("dialogue_over")


async def ask_in_place(
    desk: Desk, shown: Delivery, kind: str, message: Message, *, user_id: int, **facts: Any
) -> None:
    """Put the next question where the last one stood, instead of filling the chat."""
    opened = Dialogue(
        jurisdiction=desk.jurisdiction,
        chat_id=shown.chat_id,
        user_id=user_id,
        kind=kind,
        facts=facts,
        opened_at=desk.now,
    )
    desk.session.add(opened)
    await desk.session.flush()
    shown.context = {**shown.context, "dialogue": opened.key}
    desk.session.add(shown)
    await post.edit(desk, shown, message, kind=DeliveryKind.ANSWER)
