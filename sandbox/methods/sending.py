"""Sends new messages without files: sendMessage, forwards, copies."""

from __future__ import annotations

from sandbox.access import Access
from sandbox.call import Call, Words
from sandbox.errors import bad_request
from sandbox.messages import Message, origin_of
from sandbox.render import Json, message_json


def send_message(call: Call) -> Json:
    chat = call.chat()
    message = call.draft(chat, call.words())
    call.count_send(chat)
    return message_json(call.world.post(message), call.bot)


def forward_message(call: Call) -> Json:
    chat, source = call.chat(), _source(call, "forward")
    if source.protected:
        raise bad_request("message can't be forwarded")
    message = call.draft(chat, Words.of(source))
    message.take_content_of(source)
    message.forward_origin = origin_of(source)
    call.count_send(chat)
    return message_json(call.world.post(message), call.bot)


def copy_message(call: Call) -> Json:
    chat, source = call.chat(), _source(call, "copy")
    if source.protected:
        raise bad_request("message can't be copied")
    new_caption = source.media and "caption" in call.parameters
    message = call.draft(chat, call.words("caption") if new_caption else Words.of(source))
    message.photo, message.document, message.video = source.photo, source.document, source.video
    message.contact = source.contact
    call.count_send(chat)
    return {"message_id": call.world.post(message).message_id}


def send_chat_action(call: Call) -> bool:
    call.chat()
    if call["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def _source(call: Call, verb: str) -> Message:
    source = call.chat("from_chat_id", Access.READ).find(call["message_id"])
    if source is None or source.is_service:
        raise bad_request(f"message to {verb} not found")
    return source
