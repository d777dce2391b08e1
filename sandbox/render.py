"""Shows the sandbox's objects as the Bot API shows them to one bot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.chats import Member, Status
from sandbox.files import StoredFile, file_id
from sandbox.messages import (
    Button,
    CallbackQuery,
    Chat,
    ChatRequest,
    Contact,
    ForwardOrigin,
    Message,
)
from sandbox.people import Bot, Person, User

Json = dict[str, Any]


def timestamp(instant: datetime) -> int:
    return int(instant.timestamp())


def user_json(user: User) -> Json:
    shown: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.name}
    if user.username:
        shown["username"] = user.username
    if isinstance(user, Person):
        shown["language_code"] = user.language
    return shown


def me_json(bot: Bot) -> Json:
    return {
        **user_json(bot),
        "can_join_groups": True,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: Chat) -> Json:
    shown: Json = {"id": chat.id, "type": chat.kind.value}
    if chat.is_private:
        person = chat.people[0]
        shown["first_name"] = person.name
        if person.username:
            shown["username"] = person.username
        return shown
    shown["title"] = chat.title
    if chat.username:
        shown["username"] = chat.username
    if chat.forum:
        shown["is_forum"] = True
    return shown


def message_json(message: Message, viewer: Bot, *, nested: bool = False) -> Json:
    """Show a message. `nested` means inside another one: Telegram shows no reply of a reply."""
    shown: Json = {
        "message_id": message.message_id,
        "chat": chat_json(message.chat),
        "date": timestamp(message.date),
    }
    # Nobody is named as the sender of what stands in a channel.
    if not message.chat.is_channel:
        shown["from"] = user_json(message.sender)
    if message.thread_id is not None:
        shown["message_thread_id"] = message.thread_id
        if message.chat.forum:
            shown["is_topic_message"] = True
    if message.sender_chat:
        shown["sender_chat"] = chat_json(message.sender_chat)
    if message.edited_at:
        shown["edit_date"] = timestamp(message.edited_at)
    _add_links(shown, message, viewer, nested=nested)
    _add_content(shown, message, viewer)
    if message.keyboard:
        shown["reply_markup"] = keyboard_json(message.keyboard)
    return shown


def _add_links(shown: Json, message: Message, viewer: Bot, *, nested: bool) -> None:
    if message.reply_to and not nested:
        shown["reply_to_message"] = message_json(message.reply_to, viewer, nested=True)
    if message.forward_origin:
        shown["forward_origin"] = _origin_json(message.forward_origin)
    if message.media_group_id:
        shown["media_group_id"] = message.media_group_id
    if message.protected:
        shown["has_protected_content"] = True


def _origin_json(origin: ForwardOrigin) -> Json:
    date = timestamp(origin.date)
    if origin.sender_chat:
        return {"type": "chat", "date": date, "sender_chat": chat_json(origin.sender_chat)}
    return {"type": "user", "date": date, "sender_user": user_json(origin.sender)}


def _add_content(shown: Json, message: Message, viewer: Bot) -> None:
    if message.service:
        shown.update(_service_json(message, viewer))
        return
    prefix = "caption_" if message.media else ""
    if message.photo:
        shown["photo"] = photo_json(message.photo, viewer)
    if message.document:
        shown["document"] = document_json(message.document, viewer)
    if message.video:
        shown["video"] = video_json(message.video, viewer)
    if message.contact:
        shown["contact"] = _contact_json(message.contact)
    if message.text:
        shown["caption" if message.media else "text"] = message.text
    if message.entities:
        shown[f"{prefix}entities"] = [entity.as_json() for entity in message.entities]


def chat_shared_json(wanted: ChatRequest, chat: Chat) -> Json:
    shown: Json = {"request_id": wanted.request_id, "chat_id": chat.id}
    if wanted.tells_title:
        shown["title"] = chat.title
    if wanted.tells_username and chat.username:
        shown["username"] = chat.username
    return shown


def _contact_json(contact: Contact) -> Json:
    shown: Json = {"phone_number": contact.phone_number, "first_name": contact.first_name}
    if contact.user_id is not None:
        shown["user_id"] = contact.user_id
    return shown


def _service_json(message: Message, viewer: Bot) -> Json:
    return {
        key: message_json(value, viewer, nested=True) if isinstance(value, Message) else value
        for key, value in message.service.items()
    }


def photo_json(photo: StoredFile, viewer: Bot) -> list[Json]:
    full: Json = {**_file_json(photo, viewer), "width": photo.width, "height": photo.height}
    scale = 90 / max(photo.width, photo.height, 90)
    small: Json = {
        **full,
        "file_id": f"{full['file_id']}-s",
        "file_unique_id": f"{photo.unique_id}s",
        "file_size": min(photo.size, 1500),
        "width": max(1, round(photo.width * scale)),
        "height": max(1, round(photo.height * scale)),
    }
    return [small, full]


def document_json(document: StoredFile, viewer: Bot) -> Json:
    return {
        **_file_json(document, viewer),
        "file_name": document.name,
        "mime_type": document.mime,
    }


def video_json(video: StoredFile, viewer: Bot) -> Json:
    # How long it is nobody measures.
    size: Json = {"width": video.width, "height": video.height, "duration": 0}
    return {**document_json(video, viewer), **size}


def _file_json(file: StoredFile, viewer: Bot) -> Json:
    return {
        "file_id": file_id(file, viewer.id),
        "file_unique_id": file.unique_id,
        "file_size": file.size,
    }


def file_json(file: StoredFile, viewer: Bot) -> Json:
    return {**_file_json(file, viewer), "file_path": file.path}


def button_json(button: Button) -> Json:
    shown: Json = {"text": button.text, **dict(button.extra)}
    if button.callback_data is not None:
        shown["callback_data"] = button.callback_data
    if button.url is not None:
        shown["url"] = button.url
    return shown


def keyboard_json(keyboard: list[list[Button]]) -> Json:
    return {"inline_keyboard": [[button_json(button) for button in row] for row in keyboard]}


def callback_json(query: CallbackQuery, viewer: Bot) -> Json:
    return {
        "id": query.id,
        "from": user_json(query.person),
        "message": message_json(query.message, viewer),
        "chat_instance": str(query.message.chat.id * 7919),
        "data": query.data,
    }


_ADMIN_RIGHTS = {
    "can_be_edited": False,
    "can_manage_chat": True,
    "can_change_info": True,
    "can_delete_messages": True,
    "can_invite_users": True,
    "can_restrict_members": True,
    "can_pin_messages": True,
    "can_promote_members": False,
    "can_manage_video_chats": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "is_anonymous": False,
    # This right is newer than our list of methods, but libraries for Bot API 10.3 want it.
    "can_send_welcome_messages": False,
}


_CHANNEL_RIGHTS = {
    "can_post_messages": True,
    "can_edit_messages": True,
    "can_manage_direct_messages": False,
}


def member_json(member: Member, chat: Chat) -> Json:
    status = member.status
    shown: Json = {"user": user_json(member.user), "status": status.value}
    if status is Status.CREATOR:
        shown["is_anonymous"] = False
    elif status is Status.ADMINISTRATOR:
        shown.update(_ADMIN_RIGHTS)
        if chat.forum:
            shown["can_manage_topics"] = True
        if chat.is_channel:
            del shown["can_pin_messages"]
            shown.update(_CHANNEL_RIGHTS)
        shown.update(dict.fromkeys(member.withheld, False))
    elif status is Status.KICKED:
        shown["until_date"] = 0
    return shown


def members_json(members: list[Member], chat: Chat) -> list[Json]:
    return [member_json(member, chat) for member in members]


def full_chat_json(chat: Chat, viewer: Bot) -> Json:
    shown = {
        **chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    pins = chat.visible_pins
    if pins:
        shown["pinned_message"] = message_json(pins[-1], viewer, nested=True)
    return shown


def member_change_json(chat: Chat, by: User, before: Member, after: Member, at: datetime) -> Json:
    return {
        "chat": chat_json(chat),
        "from": user_json(by),
        "date": timestamp(at),
        "old_chat_member": member_json(before, chat),
        "new_chat_member": member_json(after, chat),
    }
