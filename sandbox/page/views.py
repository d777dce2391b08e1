"""Shapes what the page is told about people, chats and messages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sandbox.chats import ChatKind
from sandbox.clock import SteppableClock
from sandbox.files import StoredFile
from sandbox.messages import Button, Chat, Choice, Message
from sandbox.page.formatting import to_html
from sandbox.page.play import Play
from sandbox.people import Bot, User
from sandbox.world import World

Json = dict[str, Any]

GIST = 80


def chat_key(chat: Chat) -> str:
    # Private chats have the person's id, which would not be unique with two bots.
    if chat.kind is ChatKind.PRIVATE:
        bot = next(m.user for m in chat.members.values() if isinstance(m.user, Bot))
        return f"{chat.id}:{bot.id}"
    return str(chat.id)


def chat_by_key(world: World, key: str) -> Chat | None:
    first, _, second = key.partition(":")
    try:
        if second:
            return world.private_chats.get((int(first), int(second)))
        return world.groups.get(int(first))
    except ValueError:
        return None


def user_view(user: User) -> Json:
    return {"id": user.id, "name": user.name, "username": user.username}


def chat_view(chat: Chat) -> Json:
    people = chat.people
    last = chat.messages[-1] if chat.messages else None
    return {
        "key": chat_key(chat),
        "kind": chat.kind.value,
        "title": chat.title,
        "forum": chat.forum,
        "people": [person.id for person in people],
        "leaders": [person.id for person in people if chat.is_run_by(person)],
        "bots": [bot.id for bot in chat.bots],
        "known_bots": [m.user.id for m in chat.members.values() if isinstance(m.user, Bot)],
        "topics": [{"id": topic.id, "name": topic.name} for topic in chat.topics.values()],
        "gone": chat.deleted or chat.migrated_to is not None,
        "moved_to": chat_key(chat.migrated_to) if chat.migrated_to else None,
        "last": glimpse(last) if last else None,
        "at": last.date.isoformat() if last else "",
        "count": len(chat.messages),
    }


def glimpse(message: Message) -> Json:
    """Return enough of a message for a line in the list of chats or above a reply."""
    return {
        "id": message.message_id,
        "sender": _sender_name(message),
        "sender_id": message.sender.id,
        "gist": message.text[:GIST],
        "photo": message.photo is not None,
        "document": _named(message.document or message.video),
        "contact": message.contact.first_name if message.contact else None,
        "service": _service(message),
    }


def message_view(play: Play, message: Message) -> Json:
    return {
        **glimpse(message),
        "chat": chat_key(message.chat),
        # A post stands in the name of its channel, whoever wrote it.
        "bot": isinstance(message.sender, Bot) and not message.chat.is_channel,
        "anonymous": message.sender_chat is not None and not message.chat.is_channel,
        "at": message.date.isoformat(),
        "edited": message.edited_at is not None,
        "fetched": play.receipts.has(message),
        "html": to_html(message.text, message.entities),
        "reply": glimpse(message.reply_to) if message.reply_to else None,
        "forwarded": message.forward_origin.sender.name if message.forward_origin else None,
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "choices": [[_choice(choice) for choice in row] for row in message.reply_keyboard],
        "force_reply": message.force_reply or message.opens_reply,
        "placeholder": message.placeholder,
        "contact": asdict(message.contact) if message.contact else None,
        "photo": _file(message.photo),
        # The page has no player: a video is fetched like any file.
        "document": _file(message.document or message.video),
        "album": message.media_group_id,
        "thread": message.thread_id if message.chat.forum else None,
        "pinned": message.pinned,
        "reactions": [reaction.emoji for reaction in message.reactions],
    }


def _named(file: StoredFile | None) -> str | None:
    return file.name if file else None


def _sender_name(message: Message) -> str:
    return message.sender_chat.title if message.sender_chat else message.sender.name


def _button(button: Button) -> Json:
    safe = button.url if button.url and button.url.startswith(("http://", "https://")) else None
    return {
        "text": button.text,
        "data": button.callback_data,
        "url": safe,
        "style": button.style,
        "copies": button.copies,
    }


def _choice(choice: Choice) -> Json:
    wanted = choice.request_chat
    return {
        "text": choice.text,
        "request_contact": choice.request_contact,
        "request_chat": "channel" if wanted and wanted.is_channel else "group" if wanted else None,
    }


def _service(message: Message) -> Json | None:
    if not message.service:
        return None
    kind, detail = next(iter(message.service.items()))
    if isinstance(detail, Message):
        return {"kind": kind, "detail": detail.text[:GIST]}
    if isinstance(detail, list):
        return {"kind": kind, "detail": ", ".join(user["first_name"] for user in detail)}
    if isinstance(detail, dict):
        named = (detail.get(name) for name in ("first_name", "name", "title"))
        return {"kind": kind, "detail": next(filter(None, named), "")}
    return {"kind": kind, "detail": str(detail)}


def _file(file: StoredFile | None) -> Json | None:
    if file is None:
        return None
    return {
        "url": f"/sandbox/files/{file.key}",
        "name": file.name,
        "size": file.size,
        "width": file.width,
        "height": file.height,
    }


def clock_view(world: World) -> Json:
    clock = world.clock
    return {
        "now": clock.now().isoformat(),
        "speed": clock.speed if isinstance(clock, SteppableClock) else None,
        "zone": world.time_zone,
        "banner": world.banner,
    }


def state_view(play: Play) -> Json:
    world = play.world
    return {
        "play": play.id,
        "number": len(world.log),
        "staged": play.backstage is not None,
        "people": [user_view(person) for person in world.people.values()],
        "bots": [user_view(bot) for bot in world.bots.values()],
        "chats": [chat_view(chat) for chat in world.chats()],
        "clock": clock_view(world),
    }
