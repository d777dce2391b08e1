"""Answers chats that nobody enrolled, with each sentence at most once a day."""

from datetime import timedelta
from typing import Any

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place, Posting
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.receiving import inbox
from storage.receiving.inbox import InboxUpdate

TIME_TO_ENROL = timedelta(seconds=60)
"""A group that is joined by a link sends its code at once, and then needs no hint."""

ADMIN = ("administrator", "creator")


async def greet(desk: Desk, place: Place) -> None:
    await _say(desk, place, DeliveryKind.ASIDE, Posting(dedupe_key=_key(desk, place.chat_id)))


async def answer_once(desk: Desk, place: Place, key: str, reply_to: int, **facts: Any) -> bool:
    message = Message(desk.words.phrase(key, **facts))
    return await say_once(desk, place, key, reply_to, message)


async def say_once(desk: Desk, place: Place, what: str, reply_to: int, message: Message) -> bool:
    # However often a stranger asks, the dedupe key lets this out once a day.
    how = Posting(reply_to=reply_to, dedupe_key=f"{_key(desk, place.chat_id)}:{what}")
    if await outbox.by_dedupe_key(desk.session, desk.jurisdiction, how.dedupe_key or ""):
        return False
    await post.send(desk, place, DeliveryKind.ASIDE, message, how)
    return True


async def joined(desk: Desk, chat_id: int) -> None:
    await desk.record("stranger.joined", f"chat:{chat_id}")
    # The hint waits, because a code usually follows at once and makes it needless.
    later = Posting(dedupe_key=_key(desk, chat_id), not_before=desk.now + TIME_TO_ENROL)
    await _say(desk, Place(chat_id), DeliveryKind.HINT, later)


async def left(desk: Desk, chat_id: int) -> None:
    await desk.record("stranger.left", f"chat:{chat_id}")
    await forget(desk, chat_id)


async def forget(desk: Desk, chat_id: int) -> None:
    hint = await outbox.by_dedupe_key(desk.session, desk.jurisdiction, _key(desk, chat_id))
    if hint is not None:
        await post.drop(desk, hint, "not a stranger")


async def bot_is_admin(desk: Desk, chat_id: int) -> bool:
    # A stranger's chat has no row that could keep this, so the stored updates are asked.
    recent = await inbox.newest_of_chat(desk.session, chat_id)
    statuses = (_status(update) for update in recent if "my_chat_member" in update.raw)
    return next(statuses, "") in ADMIN


def _status(update: InboxUpdate) -> str:
    return str(update.raw["my_chat_member"]["new_chat_member"]["status"])


async def _say(desk: Desk, place: Place, kind: DeliveryKind, posting: Posting) -> None:
    hint = Message(desk.words.phrase("start_stranger", office=desk.plan.office))
    await post.send(desk, place, kind, hint, posting)


def _key(desk: Desk, chat_id: int) -> str:
    return f"stranger:{chat_id}:{desk.local(desk.now).date()}"
