"""Sends messages with marks that no deed of the sandbox's people leaves, as Telegram shows them."""

from typing import Any

from sandbox import Chat, Message, Person
from tests.harness.stage import Stage

CHANNEL: dict[str, Any] = {"id": -1001234500000, "type": "channel", "title": "频道"}
AS_CHANNEL: dict[str, Any] = {
    "from": {
        "id": 136817688,
        "is_bot": True,
        "first_name": "Channel",
        "username": "Channel_Bot",
    },
    "sender_chat": CHANNEL,
}
"""A member of a group who speaks in the name of a channel."""
FROM_LINKED_CHANNEL: dict[str, Any] = {
    "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
    "sender_chat": CHANNEL,
    "is_automatic_forward": True,
    "forward_origin": {"type": "channel", "date": 1796082600, "chat": CHANNEL, "message_id": 7},
}
"""A post that Telegram copied from the group's channel."""
VIA_BOT: dict[str, Any] = {
    "via_bot": {"id": 900100, "is_bot": True, "first_name": "别的机器人", "username": "other_bot"}
}

_PICTURE = {"file_id": "s", "file_unique_id": "s", "width": 512, "height": 512}
STICKER: dict[str, Any] = {
    "sticker": {**_PICTURE, "type": "regular", "is_animated": False, "is_video": False}
}
POLL: dict[str, Any] = {
    "poll": {
        "id": "1",
        "question": "报了没有",
        "options": [
            {"text": text, "voter_count": 0, "persistent_id": text} for text in ("报了", "没有")
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
}
CONTACT: dict[str, Any] = {"contact": {"phone_number": "0994", "first_name": "值班室"}}
DICE: dict[str, Any] = {"dice": {"emoji": "🎲", "value": 6}}
LOCATION: dict[str, Any] = {"location": {"latitude": 44.01, "longitude": 87.3}}


def say(
    stage: Stage,
    person: Person,
    chat: Chat,
    text: str,
    marks: dict[str, Any],
    *,
    reply_to: Message | None = None,
) -> Message:
    """Say a text with marks that tell where it comes from; the story lets the stage settle."""
    said = stage.world.say(person, chat, text, reply_to=reply_to)
    # The bot polls in this same loop, so it has not seen the update yet.
    update = stage.cast.bot.updates.waiting()[-1]
    update.content.update(marks)
    return said


def show(
    stage: Stage,
    person: Person,
    chat: Chat,
    content: dict[str, Any],
    *,
    reply_to: Message | None = None,
) -> Message:
    """Show something that is no text: a sticker, a poll, a place."""
    said = say(stage, person, chat, "·", content, reply_to=reply_to)
    del stage.cast.bot.updates.waiting()[-1].content["text"]
    return said
