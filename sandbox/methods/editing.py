"""Changes messages that are there: edits, deletions, pins, reactions."""

from __future__ import annotations

from datetime import timedelta

from sandbox.access import Access
from sandbox.call import Call, Words, read_words
from sandbox.chats import ChatKind
from sandbox.entities import Formatted
from sandbox.errors import bad_request
from sandbox.files import PHOTO_LIMIT, UPLOAD_LIMIT
from sandbox.journal import What
from sandbox.messages import Keyboard, Message
from sandbox.reactions import read_reactions
from sandbox.render import Json, message_json

#: After this, not even an administrator's rights let a bot delete a message.
DELETE_WINDOW = timedelta(hours=48)

MAX_DELETED = 100

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def edit_message_text(call: Call) -> Json:
    message = _own(call)
    words = call.words()
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, words)


def edit_message_caption(call: Call) -> Json:
    message = _own(call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, message, call.words("caption"))


def edit_message_media(call: Call) -> Json:
    """Put another photo or document, with its caption, in the place of what is there."""
    message, item = _own(call), call["media"]
    kind = item.get("type")
    if kind not in ("photo", "document"):
        raise bad_request("the sandbox knows photos and documents in place of others only")
    if not isinstance(item.get("media"), str):
        raise bad_request("can't parse InputMedia: media not found")
    stored = call.file(item["media"], kind, PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT)
    words = read_words(item, "caption", "caption_")
    if message.media is not stored:
        message.photo = stored if kind == "photo" else None
        message.document = stored if kind == "document" else None
        message.video = None
        return _edited(call, message, words, call.inline_keyboard())
    return _edit(call, message, words)


def edit_message_reply_markup(call: Call) -> Json:
    message = _own(call)
    return _edit(call, message, Words.of(message))


def _own(call: Call) -> Message:
    if "chat_id" not in call.parameters or "message_id" not in call.parameters:
        raise bad_request("message identifier is not specified")
    message = call.message("edit", Access.EDIT)
    editable = message.sender is call.bot and not message.is_service
    if message.chat.is_channel and not message.chat.may(call.bot, "can_post_messages"):
        editable = False
    if not editable or message.has_reply_markup_that_forbids_edits or message.forward_origin:
        raise bad_request("message can't be edited")
    return message


def _edit(call: Call, message: Message, words: Words) -> Json:
    # An edit without reply_markup takes the keyboard away, as Telegram does.
    keyboard = call.inline_keyboard()
    if _same(message, words.said, keyboard):
        raise bad_request(NOT_MODIFIED)
    return _edited(call, message, words, keyboard)


def _edited(call: Call, message: Message, words: Words, keyboard: Keyboard) -> Json:
    call.count_edit(message.chat)
    message.keep_version(call.world.now())
    message.text, message.entities = words.said.text, words.said.entities
    message.html = words.html
    message.keyboard = keyboard
    call.world.note_edit(message)
    return message_json(message, call.bot)


def _same(message: Message, said: Formatted, keyboard: Keyboard) -> bool:
    return (message.text, message.entities, message.keyboard) == (
        said.text,
        said.entities,
        keyboard,
    )


def delete_message(call: Call) -> bool:
    message = call.message("delete")
    _check_deletion(call, message)
    call.world.remove(message)
    return True


def delete_messages(call: Call) -> bool:
    # Messages that cannot be found are skipped.
    chat, ids = call.chat(), call["message_ids"]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    found = [message for one in ids if (message := chat.find(one))]
    for message in found:
        _check_deletion(call, message)
    for message in found:
        call.world.remove(message)
    return True


def _check_deletion(call: Call, message: Message) -> None:
    if not _may_delete(call, message):
        refused = "message can't be deleted"
        in_supergroup = message.chat.kind is ChatKind.SUPERGROUP
        raise bad_request(refused if in_supergroup else f"{refused} for everyone")


def _may_delete(call: Call, message: Message) -> bool:
    chat = message.chat
    if call.world.now() - message.date >= DELETE_WINDOW or _begins_something(message):
        return False
    if chat.is_private or chat.is_run_by(call.bot):
        return True
    return message.sender is call.bot and not message.is_service


def _begins_something(message: Message) -> bool:
    # Service messages about the birth of a supergroup or a topic cannot be deleted.
    return not message.service.keys().isdisjoint({"migrate_from_chat_id", "forum_topic_created"})


def pin_chat_message(call: Call) -> bool:
    _check_pin_right(call)
    message = call.message("pin")
    if message.pinned:
        return True
    message.pinned = True
    call.world.log.write(What.PINNED, message.chat.id, call.bot.name, message.text, message)
    notice = call.world.new_message(message.chat, call.bot)
    notice.service = {"pinned_message": message}
    # In a channel nobody is notified of a pin.
    notice.silent = bool(call.get("disable_notification")) or message.chat.is_channel
    notice.sender_chat = message.chat if message.chat.is_channel else None
    call.world.post(notice)
    return True


def unpin_chat_message(call: Call) -> bool:
    # Without a message id, the latest pin goes.
    _check_pin_right(call)
    if "message_id" in call.parameters:
        _unpin(call, call.message("unpin"))
    elif pins := call.chat().visible_pins:
        _unpin(call, pins[-1])
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    _check_pin_right(call)
    for message in call.chat().visible_pins:
        _unpin(call, message)
    return True


def _unpin(call: Call, message: Message) -> None:
    message.pinned = False
    call.world.log.write(What.UNPINNED, message.chat.id, call.bot.name, message.text, message)


def _check_pin_right(call: Call) -> None:
    chat = call.chat()
    right = "can_edit_messages" if chat.is_channel else "can_pin_messages"
    if not chat.is_private and not chat.may(call.bot, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def set_message_reaction(call: Call) -> bool:
    message = call.message("react", Access.READ)
    call.world.set_reaction(call.bot, message, read_reactions(call.get("reaction") or []))
    return True
