"""Sends messages with photos, documents and videos, and hands out files."""

from __future__ import annotations

from typing import Any

from sandbox.call import Call, read_words
from sandbox.errors import bad_request
from sandbox.files import DOWNLOAD_LIMIT, PHOTO_LIMIT, UPLOAD_LIMIT
from sandbox.messages import Chat, Message
from sandbox.render import Json, file_json, message_json


def send_photo(call: Call) -> Json:
    chat = call.chat()
    photo = call.file(call["photo"], "photo", PHOTO_LIMIT)
    message = call.draft(chat, call.words("caption"))
    message.photo = photo
    call.count_send(chat)
    return message_json(call.world.post(message), call.bot)


def send_document(call: Call) -> Json:
    chat = call.chat()
    document = call.file(call["document"], "document")
    message = call.draft(chat, call.words("caption"))
    message.document = document
    call.count_send(chat)
    return message_json(call.world.post(message), call.bot)


def send_video(call: Call) -> Json:
    chat = call.chat()
    video = call.file(call["video"], "video")
    message = call.draft(chat, call.words("caption"))
    message.video = video
    call.count_send(chat)
    return message_json(call.world.post(message), call.bot)


def send_media_group(call: Call) -> list[Json]:
    chat, items = call.chat(), call["media"]
    _check_album(items)
    group = call.world.take_media_group_id()
    album = [_album_item(call, chat, item, group) for item in items]
    call.count_send(chat, weight=len(album))
    return [message_json(call.world.post(message), call.bot) for message in album]


def _check_album(items: list[Any]) -> None:
    if not items:
        raise bad_request("there are no messages to send")
    if not 2 <= len(items) <= 10:
        raise bad_request("group must contain 2 to 10 items")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in items}
    if not kinds <= {"photo", "document"}:
        raise bad_request("the sandbox knows albums of photos or of documents only")
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")


def _album_item(call: Call, chat: Chat, item: Json, group: str) -> Message:
    kind = item["type"]
    if not isinstance(item.get("media"), str):
        raise bad_request("can't parse InputMedia: media not found")
    stored = call.file(item["media"], kind, PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT)
    message = call.draft(chat, read_words(item, "caption", "caption_"))
    message.media_group_id = group
    if kind == "photo":
        message.photo = stored
    else:
        message.document = stored
    return message


def get_file(call: Call) -> Json:
    stored = call.world.files.by_file_id(call["file_id"], call.bot.id)
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**file_json(stored, call.bot), "file_id": call["file_id"]}
