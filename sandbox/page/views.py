"""What the page is told about chats and messages."""

from __future__ import annotations

from typing import Any

from sandbox.chats import Chat, ChatKind
from sandbox.clock import SteppableClock
from sandbox.files import StoredFile
from sandbox.messages import Message
from sandbox.page.formatting import to_html
from sandbox.people import Bot, User
from sandbox.world import World

Json = dict[str, Any]


def chat_key(chat: Chat) -> str:
    """Private chats have the person's id; with two bots it would not be unique."""
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
    return {"id": user.id, "name": user.name, "bot": user.is_bot}


def chat_view(world: World, chat: Chat) -> Json:
    last = chat.messages[-1] if chat.messages else None
    return {
        "key": chat_key(chat),
        "kind": chat.kind.value,
        "title": chat.title,
        "people": [person.id for person in chat.people],
        "leaders": [person.id for person in chat.people if chat.is_run_by(person)],
        "bots": [user_view(bot) for bot in chat.bots],
        "topics": [{"id": topic.id, "name": topic.name} for topic in chat.topics.values()],
        "gone": chat.deleted or chat.migrated_to is not None,
        "last": message_line(last) if last else "",
        "at": last.date.isoformat() if last else "",
        "count": len(chat.messages),
    }


def message_line(message: Message) -> str:
    if message.service:
        return ", ".join(message.service)
    what = message.text or (message.media.name if message.media else "")
    return f"{message.sender.name}: {what}"[:80]


def message_view(message: Message) -> Json:
    return {
        "id": message.message_id,
        "chat": chat_key(message.chat),
        "sender": message.sender_chat.title if message.sender_chat else message.sender.name,
        "sender_id": message.sender.id,
        "bot": isinstance(message.sender, Bot),
        "at": message.date.isoformat(),
        "edited": message.edited_at is not None,
        "html": to_html(message.text, message.entities),
        "line": message_line(message),
        "service": _service(message),
        "reply": _reply(message.reply_to),
        "forwarded": message.forward_origin.sender.name if message.forward_origin else None,
        "keyboard": [
            [{"text": b.text, "data": b.callback_data, "url": _safe(b.url)} for b in row]
            for row in message.keyboard
        ],
        "choices": message.reply_keyboard,
        "force_reply": message.force_reply,
        "placeholder": message.placeholder,
        "photo": _file(message.photo),
        "document": _file(message.document),
        "album": message.media_group_id,
        "thread": message.thread_id,
        "pinned": message.pinned,
        "reactions": [reaction.emoji for reaction in message.reactions],
    }


def _safe(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _service(message: Message) -> Json | None:
    if not message.service:
        return None
    kind, detail = next(iter(message.service.items()))
    if isinstance(detail, Message):
        return {"kind": kind, "detail": detail.text[:80]}
    if isinstance(detail, list):
        return {"kind": kind, "detail": ", ".join(user["first_name"] for user in detail)}
    if isinstance(detail, dict):
        return {"kind": kind, "detail": detail.get("first_name") or detail.get("name") or ""}
    return {"kind": kind, "detail": str(detail)}


def _reply(target: Message | None) -> Json | None:
    return {"id": target.message_id, "line": message_line(target)} if target else None


def _file(file: StoredFile | None) -> Json | None:
    if file is None:
        return None
    return {"url": f"/sandbox/files/{file.key}", "name": file.name, "size": file.size}


def clock_view(world: World) -> Json:
    clock = world.clock
    return {
        "now": clock.now().isoformat(),
        "speed": clock.speed if isinstance(clock, SteppableClock) else None,
        "zone": world.time_zone,
        "banner": world.banner,
    }


def state_view(world: World) -> Json:
    return {
        "number": len(world.log),
        "people": [user_view(person) for person in world.people.values()],
        "bots": [user_view(bot) for bot in world.bots.values()],
        "chats": [chat_view(world, chat) for chat in world.chats()],
        "clock": clock_view(world),
    }
